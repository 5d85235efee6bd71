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
from index.embedding import Embedder, Vectors, unit_rows
from index.head import LinearHead
from index.lexical import LexicalIndex

BEST_PASSAGES = 3
"""A document's dense score is the mean over this many of its best passages."""

NEAREST = 256
"""Passages looked at for each vector; beyond these none changes the order at the top."""


@dataclass(frozen=True)
class Weights:
    """How much each signal counts, in standard deviations over the documents.

    Chosen on the fitting half of the development questions.
    """

    dense: float = 1.0
    centroid: float = 0.5
    head: float = 0.8
    lexical: float = 0.25
    clauses: float = 0.3
    """How much the best clause counts against the whole message, 0 to 1."""


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
class Hit:
    """A document in a ranking, with what each signal said of it."""

    id: str
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True)
class Ranking:
    """All documents, best first."""

    query: Query
    hits: tuple[Hit, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(hit.id for hit in self.hits)


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
        self._starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        self._flat = FlatIndex(vectors)
        self._centroids = unit_rows(
            np.stack([vectors[self._owners == i].mean(axis=0) for i in range(len(documents))])
        )
        self._head = LinearHead(vectors, self._owners.tolist(), len(documents), ridge=1.0)
        self.lexical = LexicalIndex([text for doc in documents for text in doc.passages])

    def rank(self, query: Query) -> Ranking:
        """Rank every document for ``query``."""
        signals = {
            "dense": self._dense(query.vectors),
            "centroid": query.vectors @ self._centroids.T,
            "head": self._head.scores(query.vectors),
        }
        total = np.zeros(len(self.ids), dtype=np.float32)
        shown = {}
        for name, scores in signals.items():
            joined = self._joined(scores)
            shown[name] = joined
            total += getattr(self.weights, name) * _standardised(joined)
        shown["lexical"] = self._lexical(query.text)
        total += self.weights.lexical * _standardised(shown["lexical"])
        order = np.argsort(-total, kind="stable")
        hits = tuple(
            Hit(
                self.ids[i],
                float(total[i]),
                {name: float(values[i]) for name, values in shown.items()},
            )
            for i in order
        )
        return Ranking(query, hits)

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
        """The best BM25 score among each document's passages, shape ``(documents,)``."""
        return np.maximum.reduceat(self.lexical.scores(text), self._starts)

    def _joined(self, scores: Vectors) -> Vectors:
        """The whole message's scores mixed with those of its clauses."""
        if len(scores) == 1:
            return np.asarray(scores[0])
        share = self.weights.clauses
        return np.asarray((1 - share) * scores[0] + share * scores[1:].max(axis=0), np.float32)


def _standardised(scores: Vectors) -> Vectors:
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-6), dtype=np.float32)


def embed_query(text: str, embedder: Embedder) -> Query:
    """Embed ``text`` at once; for building and evaluation. The bot embeds in batches."""
    texts = texts_of(text)
    return Query(text, texts[1:], embedder.embed(texts))
