"""How much a message is like those that can be answered, and like those that cannot.

Several views of one question, each weak alone: a discriminant between the two
kinds of example, the nearest passages and the nearest examples of what is out of
scope, and the words that stand in one kind and not in the other. The confidence
weighs them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.dense import FlatIndex
from index.discriminant import Discriminant, Spread
from index.embedding import Vectors
from index.ranker import Ranking

NEAREST = 3
"""Examples of what is out of scope whose mean cosine is taken."""

Terms = Callable[[str], Sequence[str]]


class Scope:
    """Compares messages with examples of both kinds. Immutable."""

    def __init__(
        self,
        inside: tuple[Sequence[str], Vectors],
        outside: tuple[Sequence[str], Vectors],
        terms: Terms,
    ) -> None:
        """Learn from texts with their vectors; ``terms`` gives the words of a text."""
        labels = [0] * len(inside[0]) + [1] * len(outside[0])
        spread = Spread.of(np.concatenate([inside[1], outside[1]]), labels, 2)
        words = (_Words.of(inside[0], terms), _Words.of(outside[0], terms))
        self._fill(FlatIndex(outside[1]), spread, words, terms)

    def updated(
        self, removed: tuple[Sequence[str], Vectors], added: tuple[Sequence[str], Vectors]
    ) -> Scope:
        """With some texts in scope taken out and others put in, each with its vector."""
        spread = self._spread.exchanged(0, removed[1], added[1])
        words = self._counts[0].exchanged(removed[0], added[0], self._terms), self._counts[1]
        scope = Scope.__new__(Scope)
        scope._fill(self._outside, spread, words, self._terms)
        return scope

    def signals(self, ranking: Ranking) -> dict[str, float]:
        """What speaks for a ranked message being in scope, each on its own scale.

        Higher is likelier.
        """
        return self.signals_all([ranking])[0]

    def signals_all(self, rankings: Sequence[Ranking]) -> list[dict[str, float]]:
        """The signals of each message: the same as one by one, but faster."""
        vectors = np.concatenate([ranking.query.vectors for ranking in rankings])
        scores = self._discriminant.scores(vectors)
        sides = scores[:, 0] - scores[:, 1]
        near = np.concatenate([ranking.nearest for ranking in rankings])
        nearer = near - self._outside.search(vectors, NEAREST)[0].mean(axis=1)
        found, end = [], 0
        for ranking in rankings:
            start, end = end, end + len(ranking.query.vectors)
            # The need may be one clause among ten: the best of them counts by itself.
            first = min(start + 1, end - 1)
            found.append(
                {
                    "side": float(sides[start]),
                    "side_of_clause": float(sides[first:end].max()),
                    "near": float(near[start]),
                    "nearer": float(nearer[start]),
                    "nearer_of_clause": float(nearer[first:end].max()),
                    "words": self._words(ranking.query.text),
                }
            )
        return found

    def _fill(
        self, outside: FlatIndex, spread: Spread, counts: tuple[_Words, _Words], terms: Terms
    ) -> None:
        self._outside = outside
        self._spread, self._discriminant = spread, Discriminant(spread)
        self._counts, self._odds = counts, _word_odds(*counts)
        self._terms = terms

    def _words(self, text: str) -> float:
        """The log odds of the words, as if each were independent, damped by their number."""
        found = set(self._terms(text))
        return sum(self._odds.get(term, 0.0) for term in found) / math.sqrt(len(found) + 1)


@dataclass(frozen=True)
class _Words:
    """In how many of some texts each word stands."""

    texts: int
    counts: Mapping[str, int]

    @classmethod
    def of(cls, texts: Sequence[str], terms: Terms) -> Self:
        """Count the words of ``texts``."""
        return cls(len(texts), Counter(term for text in texts for term in set(terms(text))))

    def exchanged(self, removed: Sequence[str], added: Sequence[str], terms: Terms) -> _Words:
        """With some texts taken out and others put in."""
        counts = Counter(self.counts)
        counts.subtract(_Words.of(removed, terms).counts)
        counts.update(_Words.of(added, terms).counts)
        return _Words(self.texts + len(added) - len(removed), +counts)


def _word_odds(inside: _Words, outside: _Words) -> Mapping[str, float]:
    """By term: the log of how much oftener a text in scope has it (add-half smoothing)."""
    return {
        term: math.log((inside.counts.get(term, 0) + 0.5) / (inside.texts + 1))
        - math.log((outside.counts.get(term, 0) + 0.5) / (outside.texts + 1))
        for term in inside.counts.keys() | outside.counts.keys()
    }
