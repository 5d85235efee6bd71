"""How often somebody may ask: enough for anybody, not enough to drown a channel."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEPT = 10_000


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in ``seconds``."""

    count: int
    seconds: float


PER_MEMBER = Limit(10, 60)
PER_COMMUNITY = Limit(120, 60)


class Pace:
    """Counts in a sliding window for each key. Belongs to one event loop."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._times: OrderedDict[int, deque[float]] = OrderedDict()

    def allows(self, key: int) -> bool:
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
