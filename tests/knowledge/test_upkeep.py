"""What needs an editor's eye is found, and what does not is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.readability import readability
from knowledge.schema import Entry, Nation
from knowledge.upkeep import due_for_review, missing_nations, thinly_sourced

TODAY = date(2030, 1, 15)
FOUR = tuple(nation for nation in Nation if nation is not Nation.OUTSIDE_UK)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


def with_entry(base: KnowledgeBase, entry_id: str, **changes: object) -> KnowledgeBase:
    """A base with only this entry, changed."""
    return replace(base, entries={entry_id: base.entries[entry_id].model_copy(update=changes)})


def points(entry: Entry, *changes: dict[str, object]) -> tuple[object, ...]:
    return tuple(
        point.model_copy(update=change)
        for point, change in zip(entry.points, changes, strict=False)
    )


@pytest.mark.parametrize(
    ("days", "within", "left"),
    [(-1, 0, [-1]), (0, 0, [0]), (1, 0, []), (30, 30, [30]), (31, 30, [])],
)
def test_a_review_is_due_on_its_day(
    base: KnowledgeBase, days: int, within: int, left: list[int]
) -> None:
    one = with_entry(base, "yoga", review_by=TODAY + timedelta(days=days))
    assert [due.days for due in due_for_review(one, TODAY, within)] == left


def test_the_latest_review_comes_first(base: KnowledgeBase) -> None:
    late = base.entries["yoga"].model_copy(update={"review_by": date(2020, 1, 1)})
    both = replace(base, entries=dict(base.entries) | {"yoga": late})
    due = due_for_review(both, TODAY, 10_000)
    assert due[0].entry == "yoga"
    assert len(due) == len(base.entries)


def sources_of(base: KnowledgeBase, *publishers: str) -> tuple[str, ...]:
    return tuple(
        next(source.id for source in base.sources.values() if source.publisher == publisher)
        for publisher in publishers
    )


def test_points_on_one_source_are_counted_from_one(base: KnowledgeBase) -> None:
    two = sources_of(base, "MS Trust", "MS Society")
    one = two[:1]
    changed = points(
        base.entries["yoga"], {"sources": two}, {"sources": one}, {"sources": (*one, *one)}
    )
    (found,) = thinly_sourced(with_entry(base, "yoga", points=changed))
    assert (found.points, found.only_publisher) == ((2, 3), None)
    enough = points(base.entries["yoga"], *[{"sources": two}] * 3)
    assert thinly_sourced(with_entry(base, "yoga", points=enough)) == []


def test_an_entry_on_one_publisher_is_named(base: KnowledgeBase) -> None:
    trust = [source.id for source in base.sources.values() if source.publisher == "MS Trust"][:2]
    changed = points(base.entries["yoga"], *[{"sources": tuple(trust)}] * 3)
    (found,) = thinly_sourced(with_entry(base, "yoga", points=changed))
    assert (found.points, found.only_publisher) == ((), "MS Trust")


def missing(
    base: KnowledgeBase, entry_id: str, *nations: tuple[Nation, ...], **more: object
) -> str:
    entry = base.entries[entry_id]
    changed = points(entry, *({"nations": some} for some in nations))
    found = missing_nations(with_entry(base, entry_id, points=changed, **more))
    return found[0].reason if found else ""


def test_nations_without_a_point_of_their_own_are_named(base: KnowledgeBase) -> None:
    told = missing(base, "yoga", (Nation.ENGLAND,), (Nation.WALES,), (), signposts=())
    assert told == "no point of its own for Scotland, Northern Ireland"
    assert missing(base, "yoga", (), (), (), signposts=()) == ""
    assert missing(base, "yoga", FOUR, (), (), signposts=()) == ""
    assert missing(base, "yoga", (Nation.OUTSIDE_UK,), (), (), signposts=()) == ""
    assert missing(base, "yoga", FOUR[:2], FOUR[2:], (), signposts=()) == ""


def test_nations_without_a_signpost_of_their_own_are_named(base: KnowledgeBase) -> None:
    signposts = ("pals", "llais", "ms-society", "gp")
    told = missing(base, "yoga", (), (), (), signposts=signposts)
    assert told == "no signpost of its own for Scotland, Northern Ireland"


def test_an_entry_about_rights_must_name_nations(base: KnowledgeBase) -> None:
    told = missing(base, "complaints", (), (), (), signposts=())
    assert told == "about rights, but no point names a nation"


def test_hard_words_raise_the_grade_and_words_are_counted(base: KnowledgeBase) -> None:
    yoga = base.entries["yoga"]
    easy = yoga.model_copy(update={"answer": "Yes, it is. Sit down to try it first."})
    hard = yoga.model_copy(
        update={"answer": "Proprioceptive rehabilitation ameliorates neurological deconditioning."}
    )
    assert readability(easy).answer_words == 9
    assert readability(easy).answer_grade < 3
    assert readability(easy).in_order
    assert not readability(hard).in_order
