"""Peer threads: where members have talked about the same thing.

Knows nothing of Discord. Keeps vectors and never a thread's text; title and
link are read live when a thread is shown.
"""
