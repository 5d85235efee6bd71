"""Ranking documents for a message: several signals over the same passages, joined into one score.

A document (an entry) is a set of passages: its title, answer, points and the
ways in which people ask for it. What is scored is the document, not a
passage: in trials the mean of a document's three best passages put the right
one first far more often than the single best passage did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.clauses import clauses
from index.dense import FlatIndex
from index.discriminant import Discriminant, Spread
from index.embedding import Embedder, Vectors, unit_rows
from index.lexical import LexicalIndex

BEST_PASSAGES = 3
"""A document's dense score is the mean over this many of its best passages."""

NEAREST = 256
"""Passages looked at for each vector; beyond these none changes the order at the top."""

MANY = 60
"""Changed documents from which a fit from the beginning is as quick as taking in each change."""


@dataclass(frozen=True)
class Weights:
    """How much each signal counts, in standard deviations over the documents.

    Chosen on the fitting half of the development questions, the lexical one
    lower than those would have it: their words are nearer to the indexed
    questions than those of strangers are.
    """

    dense: float = 1.2
    clauses: float = 0.6
    """The mean over the clauses of a message of what is ``dense`` for the whole."""
    centroid: float = 0.4
    discriminant: float = 0.9
    lexical: float = 0.6


@dataclass(frozen=True)
class Document:
    """A thing to be found, and the texts by which it is found."""

    id: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """A message with the vectors of the whole and of each clause."""

    text: str
    parts: tuple[str, ...]
    vectors: Vectors
    """Shape ``(1 + len(parts), d)``; the first row is the whole message."""


@dataclass(frozen=True)
class Ranking:
    """All documents, best first. The arrays are in the order of ``ids``, shape ``(documents,)``."""

    query: Query
    ids: tuple[str, ...]
    scores: Vectors
    signals: Mapping[str, Vectors]
    """What each signal said of each document, on its own scale."""
    nearest: Vectors
    """For each vector of the query, the mean cosine of the passages nearest to it."""


@dataclass(frozen=True)
class _Rows:
    """Where the vectors of documents come from."""

    index: npt.NDArray[np.int64]
    """For each passage: a row of the index before, or beyond its end one of the new texts."""
    fresh: tuple[tuple[str, ...], ...]
    """New texts, by document."""
    same: tuple[bool, ...]
    """For each document: whether nothing of it has changed."""
    ids: frozenset[str]


def texts_of(text: str) -> tuple[str, ...]:
    """What has to be embedded for the message ``text``: the whole, then its clauses."""
    return (text, *clauses(text))


class Ranker:
    """An index over a fixed set of documents. Immutable, so thread-safe; replaced as a whole."""

    def __init__(
        self, documents: Sequence[Document], vectors: Vectors, weights: Weights | None = None
    ) -> None:
        """Index ``documents``; ``vectors`` holds one row for each passage, in order."""
        sizes = [len(document.passages) for document in documents]
        if sum(sizes) != len(vectors) or not all(sizes):
            raise ValueError("every document needs passages, and every passage one vector")
        owners = np.repeat(np.arange(len(documents)), sizes)
        spread = Spread.of(vectors, owners.tolist(), len(documents))
        self._fill(documents, vectors, weights or Weights(), spread, None)

    def updated(self, documents: Sequence[Document], new: Mapping[str, Vectors]) -> Ranker:
        """An index over ``documents`` that takes over what it can from this one.

        ``new`` has the vector of every text that :meth:`unknown` names.
        """
        rows, owners = self._rows_of(documents), {one.id: i for i, one in enumerate(self.documents)}
        fresh = [text for texts in rows.fresh for text in texts]
        known = self.vectors
        vectors = known[np.minimum(rows.index, len(known) - 1)]
        if fresh:
            beyond = rows.index >= len(known)
            added = np.stack([new[text] for text in fresh])
            vectors[beyond] = added[rows.index[beyond] - len(known)]
        changed = [i for i, same in enumerate(rows.same) if not same]
        gone = [i for i, one in enumerate(self.documents) if one.id not in rows.ids]
        sizes = [len(document.passages) for document in documents]
        if len(changed) + len(gone) > MANY:
            return Ranker(documents, vectors, self.weights)
        ends = np.cumsum(sizes)
        spread = self._spread
        for i in (*gone, *(owners[documents[i].id] for i in changed if documents[i].id in owners)):
            spread = spread.exchanged(i, known[self._owners == i], known[:0])
        spread = spread.arranged([owners.get(one.id, -1) for one in documents])
        for i in changed:
            spread = spread.exchanged(i, known[:0], vectors[ends[i] - sizes[i] : ends[i]])
        ranker = Ranker.__new__(Ranker)
        ranker._fill(documents, vectors, self.weights, spread, self.lexical)
        return ranker

    def unknown(self, documents: Sequence[Document]) -> list[str]:
        """The texts of ``documents`` that this index has no vector for."""
        fresh = self._rows_of(documents).fresh
        return list(dict.fromkeys(text for texts in fresh for text in texts))

    @property
    def vectors(self) -> Vectors:
        """The vector of each passage, in order: a view, valid as long as the index is."""
        return self._flat.vectors

    def passages_of(self, document: str) -> list[Query]:
        """The passages of ``document``, each as a query without clauses."""
        place = self.ids.index(document)
        vectors = self.vectors[self._owners == place]
        texts = self.documents[place].passages
        return [Query(text, (), vectors[i : i + 1]) for i, text in enumerate(texts)]

    @property
    def passages(self) -> int:
        """How many vectors are searched."""
        return len(self._flat)

    def rank(self, query: Query) -> Ranking:
        """Rank every document for ``query``."""
        return self.rank_all([query])[0]

    def rank_all(self, queries: Sequence[Query]) -> list[Ranking]:
        """Rank every document for each query: the same as one by one, but faster."""
        sizes = [len(query.vectors) for query in queries]
        vectors = np.concatenate([query.vectors for query in queries])
        starts = np.cumsum([0, *sizes[:-1]])
        (dense, nearest), whole = self._dense(vectors), vectors[starts]
        centroid, discriminant = whole @ self._centroids.T, self.discriminant.scores(whole)
        found = []
        for i, (query, start, size) in enumerate(zip(queries, starts, sizes, strict=True)):
            parts, near = dense[start + 1 : start + size], nearest[start : start + size]
            signals = {
                "dense": dense[start],
                "clauses": parts.mean(axis=0) if size > 1 else dense[start],
                "centroid": centroid[i],
                "discriminant": discriminant[i],
                "lexical": self._lexical(query.text),
            }
            weights = np.array([getattr(self.weights, name) for name in signals], np.float32)
            total = weights @ _standardised(np.stack(list(signals.values())))
            found.append(_ordered(query, self.ids, total, signals, near))
        return found

    def signals(self, vectors: Vectors) -> dict[str, Vectors]:
        """What can be said of each document without words, by the names in :class:`Weights`.

        Each has shape ``(len(vectors), len(ids))``.
        """
        return {
            "dense": self._dense(vectors)[0],
            "centroid": vectors @ self._centroids.T,
            "discriminant": self.discriminant.scores(vectors),
        }

    def _fill(
        self,
        documents: Sequence[Document],
        vectors: Vectors,
        weights: Weights,
        spread: Spread,
        before: LexicalIndex | None,
    ) -> None:
        self.documents = tuple(documents)
        self.weights = weights
        self.ids = tuple(document.id for document in documents)
        sizes = [len(document.passages) for document in documents]
        self._owners = np.repeat(np.arange(len(documents)), sizes)
        self._starts = np.cumsum([0, *sizes[:-1]])
        self._flat = FlatIndex(vectors)
        self._spread = spread
        self._centroids = unit_rows(spread.sums.astype(np.float32))
        self.discriminant = Discriminant(spread)
        self.lexical = LexicalIndex([text for one in documents for text in one.passages], before)

    def _rows_of(self, documents: Sequence[Document]) -> _Rows:
        """Where the vector of each passage of ``documents`` is, among ours and then new ones."""
        ours = {
            one.id: (one, start) for one, start in zip(self.documents, self._starts, strict=True)
        }
        index: list[npt.NDArray[np.int64]] = []
        fresh: list[list[str]] = []
        same: list[bool] = []
        ahead = len(self._owners)
        for document in documents:
            old, start = ours.get(document.id, (None, 0))
            same.append(old is not None and old.passages == document.passages)
            if same[-1]:
                index.append(np.arange(start, start + len(document.passages)))
                continue
            places = {text: start + i for i, text in enumerate(old.passages)} if old else {}
            fresh.append([text for text in dict.fromkeys(document.passages) if text not in places])
            places |= {text: ahead + i for i, text in enumerate(fresh[-1])}
            ahead += len(fresh[-1])
            index.append(np.array([places[text] for text in document.passages]))
        ids = frozenset(document.id for document in documents)
        return _Rows(np.concatenate(index), tuple(map(tuple, fresh)), tuple(same), ids)

    def _dense(self, vectors: Vectors) -> tuple[Vectors, Vectors]:
        """The mean cosine of each document's best passages, shape ``(len(vectors), documents)``;
        and that of the best passages of all, shape ``(len(vectors),)``.

        Only the nearest passages are looked at. A document with fewer among them
        is given the cosine of the last one for the rest: its own are no higher.
        """
        cosines, rows = self._flat.search(vectors, NEAREST)
        shape = (len(vectors), len(self.ids), BEST_PASSAGES)
        best = np.broadcast_to(cosines[:, -1:, None], shape).reshape(-1, BEST_PASSAGES).copy()
        slots = self._owners[rows] + np.arange(len(vectors))[:, None] * len(self.ids)
        # Stable, so that within a document the passages stay best first.
        order = np.argsort(slots, axis=None, kind="stable")
        slot = slots.ravel()[order]
        place = np.arange(len(order)) - np.searchsorted(slot, slot)
        kept = place < BEST_PASSAGES
        best[slot[kept], place[kept]] = cosines.ravel()[order][kept]
        nearest = cosines[:, :BEST_PASSAGES].mean(axis=1)
        return best.mean(axis=1).reshape(shape[:2]), nearest

    def _lexical(self, text: str) -> Vectors:
        """The mean BM25 score of each document's best passages, shape ``(documents,)``.

        One passage that happens to share a rare word says little; three say more.
        """
        scores = self.lexical.scores(text)
        found = np.flatnonzero(scores)
        ordered = found[np.lexsort((-scores[found], self._owners[found]))]
        owners = self._owners[ordered]
        kept = ordered[np.arange(len(owners)) - np.searchsorted(owners, owners) < BEST_PASSAGES]
        sums = np.bincount(self._owners[kept], scores[kept], minlength=len(self.ids))
        return np.asarray(sums / BEST_PASSAGES, dtype=np.float32)


def averaged(one: Ranking, other: Ranking) -> Ranking:
    """The ranking by the mean of two, for a message that was read in two ways.

    Both must rank the same documents. ``other`` gives the query.
    """
    places = {document: place for place, document in enumerate(one.ids)}
    same = [places[document] for document in other.ids]
    signals = {
        name: _mean(one.signals[name][same], values) for name, values in other.signals.items()
    }
    scores = _mean(one.scores[same], other.scores)
    return _ordered(other.query, other.ids, scores, signals, other.nearest)


def _mean(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one + other) / 2, dtype=np.float32)


def _ordered(
    query: Query,
    ids: Sequence[str],
    scores: Vectors,
    signals: Mapping[str, Vectors],
    nearest: Vectors,
) -> Ranking:
    """The ranking by ``scores``; among equals the earlier document comes first."""
    order = np.argsort(-scores, kind="stable")
    sorted_signals = {name: np.asarray(values)[order] for name, values in signals.items()}
    return Ranking(query, tuple(ids[i] for i in order), scores[order], sorted_signals, nearest)


def _standardised(scores: Vectors) -> Vectors:
    """Each row of ``scores``, shape ``(n, documents)``, in standard deviations from its mean."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    return np.asarray(centred / (scores.std(axis=1, keepdims=True) + 1e-6), dtype=np.float32)


def embed_query(text: str, embedder: Embedder) -> Query:
    """Embed ``text`` at once; for building and evaluation. The bot embeds in batches."""
    texts = texts_of(text)
    return Query(text, texts[1:], embedder.embed(texts))
