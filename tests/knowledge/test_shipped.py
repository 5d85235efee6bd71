"""The knowledge that ships: complete, sourced, readable."""

from __future__ import annotations

import pytest

from knowledge.base import SHIPPED, KnowledgeBase, load_knowledge
from knowledge.readability import readability

FIRST_ENTRIES = frozenset(
    """exercise-benefits exercise-newly-diagnosed exercise-after-relapse exercise-overdoing-it
    exercise-high-intensity stretching-at-home balance-exercises vestibular-exercises yoga pilates
    swimming-hydrotherapy exercise-stress-mood physio-after-relapse physio-early
    physio-progressive-ms physio-no-benefit-yet neuro-physio asking-for-a-referral self-referral
    waiting-times chasing-a-referral discharged-without-physio declining-medication
    rerouting-damaged-pathways neuroplasticity-basics other-hand-practice""".split()  # noqa: SIM905
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


ENTRIES = sorted(path.stem for path in (SHIPPED / "entries").glob("*/*.yaml"))


def test_the_topics_of_the_seed_thread_are_there(base: KnowledgeBase) -> None:
    assert set(base.entries) >= FIRST_ENTRIES


@pytest.mark.parametrize("entry_id", ENTRIES)
def test_an_entry_rests_on_two_publishers(base: KnowledgeBase, entry_id: str) -> None:
    entry = base.entries[entry_id]
    cited = {source for point in entry.points for source in point.sources}
    assert len({base.sources[source].publisher for source in cited}) >= 2


@pytest.mark.parametrize("entry_id", ENTRIES)
def test_an_entry_is_readable(base: KnowledgeBase, entry_id: str) -> None:
    measured = readability(base.entries[entry_id])
    assert measured.answer_grade <= 8
    assert measured.points_grade <= 9


def test_every_source_is_cited(base: KnowledgeBase) -> None:
    assert set(base.sources) == set(base.cited)
