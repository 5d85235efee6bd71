"""The knowledge that ships: complete, sourced, readable."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import textstat

from knowledge.base import SHIPPED, KnowledgeBase, load_knowledge

FIRST_ENTRIES = frozenset(
    """exercise-benefits exercise-newly-diagnosed exercise-after-relapse exercise-overdoing-it
    exercise-high-intensity stretching-at-home balance-exercises vestibular-exercises yoga pilates
    swimming-hydrotherapy exercise-stress-mood physio-after-relapse physio-early
    physio-progressive-ms physio-no-benefit-yet neuro-physio asking-for-a-referral self-referral
    waiting-times chasing-a-referral discharged-without-physio declining-medication
    rerouting-damaged-pathways neuroplasticity-basics other-hand-practice""".split()  # noqa: SIM905
)

TELEPHONE = re.compile(r"(?<!\d)0\d{2,4}[ \d]{5,}\d|\b116 123\b|\b85258\b")


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
    """Grades of Flesch and Kincaid (1975)."""
    entry = base.entries[entry_id]
    assert textstat.flesch_kincaid_grade(entry.answer) <= 8
    assert textstat.flesch_kincaid_grade(" ".join(p.text for p in entry.points)) <= 9


def test_every_source_is_cited(base: KnowledgeBase) -> None:
    assert set(base.sources) == set(base.cited)


def test_a_telephone_number_stands_in_one_place(base: KnowledgeBase) -> None:
    numbers = Counter(s.phone for s in base.signposts.values() if s.phone)
    assert [number for number, count in numbers.items() if count > 1] == []
    elsewhere = [
        path.relative_to(SHIPPED).as_posix()
        for path in Path(SHIPPED).rglob("*.yaml")
        if path.name not in {"signposts.yaml", "sources.yaml"}
        and not {"phrasings", "examples"} & set(path.parts)
        and TELEPHONE.search(path.read_text("utf-8"))
    ]
    assert elsewhere == []
