"""The measures, each with an interval: a figure without one says little on a few hundred cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000


@dataclass(frozen=True)
class Figure:
    """A mean over cases with its 95% bootstrap interval (percentile method, Efron 1979)."""

    value: float
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        if not self.cases:
            return "no cases"
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%}, n={self.cases})"


def figure(outcomes: Sequence[float]) -> Figure:
    """The mean of ``outcomes`` (one number for each case, 0 to 1)."""
    values = np.asarray(outcomes, dtype=np.float64)
    if not len(values):
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    random = np.random.default_rng(0)  # The same report for the same data.
    means = values[random.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return Figure(float(values.mean()), float(low), float(high), len(values))


def hit_at(k: int) -> Callable[[Sequence[str], Sequence[str]], float]:
    """hit@k: 1 if a right topic is among the first ``k`` of the ranking."""
    return lambda ranked, right: float(any(topic in right for topic in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], right: Sequence[str]) -> float:
    """1 / the place of the first right topic; its mean is the MRR. 0 if there is none."""
    places = (place for place, topic in enumerate(ranked, 1) if topic in right)
    return 1 / next(places, float("inf"))


def calibration_error(
    probabilities: npt.ArrayLike, outcomes: npt.ArrayLike, bins: int = 10
) -> float:
    """Expected calibration error over equal-width bins (Guo et al. 2017), 0 to 1."""
    p, right = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    if not len(p):
        return float("nan")
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        (which == b).mean() * abs(p[which == b].mean() - right[which == b].mean())
        for b in range(bins)
        if (which == b).any()
    ]
    return float(sum(gaps))
