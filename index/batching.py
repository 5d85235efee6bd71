"""Embedding off the event loop, with questions that arrive together sharing one run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, Self, TypeVar

import numpy as np

from index.embedding import Embedder, Vectors

P = ParamSpec("P")
T = TypeVar("T")

MAX_BATCH = 128
"""Texts in one run: keeps the wait of whoever comes next short."""


class BatchingEmbedder:
    """An asynchronous face of an :class:`Embedder`. Belongs to one event loop.

    While the model works on one batch, callers queue; the next batch takes all
    of them. One thread runs the model, because two runs at once are slower
    than one on the small servers that this is for.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._waiting: list[tuple[tuple[str, ...], asyncio.Future[Vectors]]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedder")
        self._task: asyncio.Task[None] | None = None

    @property
    def model(self) -> Embedder:
        """The embedder behind it; it may be called from any thread, out of turn."""
        return self._embedder

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *details: object) -> None:
        await self.close()

    @property
    def waiting(self) -> int:
        """Callers whose texts are not with the model yet."""
        return len(self._waiting)

    async def close(self) -> None:
        """Finish what is waiting, then end the thread."""
        if self._task:
            await self._task
        self._thread.shutdown(wait=True)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``; shape ``(len(texts), dimension)``."""
        future: asyncio.Future[Vectors] = asyncio.get_running_loop().create_future()
        self._waiting.append((tuple(texts), future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await future

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do ``work`` on the model's thread, in turn with the batches.

        More threads would be no quicker, because Python runs one at a time, and
        each would take its share of that time from the event loop.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(work, *args, **kwargs))

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while batch := self._next_batch():
            texts = [text for part, _ in batch for text in part]
            try:
                vectors = await loop.run_in_executor(self._thread, self._embedder.embed, texts)
            except Exception as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            ends = np.cumsum([len(part) for part, _ in batch])
            for (part, future), end in zip(batch, ends, strict=True):
                # A caller that gave up meanwhile has a cancelled future.
                if not future.done():
                    future.set_result(vectors[end - len(part) : end])

    def _next_batch(self) -> list[tuple[tuple[str, ...], asyncio.Future[Vectors]]]:
        taken, size = 0, 0
        for texts, _ in self._waiting:
            if taken and size + len(texts) > MAX_BATCH:
                break
            taken, size = taken + 1, size + len(texts)
        batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch
