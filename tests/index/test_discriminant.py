"""The directions that tell classes apart, against scikit-learn's, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from index.discriminant import Discriminant, Spread
from index.embedding import Vectors, unit_rows

DIMENSION = 12
EACH = 30


def classes(count: int, seed: int) -> tuple[Vectors, list[int]]:
    """As many vectors of each class, spread far more in some directions than in others."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), EACH)
    means = random.standard_normal((count, DIMENSION))
    noise = random.standard_normal((count * EACH, DIMENSION)) * np.linspace(0.2, 2, DIMENSION)
    return unit_rows((means[labels] + noise).astype(np.float32)), labels.tolist()


def fitted(vectors: Vectors, labels: list[int], shrinkage: float = 0.3) -> Discriminant:
    return Discriminant(Spread.of(vectors, labels, max(labels) + 1), shrinkage)


@given(st.integers(2, 8), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_coordinates_are_those_of_scikit_learn(count: int, seed: int) -> None:
    vectors, labels = classes(count, seed)
    theirs = LinearDiscriminantAnalysis().fit(vectors, labels).transform(vectors)
    mine = fitted(vectors, labels, shrinkage=0).coordinates(vectors)
    assert mine.shape == (len(vectors), count - 1)
    other = unit_rows(theirs.astype(np.float32))
    # The axes may be turned or mirrored, so what is compared is how near any two vectors are.
    assert np.allclose(mine @ mine.T, other @ other.T, atol=1e-2)


@given(st.integers(3, 8), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_a_class_is_told_apart_better_than_by_cosine(count: int, seed: int) -> None:
    vectors, labels = classes(count, seed)
    one = fitted(vectors, labels)
    same = np.equal.outer(labels, labels)
    plain, told = vectors @ vectors.T, one.coordinates(vectors) @ one.coordinates(vectors).T
    searched = one.directions(vectors) @ vectors.T
    for nearness in (told, searched):
        assert gap(nearness, same) > gap(plain, same)


def gap(nearness: Vectors, same: np.ndarray) -> float:
    """By how many standard deviations pairs of one class are nearer than others."""
    return float((nearness[same].mean() - nearness[~same].mean()) / nearness[~same].std())


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_where_nothing_tells_classes_apart_there_are_no_coordinates(labels: list[int]) -> None:
    vectors = unit_rows(np.ones((3, DIMENSION), dtype=np.float32))
    one = fitted(vectors, labels)
    assert one.coordinates(vectors).shape == (3, 0)
    assert not one.directions(vectors).any()
