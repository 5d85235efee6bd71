"""A linear classifier over embeddings, fitted in closed form.

Linear discriminant analysis with a shrunken covariance (Hastie, Tibshirani and
Friedman, The Elements of Statistical Learning, 2nd ed., sections 4.3 and
18.3.1): each class is a Gaussian around its mean, all with one covariance. It
fits in milliseconds, so that it can be refitted on every edit, and learns
which directions of the embedding tell the classes apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors

SHRINKAGE = 0.3
"""How far the covariance is drawn towards a sphere, 0 to 1."""


class Discriminant:
    """Scores every class for a vector; higher is likelier. Immutable."""

    def __init__(
        self, vectors: Vectors, labels: Sequence[int], classes: int, shrinkage: float = SHRINKAGE
    ) -> None:
        """Fit on ``vectors``, shape ``(n, d)``, with ``labels`` from 0 to ``classes - 1``.

        Every class is taken to be as likely as any other beforehand.
        """
        targets = np.asarray(labels)
        counts = np.bincount(targets, minlength=classes)
        if not counts.all():
            raise ValueError("every class needs a vector")
        member = np.zeros((classes, len(vectors)), dtype=np.float32)
        member[targets, np.arange(len(vectors))] = 1
        means = (member @ vectors).astype(np.float64) / counts[:, None]
        # In single precision: the scatter is most of the work, and its shrinkage forgives rounding.
        spread = vectors - means[targets].astype(np.float32)
        covariance = (spread.T @ spread).astype(np.float64) / len(vectors)
        # Where no class has two different vectors there is no spread to learn: the nearest mean.
        sphere = np.trace(covariance) / len(covariance) or 1.0
        shrunken = (1 - shrinkage) * covariance + shrinkage * sphere * np.eye(len(covariance))
        weights = np.linalg.solve(shrunken, means.T)
        self._weights = weights.astype(np.float32)
        self._offsets = (-0.5 * np.einsum("cd,dc->c", means, weights)).astype(np.float32)

    def scores(self, vectors: Vectors) -> Vectors:
        """Log-likelihoods up to a constant, shape ``(len(vectors), classes)``."""
        return np.asarray(vectors @ self._weights + self._offsets, dtype=np.float32)
