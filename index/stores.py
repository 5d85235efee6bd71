"""Where the rows of a growing index lie: an exact FAISS index, a compressed one, or plain memory.

A store never changes once it is built. Its rows are numbered from 0 and say
nothing of what they belong to; that is kept by :mod:`index.growing`. FAISS's
own ids are not used: implicit ones repeat after a removal, and
``IndexIDMap2`` cannot always remove.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import faiss
import numpy as np
import numpy.typing as npt
from faiss.contrib.inspect_tools import get_invlist

from index.dense import one_thread
from index.embedding import Vectors

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PROBES = 16
"""Lists that a first look at a compressed store reads."""

CHUNK = 65_536
"""Rows decoded at a time while a store is rebuilt; bounds the memory that takes."""

TRAINING_ROWS_PER_LIST = 64
MARGIN = 0.1
"""By how much the range of each number is widened, so that later vectors fit into it as well."""

ROUNDS = 10
"""Of k-means. More than this did not raise recall."""


@dataclass(frozen=True)
class Mask:
    """Which rows a search may bring. ``flags`` must not be written to any more."""

    flags: Flags

    @cached_property
    def open(self) -> int:
        """How many rows it lets through."""
        return int(np.count_nonzero(self.flags))

    @cached_property
    def bits(self) -> npt.NDArray[np.uint8]:
        """The flags as FAISS reads them."""
        return np.packbits(self.flags, bitorder="little")


class Store(Protocol):
    """A fixed set of unit vectors. Thread-safe."""

    def __len__(self) -> int: ...

    @property
    def most_probes(self) -> int:
        """With this many probes a search has looked at everything."""

    def search(self, queries: Vectors, count: int, mask: Mask, probes: int) -> tuple[Vectors, Rows]:
        """The ``count`` nearest rows of each query among those that ``mask`` lets through.

        Returns cosines and row numbers, shape ``(len(queries), count)``, best
        first; where there are fewer, the row is -1.
        """

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of ``rows``, as exactly as they are kept; shape ``(len(rows), d)``."""


class MemoryStore:
    """Rows in an array that the owner may go on filling beyond what this store sees."""

    most_probes = 1

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, queries: Vectors, count: int, mask: Mask, probes: int) -> tuple[Vectors, Rows]:
        """See :class:`Store`."""
        cosines = np.where(mask.flags, queries @ self._vectors.T, -np.inf)
        count = min(count, len(self))
        best = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(cosines, best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        values = np.take_along_axis(values, order, axis=1).astype(np.float32)
        rows = np.where(np.isfinite(values), np.take_along_axis(best, order, axis=1), -1)
        return values, rows

    def vectors(self, rows: Rows) -> Vectors:
        """See :class:`Store`."""
        return self._vectors[rows]


class _FaissStore:
    """What the two kinds of FAISS index have in common."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - FAISS's classes are made by SWIG
        self.index = index

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def vectors(self, rows: Rows) -> Vectors:
        """See :class:`Store`."""
        if not len(rows):
            return np.empty((0, self.index.d), dtype=np.float32)
        return np.asarray(self.index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64)))

    def _search(
        self, queries: Vectors, count: int, parameters: faiss.SearchParameters, mask: Mask
    ) -> tuple[Vectors, Rows]:
        one_thread()
        parameters.sel = selector = faiss.IDSelectorBitmap(
            len(mask.bits), faiss.swig_ptr(mask.bits)
        )
        cosines, rows = self.index.search(
            np.ascontiguousarray(queries), min(count, len(self)), params=parameters
        )
        del selector  # It must outlive the search: the parameters only point to it.
        return cosines, rows


class FlatStore(_FaissStore):
    """Exact: every row is compared. For sets up to some tens of thousands."""

    most_probes = 1

    @classmethod
    def build(cls, dimension: int, parts: Iterator[Vectors]) -> FlatStore:
        """A store of the rows of ``parts``, in order."""
        index = faiss.IndexFlatIP(dimension)
        for part in parts:
            index.add(np.ascontiguousarray(part))
        return cls(index)

    def search(self, queries: Vectors, count: int, mask: Mask, probes: int) -> tuple[Vectors, Rows]:
        """See :class:`Store`."""
        return self._search(queries, count, faiss.SearchParameters(), mask)


class CompressedStore(_FaissStore):
    """One byte for a number, in lists of neighbours (IVF with an 8-bit scalar quantiser).

    Of the kinds tried at a million rows it was the only one that was small,
    fast and near enough to exact: a graph (HNSW) takes four times the memory,
    and product quantisation found half of the neighbours.
    """

    def __init__(self, index: Any, trained_on: int) -> None:  # noqa: ANN401 - see above
        super().__init__(index)
        self.trained_on = trained_on
        """How many rows there were when the lists were laid out."""

    @property
    def most_probes(self) -> int:
        return int(self.index.nlist)

    @classmethod
    def train(cls, sample: Vectors, total: int) -> CompressedStore:
        """An empty store laid out for ``total`` rows like those of ``sample``."""
        one_thread()
        lists = lists_for(total)
        dimension = sample.shape[1]
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
            False,
        )
        index.sq.rangestat_arg = MARGIN
        index.cp.niter = ROUNDS
        index.cp.max_points_per_centroid = TRAINING_ROWS_PER_LIST
        index.cp.min_points_per_centroid = 1
        index.train(np.ascontiguousarray(sample))
        index.make_direct_map()
        return cls(index, total)

    def with_rows(self, kept: Flags | None, parts: Iterator[Vectors]) -> CompressedStore:
        """A new store: the ``kept`` rows of this one (``None``: none), then those of ``parts``.

        Rows are renumbered in order. Kept ones are copied as they are, so that
        nothing is lost however often this is done.
        """
        one_thread()
        old = self.index
        quantizer = faiss.clone_index(faiss.downcast_index(old.quantizer))
        new = faiss.IndexIVFScalarQuantizer(
            quantizer, old.d, old.nlist, faiss.ScalarQuantizer.QT_8bit, old.metric_type, False
        )
        faiss.copy_array_to_vector(faiss.vector_to_array(old.sq.trained), new.sq.trained)
        new.is_trained = True
        if kept is not None:
            numbers = np.cumsum(kept) - 1
            lists: Any = new.invlists
            for number in range(old.nlist):
                ids, codes = get_invlist(old.invlists, number)  # type: ignore[no-untyped-call]
                chosen = kept[ids]
                if chosen.any():
                    ids = numbers[ids[chosen]]
                    codes = np.ascontiguousarray(codes[chosen])
                    lists.add_entries(number, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(codes))
            new.ntotal = int(kept.sum())
        new.make_direct_map()
        for part in parts:
            new.add(np.ascontiguousarray(part))
        return CompressedStore(new, self.trained_on)

    def search(self, queries: Vectors, count: int, mask: Mask, probes: int) -> tuple[Vectors, Rows]:
        """See :class:`Store`."""
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = min(probes, self.most_probes)
        return self._search(queries, count, parameters, mask)


def lists_for(total: int) -> int:
    """How many lists for ``total`` rows: a power of two near the square root of twice as many.

    Twice, because a store is filled up to four times what it was laid out for.
    """
    return int(2 ** round(np.log2(2 * max(total, 1)) / 2)) if total > 1 else 1


def in_chunks(store: Store, rows: Rows) -> Iterator[Vectors]:
    """The vectors of ``rows``, a bounded number at a time."""
    for start in range(0, len(rows), CHUNK):
        yield store.vectors(rows[start : start + CHUNK])
