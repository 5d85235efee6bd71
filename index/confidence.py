"""From a ranking to the probability that its first document answers the message.

A logistic regression over a handful of signals (Platt scaling with several
inputs: J. Platt, Probabilistic outputs for support vector machines, 1999).
Its coefficients are data, fitted by ``reroute evaluate --fit``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.ranker import Ranking

FEATURES = (
    "score",
    "margin",
    "spread",
    "dense",
    "centroid",
    "head",
    "lexical",
    "known_share",
    "scope",
    "log_length",
)


def features(ranking: Ranking, *, known_share: float, scope: float) -> dict[str, float]:
    """What the probability is computed from.

    ``known_share``: how many of the message's words the index knows, 0 to 1.
    ``scope``: how much more the message is like those that can be answered
    than like those that cannot; above 0 is in scope.
    """
    first, second, third = (*ranking.hits[:3], *[ranking.hits[-1]] * 3)[:3]
    return {
        "score": first.score,
        "margin": first.score - second.score,
        "spread": first.score - third.score,
        "dense": first.signals["dense"],
        "centroid": first.signals["centroid"],
        "head": first.signals["head"],
        "lexical": math.log1p(first.signals["lexical"]),
        "known_share": known_share,
        "scope": scope,
        "log_length": math.log1p(len(ranking.query.text)),
    }


@dataclass(frozen=True)
class Calibration:
    """A fitted logistic regression; coefficients apply to the raw features."""

    intercept: float
    coefficients: Mapping[str, float]

    def __post_init__(self) -> None:
        if set(self.coefficients) != set(FEATURES):
            raise ValueError(f"the calibration must have exactly these features: {FEATURES}")

    def probability(self, values: Mapping[str, float]) -> float:
        """The calibrated probability, 0 to 1."""
        total = self.intercept + sum(self.coefficients[name] * values[name] for name in FEATURES)
        return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))
