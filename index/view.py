"""One state of a growing index, and the search over it. Immutable, so thread-safe."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.embedding import Vectors
from index.stores import PROBES, Flags, Mask, Rows, Store

Ids = npt.NDArray[np.int64]

Allowed = Callable[[int], bool] | Collection[int] | None
"""Which ids may be found: a predicate, the ids themselves, or ``None`` for all."""

FIRST_LOOK = 4
"""Rows looked at for each document wanted: several may belong to one document."""

WIDER = 4
WIDEST = 4_096
WIDEST_FOR_EACH = 64
"""Rows, at least and for each document wanted. A predicate that refuses nearly all of so many is
asked about every id instead."""


@dataclass(frozen=True)
class Found:
    """The documents nearest to one query, best first."""

    ids: tuple[int, ...]
    cosines: tuple[float, ...]
    """Of each document's nearest row."""


@dataclass(frozen=True)
class Part:
    """Rows with what they belong to and whether they still count."""

    store: Store
    ids: Ids
    alive: Mask

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self.ids, kind="stable")

    def rows_of(self, ids: Ids) -> Rows:
        """The live rows of ``ids``, in ascending order."""
        first = np.searchsorted(self.ids, ids, "left", sorter=self._order)
        last = np.searchsorted(self.ids, ids, "right", sorter=self._order)
        lengths = last - first
        # All positions first[i] .. last[i] - 1, without a loop.
        starts = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        rows = np.sort(self._order[starts + np.arange(lengths.sum())])
        return rows[self.alive.flags[rows]]

    def without(self, ids: Ids) -> Part:
        """The same rows, those of ``ids`` no longer counting."""
        rows = self.rows_of(ids)
        if not len(rows):
            return self
        flags = self.alive.flags.copy()
        flags[rows] = False
        return self.with_alive(flags)

    def with_alive(self, flags: Flags) -> Part:
        """The same rows, only those with a flag counting."""
        part = Part(self.store, self.ids, Mask(flags))
        # Sorting a million ids anew for every removal would be felt.
        part.__dict__["_order"] = self._order
        return part


@dataclass(frozen=True)
class View:
    """What a search sees: a base, and a tail of what was added since the base was built."""

    base: Part
    tail: Part
    documents: int
    """How many ids can be found."""

    @property
    def parts(self) -> tuple[Part, Part]:
        return self.base, self.tail

    def ids(self) -> Ids:
        """Every id that can be found, in ascending order."""
        return np.unique(np.concatenate([part.ids[part.alive.flags] for part in self.parts]))

    def vectors_of(self, ids: Sequence[int]) -> tuple[Ids, Vectors]:
        """The rows of ``ids``: the id of each, shape ``(n,)``, and the vectors, ``(n, d)``.

        Ids that are not there are left out. Rows of one id stand together.
        """
        wanted = np.unique(np.asarray(ids, dtype=np.int64))
        owners, vectors = [], []
        for part in self.parts:
            rows = part.rows_of(wanted)
            owners.append(part.ids[rows])
            vectors.append(part.store.vectors(rows))
        joined = np.concatenate(owners)
        order = np.argsort(joined, kind="stable")
        return joined[order], np.concatenate(vectors)[order]

    def search(self, queries: Vectors, count: int, allowed: Allowed = None) -> list[Found]:
        """See :meth:`index.growing.GrowingIndex.search`."""
        if count < 1:
            return [Found((), ())] * len(queries)
        masks = [part.alive for part in self.parts]
        accepts: Callable[[int], bool] = _everything
        if callable(allowed):
            accepts = _Asked(allowed)
        elif allowed is not None:
            masks = self._only(masks, np.fromiter(allowed, np.int64, len(allowed)))
        size = FIRST_LOOK * count
        # All queries in one go: for several, this reads the rows once and not once for each.
        first = [
            part.store.search(queries, min(size, mask.open), mask, PROBES) if mask.open else None
            for part, mask in zip(self.parts, masks, strict=True)
        ]
        found = []
        for number in range(len(queries)):
            looked = [
                _Looked(part, mask, size) for part, mask in zip(self.parts, masks, strict=True)
            ]
            for look, result in zip(looked, first, strict=True):
                if result:
                    look.take(result[0][number], result[1][number])
            found.append(self._widen(queries[number, None], count, looked, accepts))
        return found

    def _only(self, masks: Sequence[Mask], ids: Ids) -> list[Mask]:
        """``masks`` with nothing left in them but the rows of ``ids``."""
        wanted, narrowed = np.unique(ids), []
        for part, mask in zip(self.parts, masks, strict=True):
            only = np.zeros_like(mask.flags)
            only[part.rows_of(wanted)] = True
            narrowed.append(Mask(only & mask.flags))
        return narrowed

    def _widen(
        self,
        query: Vectors,
        count: int,
        looked: Sequence[_Looked],
        accepts: Callable[[int], bool],
    ) -> Found:
        """Look at more and more until there is enough, or everything has been looked at."""
        widest = max(WIDEST, WIDEST_FOR_EACH * count)
        while True:
            found = _best(looked, count, accepts)
            # What a part has not shown yet is no nearer than the last that it has shown.
            enough = found.cosines[-1] if len(found.ids) >= count else -math.inf
            open_looks = [look for look in looked if look.nearest_unseen > enough]
            if not open_looks:
                return found
            if accepts is not _everything and any(look.rows > widest for look in looked):
                # By now it costs less to ask about every id than to look on.
                ids = self.ids()
                kept = np.fromiter((i for i in ids.tolist() if accepts(i)), np.int64)
                masks = self._only([look.mask for look in looked], kept)
                looked = [
                    _Looked(part, mask, FIRST_LOOK * count)
                    for part, mask in zip(self.parts, masks, strict=True)
                ]
                accepts, open_looks = _everything, looked
            for look in open_looks:
                look.further(query)


class _Looked:
    """What one query has been shown of one part."""

    def __init__(self, part: Part, mask: Mask, rows: int) -> None:
        self.part = part
        self.mask = mask
        self.rows = rows
        self.cosines: list[float] = []
        self.owners: list[int] = []
        self._probes = 0
        self._seen = 0

    @property
    def nearest_unseen(self) -> float:
        """The most that the cosine of a row not seen yet can be."""
        if self._exhausted:
            return -math.inf
        return self.cosines[-1] if self.cosines else math.inf

    @property
    def _exhausted(self) -> bool:
        return self._seen >= self.mask.open

    def take(self, cosines: Vectors, rows: Rows, probes: int = PROBES) -> None:
        """Note what a search with ``probes`` brought."""
        real = rows >= 0
        self.cosines = cosines[real].tolist()
        self.owners = self.part.ids[rows[real]].tolist()
        self._probes = probes
        self._seen = len(self.owners)
        if probes >= self.part.store.most_probes and self._seen < self.rows:
            self._seen = self.mask.open  # Nothing else is there.

    def further(self, query: Vectors) -> None:
        """Look at more, if there is more."""
        if self._exhausted:
            return
        probes = self._probes
        if not probes:
            probes = PROBES
        elif self._seen >= self.rows:
            self.rows *= WIDER
        else:
            # It came back with less than was asked for: it has read all of the lists it may.
            probes *= WIDER
        rows = min(self.rows, self.mask.open)
        cosines, found = self.part.store.search(query, rows, self.mask, probes)
        self.take(cosines[0], found[0], probes)


class _Asked:
    """A predicate that is asked about each id once."""

    def __init__(self, predicate: Callable[[int], bool]) -> None:
        self._predicate = predicate
        self._known: dict[int, bool] = {}

    def __call__(self, document: int) -> bool:
        if document not in self._known:
            self._known[document] = self._predicate(document)
        return self._known[document]


def _everything(_: int) -> bool:
    return True


def _best(looked: Sequence[_Looked], count: int, accepts: Callable[[int], bool]) -> Found:
    """The first ``count`` documents among the rows of all parts; each by its nearest row."""
    best: dict[int, float] = {}
    for cosine, document in _nearest_first(looked):
        if document not in best and accepts(document):
            best[document] = cosine
            if len(best) == count:
                break
    return Found(tuple(best), tuple(best.values()))


def _nearest_first(looked: Sequence[_Looked]) -> Iterator[tuple[float, int]]:
    rows = [pair for look in looked for pair in zip(look.cosines, look.owners, strict=True)]
    # By id where the cosine is the same, so that the order does not hang on where rows lie.
    return iter(sorted(rows, key=lambda row: (-row[0], row[1])))
