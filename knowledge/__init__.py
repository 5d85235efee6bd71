"""The curated content of Reroute, its schema, and how it is read and checked.

Knows nothing of how content is found (see ``index``) or shown (see ``bot``).
"""
