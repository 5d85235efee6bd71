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


@dataclass(frozen=True)
class Weights:
    """How much each signal counts, in standard deviations over the documents.

    Chosen on the fitting half of the development questions.
    """

    dense: float = 1.0
    centroid: float = 0.5
    head: float = 1.5
    lexical: float = 0.15
    clauses: float = 0.5
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
        similarities = self._flat.similarities(query.vectors)
        signals = {
            "dense": self._of_documents(similarities),
            "centroid": query.vectors @ self._centroids.T,
            "head": self._head.scores(query.vectors),
        }
        total = np.zeros(len(self.ids), dtype=np.float32)
        shown = {}
        for name, scores in signals.items():
            joined = self._joined(scores)
            shown[name] = joined
            total += getattr(self.weights, name) * _standardised(joined)
        shown["lexical"] = self._of_documents(self.lexical.scores(query.text)[None, :])[0]
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

    def _of_documents(self, scores: Vectors) -> Vectors:
        """From passages, shape ``(q, passages)``, to documents: the mean of the best few."""
        ends = [*self._starts[1:], scores.shape[1]]
        means = [
            np.sort(scores[:, start:end], axis=1)[:, -BEST_PASSAGES:].mean(axis=1)
            for start, end in zip(self._starts, ends, strict=True)
        ]
        return np.stack(means, axis=1)

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
