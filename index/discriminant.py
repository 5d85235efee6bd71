"""A linear classifier over embeddings, fitted in closed form.

Linear discriminant analysis with a shrunken covariance (Hastie, Tibshirani and
Friedman, The Elements of Statistical Learning, 2nd ed., sections 4.3 and
18.3.1): each class is a Gaussian around its mean, all with one covariance. It
fits in milliseconds, so that it can be refitted on every edit, and learns
which directions of the embedding tell the classes apart. Along these
directions two texts can be compared that belong to none of the classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, solve_triangular, svd
from scipy.sparse import csr_array

from index.embedding import Vectors, unit_rows

SHRINKAGE = 0.3
"""How far the covariance is drawn towards a sphere, 0 to 1."""

NO_SPREAD = 1e-6
"""A mean variance of unit vectors up to which it is rounding and no spread."""

FLAT = 1e-6
"""The share of the widest direction's width up to which another is rounding."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """The sufficient statistics of labelled vectors: enough to fit on, and to take an edit into."""

    counts: npt.NDArray[np.int64]
    """Vectors in each class, shape ``(classes,)``."""
    sums: Matrix
    """Their sums, shape ``(classes, d)``."""
    within: Matrix
    """The scatter around the means of the classes, shape ``(d, d)``."""

    @classmethod
    def of(cls, vectors: Vectors, labels: Sequence[int], classes: int) -> Self:
        """The statistics of ``vectors``, shape ``(n, d)``; labels run from 0 to ``classes - 1``."""
        targets = np.asarray(labels, dtype=np.int64)
        counts = np.bincount(targets, minlength=classes)
        ones = np.ones(len(targets))
        members = csr_array((ones, (targets, np.arange(len(targets)))), (classes, len(targets)))
        sums = np.asarray(members @ vectors.astype(np.float64))
        means = (sums / np.maximum(counts, 1)[:, None]).astype(np.float32)
        # In single precision: the scatter is most of the work, and its shrinkage forgives rounding.
        spread = vectors - means[targets]
        return cls(counts, sums, (spread.T @ spread).astype(np.float64))

    def arranged(self, order: Sequence[int]) -> Spread:
        """The same classes in another order; -1 stands for a new, empty one.

        A class that is left out must have been emptied before.
        """
        chosen = np.asarray(order, dtype=np.int64)
        there = chosen >= 0
        return Spread(
            np.where(there, self.counts[chosen], 0),
            np.where(there[:, None], self.sums[chosen], 0.0),
            self.within,
        )

    def exchanged(self, label: int, removed: Vectors, added: Vectors) -> Spread:
        """With the vectors ``removed`` taken out of a class and ``added`` put into it."""
        gone, come = removed.astype(np.float64), added.astype(np.float64)
        counts, sums = self.counts.copy(), self.sums.copy()
        within = self.within + come.T @ come - gone.T @ gone + self._pull(label)
        counts[label] += len(come) - len(gone)
        sums[label] = sums[label] + come.sum(axis=0) - gone.sum(axis=0) if counts[label] else 0.0
        changed = Spread(counts, sums, within)
        return Spread(counts, sums, within - changed._pull(label))

    def _pull(self, label: int) -> Matrix:
        """What the mean of a class takes from its scatter around zero."""
        total = self.sums[label]
        return np.asarray(np.outer(total, total) / max(self.counts[label], 1))


class Discriminant:
    """Scores every class for a vector; higher is likelier. Immutable."""

    def __init__(self, spread: Spread, shrinkage: float = SHRINKAGE) -> None:
        """Fit on the vectors that ``spread`` was taken of.

        Every class is taken to be as likely as any other beforehand.
        """
        if not spread.counts.all():
            raise ValueError("every class needs a vector")
        self._spread, self._shrinkage = spread, shrinkage
        means = _means(spread)
        weights = np.linalg.solve(_covariance(spread, shrinkage), means.T)
        self._weights = weights.astype(np.float32)
        self._offsets = (-0.5 * np.einsum("cd,dc->c", means, weights)).astype(np.float32)

    def scores(self, vectors: Vectors) -> Vectors:
        """Log-likelihoods up to a constant, shape ``(len(vectors), classes)``."""
        return np.asarray(vectors @ self._weights + self._offsets, dtype=np.float32)

    def coordinates(self, vectors: Vectors) -> Vectors:
        """Where ``vectors`` lie along the directions that tell the classes apart.

        The canonical variates (section 4.3.3), counted from the middle of the
        classes. Rows of unit length, at most one column fewer than classes.
        """
        return unit_rows(np.asarray((vectors - self._middle) @ self._axes, dtype=np.float32))

    def directions(self, vectors: Vectors) -> Vectors:
        """Where vectors have the :meth:`coordinates` of ``vectors``; rows of unit length.

        The inner product with it says, nearly, how alike the coordinates are,
        and can be searched for in an index of plain vectors.
        """
        return unit_rows(np.asarray(self.coordinates(vectors) @ self._axes.T, dtype=np.float32))

    @cached_property
    def _middle(self) -> Vectors:
        """The mean of the means, shape ``(d,)``."""
        return np.asarray(_means(self._spread).mean(axis=0), dtype=np.float32)

    @cached_property
    def _axes(self) -> Vectors:
        """The directions, shape ``(d, r)``: uncorrelated, and of variance 1 within a class."""
        means = _means(self._spread)
        lower = cholesky(_covariance(self._spread, self._shrinkage), lower=True)
        whitened = solve_triangular(lower, (means - means.mean(axis=0)).T, lower=True)
        axes, widths, _ = svd(whitened, full_matrices=False)
        axes = axes[:, widths > FLAT * widths[0]]
        return np.asarray(solve_triangular(lower, axes, lower=True, trans="T"), dtype=np.float32)


def _means(spread: Spread) -> Matrix:
    return np.asarray(spread.sums / spread.counts[:, None])


def _covariance(spread: Spread, shrinkage: float) -> Matrix:
    """The covariance within a class, drawn towards a sphere; shape ``(d, d)``."""
    covariance = spread.within / spread.counts.sum()
    # Where no class has two different vectors there is no spread to learn: the nearest mean.
    sphere = np.trace(covariance) / len(covariance)
    sphere = sphere if sphere > NO_SPREAD else 1.0
    return np.asarray((1 - shrinkage) * covariance + shrinkage * sphere * np.eye(len(covariance)))
