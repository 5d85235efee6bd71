"""The likeness classifier against scikit-learn's kernel ridge regression."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from index import kernel
from index.kernel import KernelHead, class_weights


@pytest.mark.parametrize("block", [50, kernel.BLOCK])
def test_over_all_examples_it_is_kernel_ridge_regression(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many examples are in memory at once, and however unequal the classes."""
    monkeypatch.setattr(kernel, "BLOCK", block)
    random = np.random.default_rng(4)
    vectors = random.normal(size=(230, 12)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.sort(random.choice(3, size=230, p=[0.7, 0.2, 0.1]))
    others = vectors[::3] + random.normal(scale=0.1, size=(77, 12)).astype(np.float32)

    def likeness(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.exp(kernel.SHARPNESS * (one.astype(np.float64) @ other.T - 1))

    known = KernelRidge(alpha=kernel.RIDGE, kernel="precomputed")
    targets = np.eye(3)[labels] - 1 / 3
    known.fit(likeness(vectors, vectors), targets, class_weights(labels, 3).astype(np.float64))
    head = KernelHead.fit(vectors, labels.tolist(), 3, landmarks=3 * 230)
    expected = known.predict(likeness(others, vectors))
    assert np.abs(head.scores(others) - expected).max() < 5e-3
