"""A classifier over embeddings by likeness to examples, fitted in closed form.

Kernel ridge regression onto one-hot targets, with a Gaussian kernel (Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., section
5.8), over at most :data:`LANDMARKS` of the examples (Nyström's method: Williams
and Seeger, 2001). Where a linear classifier learns one direction for each
class, this one also learns the many small groups of which a class is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from index.embedding import Vectors
from index.kept import Arrays

LANDMARKS = 2_500
"""Examples to which a vector is compared. More cost time and memory, and gained nothing."""

SHARPNESS = 2.0
"""The likeness of two vectors is ``exp(SHARPNESS * (cosine - 1))``."""

RIDGE = 0.1


class KernelHead:
    """Scores every class for a vector; higher is likelier. Immutable."""

    def __init__(self, landmarks: Vectors, weights: Vectors) -> None:
        self._landmarks = landmarks
        self._weights = weights

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[int], classes: int) -> Self:
        """Fit on unit ``vectors``, shape ``(n, d)``, with ``labels`` from 0 to ``classes - 1``.

        Every class weighs the same, however many examples it has. Takes about a
        second for 8,000 vectors, and time grows with their number.
        """
        # The same choice for the same examples, and from every part of them.
        chosen = np.random.default_rng(0).permutation(len(vectors))[:LANDMARKS]
        landmarks = np.ascontiguousarray(vectors[np.sort(chosen)], dtype=np.float32)
        targets = np.asarray(labels)
        weights = class_weights(targets, classes)[:, None]
        likeness = _likeness(vectors, landmarks)
        weighted = likeness * weights
        inner = (weighted.T @ likeness).astype(np.float64)
        inner += RIDGE * _likeness(landmarks, landmarks)
        inner[np.diag_indices(len(inner))] += 1e-4
        onehot = (np.eye(classes)[targets] - 1 / classes).astype(np.float32)
        solution = np.linalg.solve(inner, weighted.T @ onehot)
        return cls(landmarks, np.asarray(solution, dtype=np.float32))

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(arrays["landmarks"], arrays["weights"])

    def arrays(self) -> Arrays:
        """All that was learned."""
        return {"landmarks": self._landmarks, "weights": self._weights}

    def scores(self, vectors: Vectors) -> Vectors:
        """Scores of shape ``(len(vectors), classes)``."""
        return np.asarray(_likeness(vectors, self._landmarks) @ self._weights, dtype=np.float32)


def _likeness(vectors: Vectors, others: Vectors) -> Vectors:
    cosines = np.asarray(vectors, dtype=np.float32) @ others.T
    cosines -= 1
    cosines *= SHARPNESS
    return np.asarray(np.exp(cosines, out=cosines))


def class_weights(targets: np.ndarray[tuple[int], np.dtype[np.int64]], classes: int) -> Vectors:
    """A weight for each example, on average 1, so that all classes weigh the same."""
    weights = 1.0 / np.bincount(targets, minlength=classes)[targets]
    return np.asarray(weights / weights.mean(), dtype=np.float32)
