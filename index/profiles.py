"""What a text is about, as a distribution over the documents of a ranker.

Two people can write about the same thing without a word in common, and a
sentence model sees that only in part. How much each text has to do with each
document tells it better: two texts are alike if they have to do with the same
ones. Computed from vectors alone, so no text need be kept, and always with the
present ranker, so nothing goes stale when its documents change.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.embedding import Vectors, unit_rows
from index.ranker import Ranker

PARTS = 0.6
"""How much the best part of a text counts against the whole, 0 to 1."""

SHARPNESS = 1.5
"""Of the softmax over documents; chosen on the fitting half of the development threads."""

Starts = npt.NDArray[np.int64]


def profiles(ranker: Ranker, vectors: Vectors, starts: Starts) -> Vectors:
    """The profile of each text, shape ``(len(starts), len(ranker.ids))``, rows of unit length.

    ``vectors`` holds the rows of all texts one after another, ``starts`` where
    each text begins: its first row is the whole, the others are its parts.
    """
    weights = ranker.weights
    total = np.zeros((len(starts), len(ranker.ids)), dtype=np.float32)
    for name, scores in ranker.signals(vectors).items():
        joined = whole_with_parts(scores, starts)
        spread = joined.std(axis=1, keepdims=True) + 1e-6
        total += getattr(weights, name) * (joined - joined.mean(axis=1, keepdims=True)) / spread
    total *= SHARPNESS / (weights.dense + weights.centroid + weights.discriminant)
    shares = np.exp(total - total.max(axis=1, keepdims=True))
    return unit_rows(shares)


def whole_with_parts(scores: Vectors, starts: Starts) -> Vectors:
    """Mix the score of each text's first row with the best of its other rows.

    ``scores`` has shape ``(rows, n)``; returns ``(len(starts), n)``. A text
    without parts keeps the score of the whole.
    """
    whole = scores[starts]
    parts = scores.copy()
    parts[starts] = -np.inf
    best = np.maximum.reduceat(parts, starts, axis=0)
    best = np.where(np.isfinite(best), best, whole)
    return np.asarray((1 - PARTS) * whole + PARTS * best, dtype=np.float32)
