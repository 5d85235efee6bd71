"""The measures for threads, by hand, and the development set's own health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from bot.evaluation.measures import Figure
from bot.evaluation.sets import Half, load_set
from bot.evaluation.thread_sets import ThreadSet, load_natural_threads, load_threads
from bot.evaluation.threads import ndcg, recall, run_threads, thread_figures
from bot.parts import Parts

GRADES = np.array([3, 0, 2, 1, 0, 0])


def test_ndcg_by_hand() -> None:
    assert ndcg([0, 2, 3, 1, 4], GRADES) == pytest.approx(1)
    assert ndcg([1, 4, 5], GRADES) == 0
    gained = 3 / np.log2(2) + 7 / np.log2(3)
    ideal = 7 / np.log2(2) + 3 / np.log2(3) + 1 / np.log2(4)
    assert ndcg([2, 0], GRADES) == pytest.approx(gained / ideal)


def test_recall_by_hand() -> None:
    assert recall([2, 1, 4, 5, 3], GRADES, least=2) == 0.5
    assert recall([2, 1, 4, 5, 3, 0], GRADES, least=2) == 0.5
    assert recall([0, 2], GRADES, least=2) == 1
    assert recall([2, 1], GRADES, least=3) == 0
    assert recall([2, 1], GRADES, least=1) == pytest.approx(1 / 3)


def test_the_set_is_large_and_every_query_with_a_topic_has_threads() -> None:
    cases = load_threads()
    assert len(cases.threads) >= 300
    assert_healthy(cases)
    for query in cases.queries:
        grades = cases.grades(query)
        if query.topic:
            assert (grades == 3).sum() >= 2
            assert (grades == 2).sum() >= 2
        else:
            assert not grades.any()


def test_the_natural_set_is_large_and_names_threads_that_are_there() -> None:
    cases = load_natural_threads()
    assert len(cases.threads) == 400
    assert_healthy(cases)
    ids = {thread.id for thread in cases.threads}
    asked = [query for query in cases.queries if query.relevant]
    assert len(asked) >= 100
    for query in asked:
        assert set(query.relevant) <= ids
        assert set(query.relevant.values()) <= {1, 2}
        assert max(cases.grades(query)) == max(query.relevant.values())


def test_what_nothing_fits_is_in_the_same_half_of_every_set() -> None:
    """Else something fitted on could be reported on."""
    outside = {case.text: case.id for case in load_set("out_of_scope")}
    unfit = [query for query in load_natural_threads().queries if not query.relevant]
    assert all(outside[query.text] == query.id for query in unfit)


def assert_healthy(cases: ThreadSet) -> None:
    ids = Counter(case.id for case in (*cases.threads, *cases.queries))
    assert max(ids.values()) == 1
    for half in Half:
        fits = [cases.grades(q).max() >= cases.same_topic for q in cases.queries if q.half is half]
        assert sum(fits) >= 40
        assert len(fits) - sum(fits) >= 20


@pytest.mark.parametrize("load", [load_threads, load_natural_threads])
def test_the_ranking_beats_words_alone_by_far(parts: Parts, load: Callable[[], ThreadSet]) -> None:
    cases = load()
    outcomes = run_threads(parts.mind, parts.embedder, cases, Half.TEST, lambda *_: None)
    figures = thread_figures(cases, outcomes)
    ours, words = figures["nDCG@5"], figures["nDCG@5, by words alone (BM25)"]
    assert isinstance(ours, Figure)
    assert isinstance(words, Figure)
    assert ours.low > words.high
    nothing = figures["something shown, where nothing fits"]
    assert isinstance(nothing, Figure)
    assert nothing.value < 0.2
