"""A linear classifier over the letters of a text, for words that an embedding cannot read.

A sentence model knows few misspellings and little slang. Short runs of letters
("suic", "cidal") survive both. Their counts, damped and weighted by rarity
(tf-idf), are hashed into a fixed number of places (Weinberger et al. 2009), and
a ridge regression onto one-hot targets is fitted by conjugate gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

from index.embedding import Vectors
from index.kept import Arrays
from index.kernel import class_weights

PLACES = 1 << 17
RUNS = (2, 3, 4, 5)
"""Lengths of the runs of letters. They cross the spaces between words."""

RIDGE = 1.0

STEPS = 25
"""Of conjugate gradients; more change no score in the third digit."""

_PRIMES = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], dtype=np.uint64)


class LetterHead:
    """Scores every class for a text; higher is likelier. Immutable."""

    def __init__(self, rarity: Vectors, places: Vectors) -> None:
        self._rarity = rarity
        self._places = places

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[int], classes: int) -> Self:
        """Fit on ``texts`` with ``labels`` from 0 to ``classes - 1``, which all weigh the same."""
        counts = counts_of(texts)
        frequency = np.bincount(counts.indices, minlength=PLACES)
        rarity = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        # A run that only one text has says nothing of the others.
        rarity[frequency < 2] = 0  # noqa: PLR2004
        targets = np.asarray(labels)
        weights = class_weights(targets, classes)
        onehot = np.eye(classes)[targets] - 1 / classes
        scaled = _scaled(counts, rarity)
        return cls(rarity, _fit(scaled, onehot.astype(np.float32), weights, RIDGE))

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(arrays["rarity"].astype(np.float32), arrays["places"].astype(np.float32))

    def arrays(self) -> Arrays:
        """All that was learned, in half precision."""
        return {
            "rarity": self._rarity.astype(np.float16),
            "places": self._places.astype(np.float16),
        }

    def scores(self, counts: csr_array) -> Vectors:
        """Scores of shape ``(len(texts), classes)`` for the :func:`counts_of` texts."""
        return np.asarray(_scaled(counts, self._rarity) @ self._places, dtype=np.float32)


def _scaled(counts: csr_array, rarity: Vectors) -> csr_array:
    """Damped counts times rarity, each row of unit length."""
    values = (1 + np.log(counts.data)) * rarity[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, values**2, minlength=counts.shape[0]))
    values /= np.maximum(lengths, 1e-6)[rows]
    return csr_array((values.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def _fit(inputs: csr_array, targets: Vectors, weights: Vectors, ridge: float) -> Vectors:
    """Solve ``(X' W X + ridge) B = X' W T`` by conjugate gradients, a column for each class."""
    across = csr_array(inputs.T)
    weighted = csr_array(across @ diags_array(weights))
    solution = np.zeros((inputs.shape[1], targets.shape[1]), dtype=np.float32)
    residual = np.asarray(weighted @ targets)
    direction = residual.copy()
    size = (residual**2).sum(axis=0)
    for _ in range(STEPS):
        product = weighted @ (inputs @ direction) + ridge * direction
        step = size / np.maximum((direction * product).sum(axis=0), 1e-12)
        solution += step * direction
        residual -= step * product
        before, size = size, (residual**2).sum(axis=0)
        direction = residual + (size / np.maximum(before, 1e-12)) * direction
    return solution


def counts_of(texts: Sequence[str]) -> csr_array:
    """How often each run of letters is in each text, shape ``(len(texts), PLACES)``."""
    joined = "".join(f" {text} " for text in texts)
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = [len(text) + 2 for text in texts]
    owners = np.repeat(np.arange(len(texts)), lengths)
    keys = [_runs(letters.astype(np.uint64), owners, length) for length in RUNS]
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    rows, places = np.divmod(found, PLACES)
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(texts)))))
    return csr_array((counts.astype(np.float32), places, starts), shape=(len(texts), PLACES))


def _runs(
    letters: npt.NDArray[np.uint64], owners: npt.NDArray[np.int64], length: int
) -> npt.NDArray[np.int64]:
    """A key (text, place) for each run of ``length`` letters within a text."""
    end = len(letters) - length + 1
    if end < 1:
        return np.zeros(0, dtype=np.int64)
    hashed = np.full(end, length, dtype=np.uint64)
    for i in range(length):
        hashed = (hashed ^ letters[i : i + end]) * _PRIMES[i]
        hashed ^= hashed >> np.uint64(29)
    within = owners[:end] == owners[length - 1 :]
    place = (hashed % np.uint64(PLACES)).astype(np.int64)
    return np.asarray((owners[:end] * PLACES + place)[within], dtype=np.int64)
