"""A vector index for large sets that change: stable ids, filtered search, background upkeep.

A document has an id given by the caller (64 bits, such as a Discord snowflake)
and one or more vectors ("windows"); its nearest window counts.

What is added goes to a small tail in memory, which is searched exactly. What
is removed is struck out of a mask, so that it is gone from the next search on.
:meth:`GrowingIndex.tidy` folds the tail into the base and drops the dead rows,
aside, and swaps the result in. The base is exact up to ``flat_until`` rows and
compressed beyond (see :mod:`index.stores`).

**Threads.** Every method may be called from any thread. Searches take no lock:
each reads one :class:`index.view.View`, which never changes, so it sees all of
a batch or nothing of it. Batches (``add``, ``replace``, ``remove``) take turns
and are brief. ``tidy`` may take seconds for large sets: call it off the event
loop. Searches and batches go on meanwhile, and what they change is carried
over. Two calls of ``tidy`` take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import numpy as np

from index.embedding import Vectors
from index.stores import (
    TRAINING_ROWS_PER_LIST,
    CompressedStore,
    Flags,
    FlatStore,
    Mask,
    MemoryStore,
    Rows,
    Store,
    in_chunks,
    lists_for,
)
from index.view import Allowed, Found, Ids, Part, View

FLAT_UNTIL = 20_000
"""Rows. There an exact search of a long message's clauses takes ten milliseconds, which is what
embedding the message takes; beyond, a compressed one is several times as fast."""

TAIL = 8_192
"""Rows that may gather before :meth:`GrowingIndex.tidy` has something to do."""

DEAD = 0.25
"""The share of dead rows that is put up with."""

OUTGROWN = 4
"""A compressed base that has grown this many times since it was laid out is laid out anew."""


class GrowingIndex:
    """See the module's text, also for what threads may do."""

    def __init__(
        self, dimension: int, *, flat_until: int = FLAT_UNTIL, tail: int = TAIL, seed: int = 0
    ) -> None:
        """An empty index for vectors of ``dimension`` numbers.

        ``flat_until`` and ``tail`` are bounds in rows; ``seed`` decides which
        rows a compressed base is laid out by.
        """
        self.dimension = dimension
        self._flat_until = flat_until
        self._tail_rows = tail
        self._seed = seed
        self._writing = threading.Lock()
        self._tidying = threading.Lock()
        self._room = _Room(dimension)
        self._view = View(
            _part(FlatStore.build(dimension, iter(())), np.empty(0, np.int64)),
            self._room.part(),
            0,
        )

    def __len__(self) -> int:
        """How many documents can be found."""
        return self._view.documents

    def __contains__(self, document: int) -> bool:
        wanted = np.array([document], dtype=np.int64)
        return any(len(part.rows_of(wanted)) for part in self._view.parts)

    @property
    def view(self) -> View:
        """The present state, for several questions to the same one."""
        return self._view

    def search(self, queries: Vectors, count: int, allowed: Allowed = None) -> list[Found]:
        """The ``count`` nearest documents of each query, shape ``(n, dimension)``, best first.

        ``allowed`` restricts what may be found, to a collection of ids or to
        the ids that a predicate accepts; it is asked about an id once. The
        search goes on until it has ``count`` documents or has looked at
        everything, so a predicate that refuses nearly everything is asked about
        nearly everything: for those, ids are faster.
        """
        return self._view.search(queries, count, allowed)

    def vectors_of(self, ids: Sequence[int]) -> tuple[Ids, Vectors]:
        """See :meth:`index.view.View.vectors_of`."""
        return self._view.vectors_of(ids)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add one row for each of ``ids``; an id given several times has several windows.

        Raises :class:`ValueError` if the shapes do not fit, a vector is not of
        unit length, or an id is there already; then nothing is changed.
        """
        new, rows = self._checked(ids, vectors)
        with self._writing:
            view = self._view
            present = np.concatenate(
                [part.ids[part.rows_of(np.unique(new))] for part in view.parts]
            )
            if len(present):
                raise ValueError(f"there already: {np.unique(present)[:10].tolist()}")
            self._extend(view, new, rows)

    def replace(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Like :meth:`add`, but an id that is there loses its old windows in the same moment."""
        new, rows = self._checked(ids, vectors)
        with self._writing:
            self._extend(_without(self._view, np.unique(new)), new, rows)

    def remove(self, ids: Collection[int]) -> int:
        """Remove documents; how many were there. They are gone from the next search on."""
        with self._writing:
            before = self._view
            gone = np.unique(np.fromiter(ids, np.int64, len(ids)))
            self._view = _without(before, gone)
            return before.documents - self._view.documents

    @property
    def untidy(self) -> bool:
        """Whether :meth:`tidy` has something to do."""
        base, tail = self._view.parts
        rows = len(base.ids) + len(tail.ids)
        dead = rows - base.alive.open - tail.alive.open
        return len(tail.ids) >= self._tail_rows or dead > max(DEAD * rows, self._tail_rows // 8)

    def tidy(self) -> None:
        """Fold the tail into the base and drop the dead rows. May take seconds: see above."""
        with self._tidying:
            before = self._view
            base_rows, tail_rows = (np.flatnonzero(part.alive.flags) for part in before.parts)
            store = self._store_for(before, base_rows, tail_rows)
            ids = np.concatenate([before.base.ids[base_rows], before.tail.ids[tail_rows]])
            part = _part(store, ids)
            part.rows_of(ids[:1])  # Sorts its ids here rather than in the first search.
            with self._writing:
                now = self._view
                # What was removed meanwhile is dead in the new base as well, and what was
                # added meanwhile is the new tail.
                base_flags, tail_flags = (one.alive.flags for one in now.parts)
                still = np.concatenate([base_flags[base_rows], tail_flags[tail_rows]])
                moved = len(before.tail.ids)
                new = np.arange(moved, len(now.tail.ids))
                self._room = _Room(self.dimension)
                self._room.append(now.tail.ids[new], now.tail.store.vectors(new))
                tail = self._room.part().with_alive(tail_flags[new])
                self._view = View(part.with_alive(still), tail, now.documents)

    def restore(self, store: Store, ids: Ids, alive: Flags, tail_ids: Ids, tail: Vectors) -> None:
        """Start over with a base and a tail; for :mod:`index.snapshot`."""
        base = _part(store, ids).with_alive(alive)
        room = _Room(self.dimension)
        room.append(tail_ids, tail)
        documents = len(np.unique(np.concatenate([ids[alive], tail_ids])))
        with self._tidying, self._writing:
            self._room = room
            self._view = View(base, room.part(), documents)

    def _checked(self, ids: Sequence[int], vectors: Vectors) -> tuple[Ids, Vectors]:
        new = np.asarray(ids, dtype=np.int64)
        rows = np.asarray(vectors, dtype=np.float32)
        if rows.shape != (len(new), self.dimension):
            raise ValueError(f"{len(new)} ids need vectors of shape {(len(new), self.dimension)}")
        if not np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3):
            raise ValueError("every vector must be of unit length")
        return new, rows

    def _extend(self, view: View, ids: Ids, vectors: Vectors) -> None:
        self._room.append(ids, vectors)
        tail = self._room.part()
        alive = np.concatenate([view.tail.alive.flags, np.ones(len(ids), dtype=np.bool_)])
        self._view = View(
            view.base,
            Part(tail.store, tail.ids, Mask(alive)),
            view.documents + len(np.unique(ids)),
        )

    def _store_for(self, view: View, base_rows: Rows, tail_rows: Rows) -> Store:
        """A store of the given rows, of the kind that their number asks for."""
        total = len(base_rows) + len(tail_rows)
        old = view.base.store
        if isinstance(old, CompressedStore) and total > self._flat_until // 2:
            if total <= OUTGROWN * old.trained_on:
                return old.with_rows(view.base.alive.flags, in_chunks(view.tail.store, tail_rows))
        elif total <= self._flat_until:
            return FlatStore.build(self.dimension, _all_of(view, base_rows, tail_rows))
        empty = CompressedStore.train(self._sample(view, base_rows, tail_rows), total)
        return empty.with_rows(None, _all_of(view, base_rows, tail_rows))

    def _sample(self, view: View, base_rows: Rows, tail_rows: Rows) -> Vectors:
        """Rows drawn at random to lay out a compressed store by."""
        total = len(base_rows) + len(tail_rows)
        wanted = min(total, TRAINING_ROWS_PER_LIST * lists_for(total))
        drawn = np.sort(np.random.default_rng(self._seed).choice(total, wanted, replace=False))
        early = drawn[drawn < len(base_rows)]
        late = drawn[len(early) :] - len(base_rows)
        return np.concatenate(
            [
                view.base.store.vectors(base_rows[early]),
                view.tail.store.vectors(tail_rows[late]),
            ]
        )


class _Room:
    """The tail's arrays. They grow at the end; what a view has seen of them never changes."""

    def __init__(self, dimension: int) -> None:
        self._vectors = np.empty((0, dimension), dtype=np.float32)
        self._ids = np.empty(0, dtype=np.int64)
        self._used = 0

    def append(self, ids: Ids, vectors: Vectors) -> None:
        end = self._used + len(ids)
        if end > len(self._ids):
            size = max(2 * len(self._ids), end, 64)
            # Copies, not in place: older views go on reading the old arrays.
            self._vectors = np.concatenate(
                [
                    self._vectors[: self._used],
                    np.empty((size - self._used, vectors.shape[1]), np.float32),
                ]
            )
            self._ids = np.concatenate(
                [self._ids[: self._used], np.empty(size - self._used, np.int64)]
            )
        self._vectors[self._used : end] = vectors
        self._ids[self._used : end] = ids
        self._used = end

    def part(self) -> Part:
        return _part(MemoryStore(self._vectors[: self._used]), self._ids[: self._used])


def _part(store: Store, ids: Ids) -> Part:
    return Part(store, ids, Mask(np.ones(len(ids), dtype=np.bool_)))


def _without(view: View, ids: Ids) -> View:
    gone = np.concatenate([part.ids[part.rows_of(ids)] for part in view.parts])
    base, tail = (part.without(ids) for part in view.parts)
    return View(base, tail, view.documents - len(np.unique(gone)))


def _all_of(view: View, base_rows: Rows, tail_rows: Rows) -> Iterator[Vectors]:
    return chain(in_chunks(view.base.store, base_rows), in_chunks(view.tail.store, tail_rows))
