"""What is being answered at the moment, so that a stop can wait for it."""

from __future__ import annotations

import asyncio
from typing import Any

RESTARTING = "I am being restarted and cannot answer just now. Please ask again in a minute."


class Work:
    """The tasks that answer somebody. Belongs to one event loop."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def join(self) -> bool:
        """Count the current task as work until it ends; False if nothing new is begun any more."""
        task = asyncio.current_task()
        if task is None or task in self._tasks:
            return True
        if self._closed:
            return False
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    def close(self) -> None:
        """Begin nothing new."""
        self._closed = True

    async def finished(self, seconds: float) -> bool:
        """Wait until all that was begun is done, at most ``seconds``; whether it is."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        return not self._tasks
