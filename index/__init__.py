"""Texts in, ranked ids out.

Embedding, FAISS, lexical search, a linear head, fusion and calibrated
confidence. Knows nothing of MS, of Discord or of what a text is about.
"""
