"""The peer threads of every community: rows in the store, vectors in memory, kept alike.

What is added is on disk before it is found; what is removed is out of every
search before it is off the disk. So a process that is killed at any point has
nothing after its next start that the store does not have.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.conversation.mind import Mind
from bot.store import threads as rows
from bot.store.engine import Store
from bot.store.following import unfollow
from bot.store.threads import Kept
from bot.threads.collection import May, PeerThreads
from bot.threads.ranking import RankedThreads
from bot.threads.thread import Thread
from index.batching import BatchingEmbedder
from index.ranker import Query
from index.snapshot import SnapshotError

log = logging.getLogger(__name__)

BETWEEN_SNAPSHOTS = 500
"""Changes after which a snapshot is written."""

OPENED = 3600
"""Seconds by which the last activity must have moved on to be written down."""


@dataclass
class _Shelf:
    """The threads of one community."""

    threads: PeerThreads
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while store and memory are changed, so that a snapshot is of one state of both."""
    known: dict[int, Thread] = field(default_factory=dict)
    changes: int = 0


class Peers:
    """Belongs to one event loop; computes off it.

    Ranking takes its turn on the embedder's thread, as all ranking does; upkeep,
    which may take long, has threads of its own.
    """

    def __init__(self, store: Store, embedder: BatchingEmbedder, folder: Path) -> None:
        """``folder`` is where snapshots go; it can be deleted at any time."""
        self._store = store
        self._embedder = embedder
        self._fingerprint = embedder.model.fingerprint
        self._dimension = embedder.model.dimension
        self._folder = folder
        self._shelves: dict[int, asyncio.Task[_Shelf]] = {}

    async def count(self, community: int) -> int:
        """How many threads of ``community`` can be found."""
        return len((await self._shelf(community)).threads)

    async def channels(self, community: int) -> dict[int, int]:
        """How many threads of each channel can be found."""
        found: dict[int, int] = {}
        for thread in (await self._shelf(community)).known.values():
            found[thread.channel] = found.get(thread.channel, 0) + 1
        return found

    async def get(self, community: int, thread: int) -> Thread | None:
        """A thread that can be found."""
        return (await self._shelf(community)).known.get(thread)

    async def kept(self, community: int, ids: Collection[int]) -> set[int]:
        """Those of ``ids``, a few, that may be suggested now, by what the store says.

        Another process may have taken some out of which this one has not heard.
        """
        known = (await self._shelf(community)).known
        return await rows.kept_among(self._store, community, [n for n in ids if n in known])

    async def outdated(self, community: int) -> Collection[int]:
        """Channels that must be read anew, because another model made some of their vectors."""
        return await rows.outdated_channels(self._store, community, self._fingerprint)

    async def rank(
        self, community: int, mind: Mind, query: Query, may: May, *, asking: int | None = None
    ) -> RankedThreads:
        """See :meth:`bot.threads.collection.PeerThreads.rank`."""
        shelf = await self._shelf(community)
        return await self._embedder.run(shelf.threads.rank, mind, query, may, asking=asking)

    async def put(self, community: int, kept: Sequence[Kept]) -> None:
        """Add threads, or replace what they were; on disk, and found, when this returns."""
        if not kept:
            return
        shelf = await self._shelf(community)
        async with shelf.lock:
            done = await rows.keep_threads(self._store, community, kept, self._fingerprint)
            await asyncio.to_thread(shelf.threads.put, done)
            shelf.known.update((thread.id, thread) for thread, _ in done)
        await self._upkeep(community, shelf, len(done))

    async def remove(self, community: int, ids: Collection[int]) -> None:
        """Forget threads: out of every search at once, off the disk when this returns."""
        shelf = await self._shelf(community)
        gone = [number for number in ids if number in shelf.known]
        if not gone:
            return
        self._strike(shelf, gone)
        async with shelf.lock:
            self._strike(shelf, gone)
            await rows.remove_threads(self._store, community, gone)
        await self._upkeep(community, shelf, len(gone))

    async def remove_where(self, community: int, gone: Callable[[Thread], bool]) -> None:
        """Forget the threads for which ``gone`` holds."""
        shelf = await self._shelf(community)
        await self.remove(community, [t.id for t in shelf.known.values() if gone(t)])

    async def unfollow(self, community: int, channel: int) -> bool:
        """Follow ``channel`` no more and forget its threads; whether it was followed."""
        was_followed = await unfollow(self._store, channel)
        if was_followed:
            await self.remove_where(community, lambda thread: thread.channel == channel)
        return was_followed

    async def exclude(self, community: int, thread: int, *, by_moderator: bool) -> None:
        """Never suggest ``thread``."""
        shelf = await self._shelf(community)
        self._strike(shelf, [thread])
        async with shelf.lock:
            await rows.exclude_thread(self._store, community, thread, by_moderator=by_moderator)
            self._strike(shelf, [thread])

    async def helped(self, community: int, thread: int) -> bool:
        """Count that ``thread`` helped somebody; whether it is there."""
        shelf = await self._shelf(community)
        async with shelf.lock:
            now = await rows.count_helpful(self._store, thread)
            if now is None or thread not in shelf.known:
                return False
            self._note(shelf, now)
        return True

    async def active(self, community: int, thread: int, moment: datetime) -> None:
        """Note that something was written in ``thread``, if it can be found."""
        shelf = await self._shelf(community)
        before = shelf.known.get(thread)
        if before is None or (moment - before.last_active).total_seconds() < OPENED:
            return
        async with shelf.lock:
            if thread in shelf.known:
                self._note(shelf, replace(shelf.known[thread], last_active=moment))
                await rows.note_active(self._store, thread, moment)

    def drop(self, community: int) -> None:
        """Let go of a community that the bot has left."""
        self._shelves.pop(community, None)
        self._path(community).unlink(missing_ok=True)

    async def save(self) -> None:
        """Write a snapshot of what changed since the last."""
        for community, task in list(self._shelves.items()):
            if task.done() and not task.cancelled() and task.exception() is None:
                shelf = task.result()
                if shelf.changes:
                    await self._snapshot(community, shelf)

    async def _shelf(self, community: int) -> _Shelf:
        task = self._shelves.get(community)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._shelves[community] = asyncio.create_task(self._load(community))
        # Whoever gives up waiting must not end it for all others.
        return await asyncio.shield(task)

    async def _load(self, community: int) -> _Shelf:
        generation = await rows.generation_of(self._store, community)
        kept = await rows.load_threads(self._store, community, self._fingerprint, self._dimension)
        threads = PeerThreads(community, self._dimension)
        known = [thread for thread, _ in kept]
        try:
            await asyncio.to_thread(
                threads.load, self._path(community), self._fingerprint, generation, known
            )
        except SnapshotError as error:
            if kept:
                log.info("threads of %d: no snapshot is used, %s", community, error)
            await asyncio.to_thread(threads.put, kept)
            await asyncio.to_thread(threads.tidy)
        return _Shelf(threads, known={thread.id: thread for thread in known})

    async def _upkeep(self, community: int, shelf: _Shelf, changes: int) -> None:
        shelf.changes += changes
        if shelf.threads.untidy:
            await asyncio.to_thread(shelf.threads.tidy)
        if shelf.changes >= BETWEEN_SNAPSHOTS:
            await self._snapshot(community, shelf)

    async def _snapshot(self, community: int, shelf: _Shelf) -> None:
        async with shelf.lock:
            generation = await rows.generation_of(self._store, community)
            try:
                await asyncio.to_thread(
                    shelf.threads.save, self._path(community), self._fingerprint, generation
                )
            except OSError as error:
                # Only a saving: the next start reads the store instead.
                log.warning("threads of %d: no snapshot (%s)", community, type(error).__name__)
            shelf.changes = 0

    def _path(self, community: int) -> Path:
        return self._folder / f"{community}.threads"

    @staticmethod
    def _strike(shelf: _Shelf, ids: Collection[int]) -> None:
        for number in ids:
            shelf.known.pop(number, None)
        shelf.threads.remove(ids)

    @staticmethod
    def _note(shelf: _Shelf, thread: Thread) -> None:
        shelf.known[thread.id] = thread
        shelf.threads.update(thread)
