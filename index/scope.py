"""How much a message is like those that can be answered, and like those that cannot.

Several views of one question, each weak alone: a discriminant between the two
kinds of example, the nearest examples of each, and the words that stand in
one kind and not in the other. The confidence weighs them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from index.dense import FlatIndex
from index.discriminant import Discriminant
from index.embedding import Vectors
from index.ranker import Query

NEAREST = 3
"""Examples of each kind whose mean cosine is taken."""

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
        vectors = np.concatenate([inside[1], outside[1]])
        self._discriminant = Discriminant(vectors, labels, 2)
        self._inside, self._outside = FlatIndex(inside[1]), FlatIndex(outside[1])
        self._terms = terms
        self._odds = _word_odds(inside[0], outside[0], terms)

    def signals(self, query: Query) -> dict[str, float]:
        """What speaks for the message being in scope; higher is likelier, each on its own scale."""
        scores = self._discriminant.scores(query.vectors)
        sides = scores[:, 0] - scores[:, 1]
        near = self._inside.search(query.vectors, NEAREST)[0].mean(axis=1)
        nearer = near - self._outside.search(query.vectors, NEAREST)[0].mean(axis=1)
        # The need may be one clause among ten: the best of them counts by itself.
        first = 1 if len(query.vectors) > 1 else 0
        return {
            "side": float(sides[0]),
            "side_of_clause": float(sides[first:].max()),
            "near": float(near[0]),
            "nearer": float(nearer[0]),
            "nearer_of_clause": float(nearer[first:].max()),
            "words": self._words(query.text),
        }

    def _words(self, text: str) -> float:
        """The log odds of the words, as if each were independent, damped by their number."""
        found = set(self._terms(text))
        return sum(self._odds.get(term, 0.0) for term in found) / math.sqrt(len(found) + 1)


def _word_odds(inside: Sequence[str], outside: Sequence[str], terms: Terms) -> Mapping[str, float]:
    """By term: the log of how much oftener a text in scope has it (add-half smoothing)."""
    counts = [
        Counter(term for text in texts for term in set(terms(text))) for texts in (inside, outside)
    ]
    totals = [len(inside) + 1, len(outside) + 1]
    return {
        term: math.log((counts[0][term] + 0.5) / totals[0])
        - math.log((counts[1][term] + 0.5) / totals[1])
        for term in counts[0].keys() | counts[1].keys()
    }
