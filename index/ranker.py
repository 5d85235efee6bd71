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

from index.clauses import clauses
from index.dense import FlatIndex
from index.discriminant import Discriminant
from index.embedding import Embedder, Vectors, unit_rows
from index.lexical import LexicalIndex

BEST_PASSAGES = 3
"""A document's dense score is the mean over this many of its best passages."""

NEAREST = 256
"""Passages looked at for each vector; beyond these none changes the order at the top."""


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


def texts_of(text: str) -> tuple[str, ...]:
    """What has to be embedded for the message ``text``: the whole, then its clauses."""
    return (text, *clauses(text))


class Ranker:
    """An index over a fixed set of documents. Immutable, so thread-safe; replaced as a whole."""

    def __init__(
        self, documents: Sequence[Document], vectors: Vectors, weights: Weights | None = None
    ) -> None:
        """Index ``documents``; ``vectors`` holds one row for each passage, in order."""
        self.weights = weights or Weights()
        self.ids = tuple(document.id for document in documents)
        sizes = [len(document.passages) for document in documents]
        if sum(sizes) != len(vectors) or not all(sizes):
            raise ValueError("every document needs passages, and every passage one vector")
        self._owners = np.repeat(np.arange(len(documents)), sizes)
        self._flat = FlatIndex(vectors)
        self._centroids = unit_rows(
            np.stack([vectors[self._owners == i].mean(axis=0) for i in range(len(documents))])
        )
        self._discriminant = Discriminant(vectors, self._owners.tolist(), len(documents))
        self.lexical = LexicalIndex([text for doc in documents for text in doc.passages])

    @property
    def passages(self) -> int:
        """How many vectors are searched."""
        return len(self._flat)

    def rank(self, query: Query) -> Ranking:
        """Rank every document for ``query``."""
        whole = query.vectors[:1]
        dense = self._dense(query.vectors)
        signals = {
            "dense": dense[0],
            "clauses": dense[1:].mean(axis=0) if len(dense) > 1 else dense[0],
            "centroid": (whole @ self._centroids.T)[0],
            "discriminant": self._discriminant.scores(whole)[0],
            "lexical": self._lexical(query.text),
        }
        total = np.zeros(len(self.ids), dtype=np.float32)
        for name, scores in signals.items():
            total += getattr(self.weights, name) * _standardised(scores)
        return _ordered(query, self.ids, total, signals)

    def signals(self, vectors: Vectors) -> dict[str, Vectors]:
        """What can be said of each document without words, by the names in :class:`Weights`.

        Each has shape ``(len(vectors), len(ids))``.
        """
        return {
            "dense": self._dense(vectors),
            "centroid": vectors @ self._centroids.T,
            "discriminant": self._discriminant.scores(vectors),
        }

    def _dense(self, vectors: Vectors) -> Vectors:
        """The mean cosine of each document's best passages, shape ``(len(vectors), documents)``.

        Only the nearest passages are looked at. A document with fewer among them
        is given the cosine of the last one for the rest: its own are no higher.
        """
        cosines, rows = self._flat.search(vectors, NEAREST)
        best = np.repeat(cosines[:, -1:, None], len(self.ids), axis=1).repeat(BEST_PASSAGES, axis=2)
        for query, (row_cosines, owners) in enumerate(
            zip(cosines, self._owners[rows], strict=True)
        ):
            # Stable, so that within a document the passages stay best first.
            order = np.argsort(owners, kind="stable")
            grouped = owners[order]
            place = np.arange(len(order)) - np.searchsorted(grouped, grouped)
            kept = place < BEST_PASSAGES
            best[query, grouped[kept], place[kept]] = row_cosines[order][kept]
        return np.asarray(best.mean(axis=2), dtype=np.float32)

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
    return _ordered(other.query, other.ids, _mean(one.scores[same], other.scores), signals)


def _mean(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one + other) / 2, dtype=np.float32)


def _ordered(
    query: Query, ids: Sequence[str], scores: Vectors, signals: Mapping[str, Vectors]
) -> Ranking:
    """The ranking by ``scores``; among equals the earlier document comes first."""
    order = np.argsort(-scores, kind="stable")
    sorted_signals = {name: np.asarray(values)[order] for name, values in signals.items()}
    return Ranking(query, tuple(ids[i] for i in order), scores[order], sorted_signals)


def _standardised(scores: Vectors) -> Vectors:
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-6), dtype=np.float32)


def embed_query(text: str, embedder: Embedder) -> Query:
    """Embed ``text`` at once; for building and evaluation. The bot embeds in batches."""
    texts = texts_of(text)
    return Query(text, texts[1:], embedder.embed(texts))
