"""How the process fares: numbers in memory, for ``/status`` and for a line when it changes."""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

HOUR = 3600.0
SILENCE = 120.0
"""Seconds without a word from Discord after which something is wrong: it acknowledges a
heartbeat every 41 s even when nobody writes."""
SLOW = 1.0
"""Seconds by which the event loop may be late: Discord waits 3 s for an answer."""
SAMPLE = 1.0
KEPT_SAMPLES = 60


class Health:
    """Counts and moments. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._heard: float | None = None
        self._event: float | None = None
        self._asked: deque[tuple[int, int]] = deque()
        self._lags: deque[float] = deque(maxlen=KEPT_SAMPLES)
        self._last_trouble = ""

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._started

    @property
    def since_heard(self) -> float | None:
        """Seconds since Discord last sent anything, a heartbeat's acknowledgement included."""
        return None if self._heard is None else self._clock() - self._heard

    @property
    def since_event(self) -> float | None:
        """Seconds since the last event."""
        return None if self._event is None else self._clock() - self._event

    @property
    def lag(self) -> float:
        """The most seconds by which the event loop was late in the last minute."""
        return max(self._lags, default=0.0)

    @property
    def questions_in_last_hour(self) -> int:
        """Counted by the minute."""
        oldest = int((self._clock() - HOUR) // 60)
        return sum(count for minute, count in self._asked if minute > oldest)

    def heard(self, *, event: bool = False) -> None:
        """Discord sent something; ``event``: something that happened."""
        self._heard = self._clock()
        if event:
            self._event = self._heard

    def asked(self) -> None:
        """A question was answered."""
        minute = int(self._clock() // 60)
        count = self._asked.pop()[1] if self._asked and self._asked[-1][0] == minute else 0
        self._asked.append((minute, count + 1))
        while self._asked[0][0] <= minute - 61:
            self._asked.popleft()

    def late_by(self, seconds: float) -> None:
        """The event loop was late by ``seconds``."""
        self._lags.append(max(0.0, seconds))

    def trouble(self) -> str:
        """What is wrong now, in a sentence; empty if nothing is.

        Judged by what arrives, not by whether a connection is open.
        """
        silent = self.since_heard
        if silent is None:
            if self.uptime > SILENCE:
                return "nothing has been heard from Discord since the start"
        elif silent > SILENCE:
            return f"nothing has been heard from Discord for {silent:.0f} s"
        if self.lag > SLOW:
            return f"the process was late by {self.lag:.1f} s in the last minute"
        return ""

    def report(self) -> None:
        """Log the trouble when it comes and when it goes."""
        now = self.trouble()
        if bool(now) != bool(self._last_trouble):
            if now:
                log.warning("unwell: %s", now)
            else:
                log.info("well again")
        self._last_trouble = now


async def watch(health: Health) -> None:
    """Sample how late the event loop is, and report changes; until cancelled."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(SAMPLE)
        health.late_by(time.monotonic() - before - SAMPLE)
        health.report()


def memory_in_use() -> int:
    """Bytes of memory held by this process; the most it ever held where that is all there is."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text("ascii").split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
