"""What forms make of a record, two changes joined, and faults in plain words."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.manuscript import Action, Manuscript, joined, new_id
from bot.editing.parts import PointForm, lines, reviewed, with_point
from bot.editing.plain import in_words
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Subject, fields_of

YOGA = Subject.entry("yoga")


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


def yoga(base: KnowledgeBase) -> Manuscript:
    return Manuscript(YOGA, Action.WRITE, fields_of(base.entries["yoga"]), 0)


@given(st.text(max_size=200), st.sets(st.sampled_from(["entry", "a", "yoga"])))
def test_an_id_is_one_that_records_take(title: str, taken: set[str]) -> None:
    made = new_id(title, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 60
    assert made not in taken


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([6, 12, 24]))
def test_the_next_review_is_later(today: date, months: int) -> None:
    fields = reviewed(today, months)
    assert date.fromisoformat(fields["review_by"]) > date.fromisoformat(fields["reviewed"])


@given(st.text())
def test_lines_are_tidy(text: str) -> None:
    found = lines(text)
    assert all(item and item == item.strip() for item in found)
    assert len(set(found)) == len(found)


def test_both_changes_stand_unless_they_are_of_one_field(base: KnowledgeBase) -> None:
    ancestor = base.entries["yoga"]
    theirs = ancestor.model_copy(update={"title": "Theirs", "answer": "Their answer."})
    mine = fields_of(ancestor) | {"answer": "My answer.", "cautions": []}
    fields, both = joined(ancestor, theirs, mine)
    assert fields["title"] == "Theirs"
    assert fields["answer"] == "My answer."
    assert fields["cautions"] == []
    assert both == ("answer",)


def test_a_source_is_found_by_its_words_or_address_or_made(base: KnowledgeBase) -> None:
    known = next(source for source in base.sources.values() if source.url)
    for another in (known.title, str(known.url)):
        form = PointForm("A statement.", "advice", (), (), another)
        points = with_point(yoga(base), 0, form, base).manuscript.fields["points"]
        assert points[0]["sources"] == [known.id]
    new = "https://new.example.org/a\nA new thing\nSomebody"
    changed = with_point(yoga(base), 0, PointForm("A.", "advice", (), (), new), base)
    *needed, draft = changed.manuscript.drafts()
    assert [one.subject.id for one in needed] == ["a-new-thing"]
    assert draft.subject == YOGA
    again = with_point(changed.manuscript, 1, PointForm("B.", "advice", (), (), new), base)
    assert len(again.manuscript.sources) == 1


def test_a_point_without_text_is_taken_out(base: KnowledgeBase) -> None:
    before = yoga(base)
    after = with_point(before, 1, PointForm("", "advice", (), (), ""), base).manuscript
    points = before.fields["points"]
    assert after.fields["points"] == [points[0], *points[2:]]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem("f", "phone", "string should match pattern '^…$'"), "Phone number: write digits"),
        (Problem("f", "points[2].text", "string should have at most 600 characters"), "Point 2"),
        (Problem("f", "", "answer: 70 words; at most 60 fit a tired reader"), "Answer: 70 words"),
        (Problem("entry:yoga", "", "is not there"), "Entry yoga: is not there"),
    ],
)
def test_faults_are_said_in_plain_words(problem: Problem, words: str) -> None:
    assert in_words(problem).startswith(words)


def test_an_incomplete_one_names_what_is_missing() -> None:
    with pytest.raises(KnowledgeError) as caught:
        Manuscript(Subject.entry("x"), Action.WRITE, {"id": "x"}, 0).drafts()
    said = " ".join(map(in_words, caught.value.problems))
    assert "at least three are needed" in said
    assert "pydantic" not in said
