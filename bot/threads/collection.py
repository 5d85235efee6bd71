"""The threads of one community: kept, removed, ranked.

Every method may be called from any thread. :meth:`PeerThreads.rank` and
:meth:`PeerThreads.tidy` compute; call them off the event loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from bot.conversation.mind import Mind
from bot.threads.calibration import SUREST, ThreadCalibration, load_thread_calibration
from bot.threads.ranking import (
    RankedThreads,
    ThreadHit,
    cosines,
    query_profile,
    ranked,
    score,
    sought,
)
from bot.threads.thread import Thread
from index.confidence import log_odds
from index.embedding import Vectors
from index.growing import GrowingIndex
from index.profiles import Starts, profiles
from index.ranker import Query, Ranker
from index.snapshot import SnapshotError, load_snapshot, save_snapshot
from index.view import View

CANDIDATES = 400
"""Threads nearest to the whole message that are looked at closely."""

CANDIDATES_OF_A_CLAUSE = 100

COUNT = 10

PROFILES = 20_000
"""Profiles remembered, some 6 MB for 80 entries."""

May = Callable[[Thread], bool]
"""Whether the member who asks may be shown a thread."""


class PeerThreads:
    """Threads by meaning. Holds their vectors and dates, never their text."""

    def __init__(
        self, community: int, dimension: int, calibration: ThreadCalibration | None = None
    ) -> None:
        self.community = community
        self._index = GrowingIndex(dimension)
        self._records: dict[int, Thread] = {}
        self._writing = threading.Lock()
        self._profiles = _Profiles()
        self._calibration = calibration or load_thread_calibration()

    def __len__(self) -> int:
        return len(self._records)

    def put(self, threads: Sequence[tuple[Thread, Vectors]]) -> None:
        """Add threads with their vectors (the whole's first), replacing those that are there.

        Raises :class:`ValueError` for a thread of another community, or
        vectors that do not fit; then nothing is changed.
        """
        if not threads:
            return
        strangers = [thread.id for thread, _ in threads if thread.community != self.community]
        if strangers:
            raise ValueError(f"threads of another community: {strangers[:10]}")
        ids = [thread.id for thread, vectors in threads for _ in range(len(vectors))]
        if set(ids) != {thread.id for thread, _ in threads} or len(set(ids)) != len(threads):
            raise ValueError("every thread must be there once, with at least one vector")
        with self._writing:
            self._index.replace(ids, np.concatenate([vectors for _, vectors in threads]))
            self._records.update((thread.id, thread) for thread, _ in threads)

    def update(self, thread: Thread) -> None:
        """Note new dates, channel or helpfulness of a thread whose text is the same.

        Raises :class:`KeyError` if it is not there.
        """
        with self._writing:
            if thread.id not in self._records:
                raise KeyError(thread.id)
            self._records[thread.id] = thread

    def remove(self, ids: Collection[int]) -> None:
        """Forget threads. They are in no ranking that begins after this returns."""
        with self._writing:
            for thread_id in ids:
                self._records.pop(thread_id, None)
            self._index.remove(ids)

    @property
    def untidy(self) -> bool:
        """Whether :meth:`tidy` has something to do."""
        return self._index.untidy

    def tidy(self) -> None:
        """Upkeep of the index; see :meth:`index.growing.GrowingIndex.tidy`."""
        self._index.tidy()

    def rank(
        self,
        mind: Mind,
        query: Query,
        may: May,
        *,
        asking: int | None = None,
        count: int = COUNT,
    ) -> RankedThreads:
        """The threads that are about the same as ``query``, best first.

        ``may`` is asked about each thread before anything is made of it; one
        that it refuses is in no way in the result. ``asking`` is the thread in
        which the question was asked, which is left out.
        """
        view = self._index.view
        granted = self._candidates(view, sought(mind, query), may, asking)
        owners, vectors = view.vectors_of(list(granted))
        if not len(owners):
            return RankedThreads((), ())
        ids, starts = np.unique(owners, return_index=True)
        near, telling = cosines(query.vectors, vectors, starts), mind.ranker.discriminant
        canonical = cosines(
            telling.coordinates(query.vectors), telling.coordinates(vectors), starts
        )
        like = self._profiles.of(mind.ranker, ids.tolist(), vectors, starts) @ query_profile(
            mind, query
        )
        known = log_odds(mind.read(query).probability, SUREST)
        hits = []
        for number, total in enumerate(score(near, canonical, like)):
            signals = {
                "cosine": float(near[number]),
                "canonical": float(canonical[number]),
                "likeness": float(like[number]),
                "known": known,
            }
            probability = self._calibration.probability(signals)
            hits.append(ThreadHit(granted[int(ids[number])], float(total), probability, signals))
        return ranked(hits, count, self._calibration)

    def save(self, path: Path, fingerprint: str, generation: int) -> None:
        """Write a snapshot of the vectors; see :mod:`index.snapshot`."""
        save_snapshot(self._index, path, fingerprint, generation)

    def load(
        self, path: Path, fingerprint: str, generation: int, threads: Iterable[Thread]
    ) -> None:
        """Take the vectors of ``threads`` from a snapshot; what was here before is gone.

        Raises :class:`index.snapshot.SnapshotError` if it cannot be used or is
        of other threads; then this is as it was.
        """
        records = {thread.id: thread for thread in threads}
        index = GrowingIndex(self._index.dimension)
        load_snapshot(index, path, fingerprint, generation)
        if index.view.ids().tolist() != sorted(records):
            raise SnapshotError("it is stale: it holds other threads")
        with self._writing:
            self._index, self._records = index, records

    def _candidates(
        self, view: View, by: Vectors, may: May, asking: int | None
    ) -> dict[int, Thread]:
        """The threads worth a closer look, all of which may be shown; ``by``: see `sought`."""
        granted: dict[int, Thread] = {}

        def accepts(thread_id: int) -> bool:
            thread = self._records.get(thread_id)
            if thread is None or thread_id == asking or not may(thread):
                return False
            granted[thread_id] = thread
            return True

        found = view.search(by[:1], CANDIDATES, accepts)
        if len(by) > 1 and len(found[0].ids) == CANDIDATES:
            found += view.search(by[1:], CANDIDATES_OF_A_CLAUSE, accepts)
        return {i: granted[i] for one in found for i in one.ids}


class _Profiles:
    """Profiles of threads, remembered for as long as the ranker and the vectors stay the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ranker: Ranker | None = None
        self._known: dict[tuple[int, int], Vectors] = {}

    def of(self, ranker: Ranker, ids: Sequence[int], vectors: Vectors, starts: Starts) -> Vectors:
        """The profiles of ``ids``, shape ``(len(ids), entries)``; see :mod:`index.profiles`."""
        groups = np.split(vectors, starts[1:])
        # With the vectors in the key, a thread that was replaced is not mistaken for its old self.
        keys = [
            (thread_id, hash(group.tobytes())) for thread_id, group in zip(ids, groups, strict=True)
        ]
        with self._lock:
            if self._ranker is not ranker or len(self._known) > PROFILES:
                self._ranker, self._known = ranker, {}
            found = {key: self._known[key] for key in keys if key in self._known}
        new = [number for number, key in enumerate(keys) if key not in found]
        if new:
            chosen = [groups[number] for number in new]
            sizes = np.array([len(group) for group in chosen])
            made = profiles(ranker, np.concatenate(chosen), np.cumsum(sizes) - sizes)
            found.update((keys[number], made[place]) for place, number in enumerate(new))
            with self._lock:
                if self._ranker is ranker:
                    self._known.update(found)
        return np.stack([found[key] for key in keys])
