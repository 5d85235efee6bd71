"""The turn before: kept in memory for a quarter of an hour, never on disk."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.schema import Nation

LIFETIME = 15 * 60
"""Seconds after which a turn is forgotten."""

MOST = 10_000
"""Conversations kept at once; beyond that the oldest goes."""


@dataclass(frozen=True)
class Turn:
    """What a conversation's last message was about."""

    text: str
    topic: str | None
    """The entry that was shown, if one was."""
    nation: Nation | None
    """The nation named so far in this conversation."""


class Context:
    """The last turn of each conversation. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()

    def last(self, conversation: str) -> Turn | None:
        """The turn before in ``conversation``, unless it is forgotten by now."""
        self._forget_old()
        found = self._turns.get(conversation)
        return found[1] if found else None

    def remember(self, conversation: str, turn: Turn) -> None:
        """Keep ``turn`` as the last of ``conversation``."""
        self._turns.pop(conversation, None)
        self._turns[conversation] = (self._clock(), turn)
        while len(self._turns) > MOST:
            self._turns.popitem(last=False)

    def forget(self, member: str) -> None:
        """Forget at once every conversation whose key begins with ``member`` and a colon."""
        for key in [key for key in self._turns if key.startswith(f"{member}:")]:
            del self._turns[key]

    def _forget_old(self) -> None:
        limit = self._clock() - LIFETIME
        while self._turns:
            key, (when, _) = next(iter(self._turns.items()))
            if when > limit:
                break
            del self._turns[key]
