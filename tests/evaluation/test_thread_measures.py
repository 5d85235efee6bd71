"""The measures for threads, by hand, and the development set's own health."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bot.evaluation.measures import Figure
from bot.evaluation.sets import Half
from bot.evaluation.threads import load_threads, ndcg, recall, run_threads, thread_figures
from bot.parts import Parts

GRADES = np.array([3, 0, 2, 1, 0, 0])


def test_ndcg_by_hand() -> None:
    assert ndcg([0, 2, 3, 1, 4], GRADES) == pytest.approx(1)
    assert ndcg([1, 4, 5], GRADES) == 0
    gained = 3 / np.log2(2) + 7 / np.log2(3)
    ideal = 7 / np.log2(2) + 3 / np.log2(3) + 1 / np.log2(4)
    assert ndcg([2, 0], GRADES) == pytest.approx(gained / ideal)


def test_recall_by_hand() -> None:
    assert recall([2, 1, 4, 5, 3], GRADES) == 0.5
    assert recall([2, 1, 4, 5, 3, 0], GRADES) == 0.5
    assert recall([0, 2], GRADES) == 1
    assert recall([2, 1], GRADES, least=3) == 0


def test_the_set_is_large_and_every_query_with_a_topic_has_threads() -> None:
    cases = load_threads()
    assert len(cases.threads) >= 300
    ids = Counter(case.id for case in (*cases.threads, *cases.queries))
    assert max(ids.values()) == 1
    for query in cases.queries:
        grades = cases.grades(query)
        if query.topic:
            assert (grades == 3).sum() >= 2
            assert (grades == 2).sum() >= 2
        else:
            assert not grades.any()
    assert sum(query.topic is None for query in cases.queries) >= 40


def test_the_ranking_beats_words_alone_by_far(parts: Parts) -> None:
    figures = thread_figures(run_threads(parts.mind, parts.embedder, Half.TEST, lambda *_: None))
    ours, words = figures["nDCG@5"], figures["nDCG@5, by words alone (BM25)"]
    assert isinstance(ours, Figure)
    assert isinstance(words, Figure)
    assert ours.low > words.high
    nothing = figures["something shown, where nothing fits"]
    assert isinstance(nothing, Figure)
    assert nothing.value < 0.2
