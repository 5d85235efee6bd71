"""Profiles: properties that hold for any ranker and any vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import Vectors, unit_rows
from index.profiles import profiles, whole_with_parts
from index.ranker import Document, Ranker

DOCUMENTS = 5


def some(seed: int, rows: int) -> Vectors:
    normal = np.random.default_rng(seed).standard_normal((rows, 16))
    return unit_rows(normal.astype(np.float32))


def passages() -> Vectors:
    """Four for each document, near one another."""
    return unit_rows(np.repeat(some(0, DOCUMENTS), 4, axis=0) + some(1, 4 * DOCUMENTS) / 2)


def ranker() -> Ranker:
    documents = [Document(f"d{i}", (f"text {i}",) * 4) for i in range(DOCUMENTS)]
    return Ranker(documents, passages())


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_a_profile_is_the_same_alone_and_among_others(sizes: list[int], seed: int) -> None:
    vectors, one = some(seed, sum(sizes)), ranker()
    starts = np.cumsum(sizes) - sizes
    together = profiles(one, vectors, starts)
    assert together.shape == (len(sizes), DOCUMENTS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert (together >= 0).all()
    for number, group in enumerate(np.split(vectors, starts[1:])):
        alone = profiles(one, group, np.zeros(1, dtype=np.int64))
        assert np.allclose(alone, together[number : number + 1], atol=1e-3)


def test_a_passage_is_most_of_all_about_its_own_document() -> None:
    found = profiles(ranker(), passages(), np.arange(4 * DOCUMENTS))
    assert found.argmax(axis=1).tolist() == [i // 4 for i in range(4 * DOCUMENTS)]


def test_the_best_part_counts_and_a_text_without_parts_stays_as_it_is() -> None:
    scores = np.array([[0.5], [0.1], [0.9], [0.2]], dtype=np.float32)
    joined = whole_with_parts(scores, np.array([0, 3]))
    assert 0.5 < joined[0, 0] < 0.9
    assert joined[1, 0] == pytest.approx(scores[3, 0])
