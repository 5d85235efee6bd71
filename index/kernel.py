"""A classifier over embeddings by likeness to examples, fitted in closed form.

Kernel ridge regression onto one-hot targets, with a Gaussian kernel (Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., section
5.8), over some of the examples (Nyström's method: Williams and Seeger, 2001).
Where a linear classifier learns one direction for each class, this one also
learns the many small groups of which a class is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve
from scipy.linalg.blas import dsyrk

from index.embedding import Vectors
from index.kept import Arrays

SHARPNESS = 2.0
"""The likeness of two vectors is ``exp(SHARPNESS * (cosine - 1))``."""

RIDGE = 0.1

BLOCK = 2_048
"""Examples whose likenesses are in memory at once, while learning."""


class KernelHead:
    """Scores every class for a vector; higher is likelier. Immutable."""

    def __init__(self, landmarks: Vectors, weights: Vectors) -> None:
        self._landmarks = landmarks
        self._weights = weights

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[int], classes: int, landmarks: int) -> Self:
        """Fit on unit ``vectors``, shape ``(n, d)``, with ``labels`` from 0 to ``classes - 1``.

        Every class weighs the same, however many examples it has. A vector is
        compared to at most ``landmarks`` examples, which is what scoring costs.
        Time and memory grow with the square of the landmarks: 12,000 take over 1 GB.
        """
        targets = np.asarray(labels)
        chosen = _chosen(targets, classes, landmarks)
        compared = np.ascontiguousarray(vectors[chosen], dtype=np.float32)
        weights = class_weights(targets, classes)
        onehot = (np.eye(classes)[targets] - 1 / classes).astype(np.float32)
        inner, outer = _moments(vectors, compared, weights, onehot)
        solution = solve(inner, outer, assume_a="pos", lower=True, overwrite_a=True)
        return cls(compared, np.asarray(solution, dtype=np.float32))

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(arrays["landmarks"].astype(np.float32), arrays["weights"])

    def arrays(self) -> Arrays:
        """All that was learned, the vectors in half precision."""
        return {"landmarks": self._landmarks.astype(np.float16), "weights": self._weights}

    def scores(self, vectors: Vectors) -> Vectors:
        """Scores of shape ``(len(vectors), classes)``."""
        return np.asarray(_likeness(vectors, self._landmarks) @ self._weights, dtype=np.float32)


def _moments(
    vectors: Vectors, compared: Vectors, weights: Vectors, onehot: Vectors
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Both sides of the normal equations, put together from blocks of ``vectors``."""
    count = len(compared)
    # In double precision: else rounding makes it indefinite, and no system to be solved.
    inner = np.zeros((count, count), dtype=np.float64, order="F")
    outer = np.zeros((count, onehot.shape[1]), dtype=np.float64)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, start + BLOCK)
        likeness = _likeness(vectors[rows], compared).astype(np.float64)
        outer += likeness.T @ (onehot[rows] * weights[rows, None])
        likeness *= np.sqrt(weights[rows])[:, None]
        # Only the lower triangle is filled, which is all that is read.
        inner = dsyrk(1.0, likeness.T, beta=1.0, c=inner, lower=1, overwrite_c=1)
    for start in range(0, count, BLOCK):
        rows = slice(start, start + BLOCK)
        inner[rows] += RIDGE * _likeness(compared[rows], compared)
    inner[np.diag_indices(count)] += 1e-4
    return inner, outer


def _chosen(targets: npt.NDArray[np.int64], classes: int, count: int) -> npt.NDArray[np.int64]:
    """Rows of ``count`` examples, as many of each class as there are of any other, or all of it.

    The same for the same examples, and from every part of a class.
    """
    order = np.random.default_rng(0).permutation(len(targets))
    taken: list[npt.NDArray[np.int64]] = []
    rarest_first = np.argsort(np.bincount(targets, minlength=classes), kind="stable")
    for place, label in enumerate(rarest_first):
        left = count - sum(map(len, taken))
        taken.append(order[targets[order] == label][: left // (classes - place)])
    return np.sort(np.concatenate(taken))


def _likeness(vectors: Vectors, others: Vectors) -> Vectors:
    cosines = np.asarray(vectors, dtype=np.float32) @ others.T
    cosines -= 1
    cosines *= SHARPNESS
    return np.asarray(np.exp(cosines, out=cosines))


def class_weights(targets: np.ndarray[tuple[int], np.dtype[np.int64]], classes: int) -> Vectors:
    """A weight for each example, on average 1, so that all classes weigh the same."""
    weights = 1.0 / np.bincount(targets, minlength=classes)[targets]
    return np.asarray(weights / weights.mean(), dtype=np.float32)
