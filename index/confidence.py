"""From a ranking to how sure it is: is the message in scope, and is the first document right?

Two logistic regressions over a handful of signals (Platt scaling with several
inputs: J. Platt, Probabilistic outputs for support vector machines, 1999).
The first says how likely it is that the message can be answered at all, the
second how likely the first document is the right one if it can. Their product
is the probability that the first document answers the message. Coefficients
are data, fitted by ``reroute evaluate --fit``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.ranker import Ranking

SCOPE_FEATURES = (
    "dense",
    "discriminant",
    "lexical",
    "top_three",
    "side",
    "side_of_clause",
    "near",
    "nearer",
    "nearer_of_clause",
    "words",
    "log_length",
    "log_clauses",
)

FIRST_FEATURES = (
    "dense",
    "clauses",
    "discriminant",
    "lexical",
    "score",
    "margin",
    "spread",
    "top_one",
    "log_length",
)

SHARPNESS = 0.7
"""How fast the share of a document in the softmax falls with its distance to the first."""


def features(ranking: Ranking, scope: Mapping[str, float]) -> dict[str, float]:
    """What the probabilities are computed from: signals of the ranking and of the scope."""
    scores = ranking.scores
    shares = np.exp(SHARPNESS * (scores - scores[0]))
    shares /= shares.sum()
    signals = {name: float(values[0]) for name, values in ranking.signals.items()}
    words = len(ranking.query.text.split())
    return {
        **scope,
        "dense": signals["dense"],
        "clauses": signals["clauses"],
        "discriminant": signals["discriminant"],
        # A long message shares more words with anything.
        "lexical": signals["lexical"] / math.sqrt(1 + words),
        "score": float(scores[0]),
        "margin": float(scores[0] - scores[min(1, len(scores) - 1)]),
        "spread": float(scores[0] - scores[min(2, len(scores) - 1)]),
        "top_one": float(shares[0]),
        "top_three": float(shares[:3].sum()),
        "log_length": math.log1p(len(ranking.query.text)),
        "log_clauses": math.log1p(len(ranking.query.parts)),
    }


@dataclass(frozen=True)
class Calibration:
    """A fitted logistic regression; coefficients apply to the raw features."""

    intercept: float
    coefficients: Mapping[str, float]

    def probability(self, values: Mapping[str, float]) -> float:
        """The calibrated probability, 0 to 1."""
        total = self.intercept + sum(
            weight * values[name] for name, weight in self.coefficients.items()
        )
        return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def log_odds(probability: float, surest: float) -> float:
    """What a logistic regression takes a probability as.

    Beyond ``surest``, and its converse, log-odds grow no further.
    """
    bounded = min(max(probability, 1 - surest), surest)
    return math.log(bounded / (1 - bounded))
