"""Changing the knowledge while it serves: drafts, publishing, history, what waits for moderators.

Knows nothing of Discord. :class:`bot.editing.editor.Editor` is what commands and
forms are put on.
"""
