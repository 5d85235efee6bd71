"""A linear classifier over embeddings, fitted in closed form.

Ridge regression onto one-hot targets (Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 2nd ed., section 4.2). It fits in
milliseconds, so that it can be refitted on every edit, and learns which
directions of the embedding tell the classes apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors


class LinearHead:
    """Scores every class for a vector; higher is likelier. Immutable."""

    def __init__(self, vectors: Vectors, labels: Sequence[int], classes: int, ridge: float) -> None:
        """Fit on ``vectors``, shape ``(n, d)``, with ``labels`` from 0 to ``classes - 1``.

        Every class weighs the same, however many examples it has. ``ridge`` is
        the penalty relative to the mean variance of a dimension.
        """
        targets = np.asarray(labels)
        weights = 1.0 / np.bincount(targets, minlength=classes)[targets]
        weights /= weights.sum()
        features = vectors.astype(np.float64)
        self._mean = weights @ features
        centred = features - self._mean
        onehot = np.eye(classes)[targets] - 1.0 / classes
        scatter = (centred * weights[:, None]).T @ centred
        penalty = ridge * np.trace(scatter) / len(scatter)
        moment = (centred * weights[:, None]).T @ onehot
        self._weights = np.linalg.solve(scatter + penalty * np.eye(len(scatter)), moment)

    def scores(self, vectors: Vectors) -> Vectors:
        """Scores of shape ``(len(vectors), classes)``."""
        return np.asarray((vectors - self._mean) @ self._weights, dtype=np.float32)
