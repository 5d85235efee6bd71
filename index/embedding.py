"""What an embedder is: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Rows of unit length, so that an inner product is a cosine."""


class Embedder(Protocol):
    """Turns texts into vectors. Thread-safe: :meth:`embed` may be called from any thread."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights; vectors of two fingerprints never mix."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``.

        Returns an array of shape ``(len(texts), dimension)``, rows of unit
        length. A text longer than the model reads is split into windows, and
        its vector is the unit mean of theirs.
        """


def unit_rows(matrix: Vectors) -> Vectors:
    """Scale every row of ``matrix``, shape ``(n, d)``, to length 1; zero rows stay zero."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.maximum(lengths, 1e-12), dtype=np.float32)
