"""A question in, a typed reply out. Knows nothing of Discord or of terminals."""
