"""How often somebody may ask: enough for anybody, not enough to drown a channel."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MOST_KEPT = 10_000


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in ``seconds``."""

    count: int
    seconds: float


PER_MEMBER = Limit(10, 60)
PER_COMMUNITY = Limit(120, 60)
TELLING = Limit(1, 60)
"""How often a member is told in a channel to slow down."""
SHARING = Limit(6, 3600)
"""Questions and reports of a member to the moderators."""
OPINIONS = Limit(1, 3600)
"""How often a member's opinion of an answer is counted."""


class Pace:
    """Counts in a sliding window for each key. Belongs to one event loop."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def allows(self, key: Hashable) -> bool:
        """Count one more for ``key``; whether it is within the limit."""
        now = self._clock()
        times = self._times.pop(key, None) or deque()
        self._times[key] = times
        while times and times[0] <= now - self._limit.seconds:
            times.popleft()
        if len(self._times) > MOST_KEPT:
            self._times.popitem(last=False)
        if len(times) >= self._limit.count:
            return False
        times.append(now)
        return True
