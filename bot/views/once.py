"""Doing a thing once: Discord may send the same interaction twice, as after a broken connection."""

from __future__ import annotations

from collections import OrderedDict

MOST = 2_000
"""Interactions remembered; a repetition comes within seconds."""


class Once:
    """Remembers the last ids. Belongs to one event loop."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()

    def first(self, number: int) -> bool:
        """Whether ``number`` comes for the first time."""
        if number in self._seen:
            return False
        self._seen[number] = None
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return True
