"""Words of a community over a base: nothing is lost, leads nowhere or stands in the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import load_knowledge, unresolved
from knowledge.differences import differences, lines_of
from knowledge.overlay import laid_over, laid_over_as_fits, record_in
from knowledge.problems import KnowledgeError
from knowledge.records import (
    Record,
    RecordKind,
    Subject,
    as_yaml,
    fields_of,
    read_record,
    read_record_yaml,
)
from knowledge.schema import Entry

BASE = load_knowledge()
RECORDS: list[Record] = [
    *BASE.entries.values(),
    *BASE.signposts.values(),
    *BASE.sources.values(),
]
WORDS = st.text(
    alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60
)


@st.composite
def changes(draw: st.DrawFn) -> dict[Subject, Record | None]:
    """Retirements, edits and additions, not all of which fit."""
    made: dict[Subject, Record | None] = {}
    for record in draw(st.lists(st.sampled_from(RECORDS), max_size=8, unique_by=id)):
        kind = draw(st.sampled_from(["retire", "title", "add", "break"]))
        subject = Subject.of(record)
        if kind == "retire":
            made[subject] = None
        elif kind == "add":
            name = f"new-{record.id[:50]}"
            made[Subject(subject.kind, name)] = record.model_copy(update={"id": name})
        elif isinstance(record, Entry):
            lost = {"signposts": ("nobody",)} if kind == "break" else {}
            made[subject] = record.model_copy(update={"title": "Another title", **lost})
    return made


@given(changes())
@settings(max_examples=60, deadline=None)
def test_what_fits_serves_and_what_does_not_is_told(made: dict[Subject, Record | None]) -> None:
    fitted = laid_over_as_fits(BASE, made)
    assert list(unresolved(fitted.base)) == []
    assert set(fitted.set_aside) <= set(made)
    for subject, record in made.items():
        shown = record_in(fitted.base, subject)
        if subject in fitted.set_aside:
            assert fitted.set_aside[subject]
            assert (shown is None) == (record_in(BASE, subject) is None)
        elif record is None or not isinstance(record, Entry):
            assert shown == record
        else:
            assert isinstance(shown, Entry)
            assert shown.title == record.title
    untouched = set(BASE.entries) - {subject.id for subject in made}
    for entry in untouched:
        shown = fitted.base.entries[entry]
        assert shown.model_copy(update={"related": ()}) == BASE.entries[entry].model_copy(
            update={"related": ()}
        )
        assert fitted.base.phrasings[entry] == BASE.phrasings[entry]
    try:
        strict = laid_over(BASE, made)
    except KnowledgeError:
        return
    # What the strict check lets pass, nothing is set aside of.
    assert fitted.set_aside == {}
    assert strict.entries == fitted.base.entries


def test_a_retired_entry_vanishes_with_all_that_points_to_it() -> None:
    pointing = [entry.id for entry in BASE.entries.values() if "yoga" in entry.related]
    made = laid_over(BASE, {Subject.entry("yoga"): None})
    assert pointing
    assert "yoga" not in made.entries
    assert "yoga" not in made.phrasings
    assert all("yoga" not in made.entries[entry].related for entry in pointing)
    assert all("yoga" not in letter.entries for letter in made.letters.values())
    assert all("yoga" not in thread.topics for thread in made.threads.values())


def test_what_is_still_needed_cannot_be_retired() -> None:
    source = BASE.entries["yoga"].points[0].sources[0]
    with pytest.raises(KnowledgeError, match=f"entries/exercise/yoga.yaml.*there is no '{source}'"):
        laid_over(BASE, {Subject(RecordKind.SOURCE, source): None})
    with pytest.raises(KnowledgeError, match=r"safety/replies.yaml: crisis.signposts"):
        laid_over(BASE, {Subject(RecordKind.SIGNPOST, "samaritans"): None})


def test_a_wrong_number_is_put_right_everywhere() -> None:
    right = BASE.signposts["samaritans"].model_copy(update={"phone": "116 124"})
    made = laid_over(BASE, {Subject.of(right): right})
    shown = made.signposts_for(made.safety.crisis.signposts, None)
    assert {one.phone for one in shown if one.id == "samaritans"} == {"116 124"}


def test_an_edit_that_a_release_left_without_its_source_is_set_aside() -> None:
    first, *rest = BASE.entries["pilates"].points
    cites = first.model_copy(update={"sources": ("removed-study",)})
    edited = BASE.entries["pilates"].model_copy(update={"points": (cites, *rest)})
    pain = BASE.entries["pain"]
    title = pain.model_copy(update={"title": "As we say it", "related": ("removed-entry",)})
    fitted = laid_over_as_fits(BASE, {Subject.of(edited): edited, Subject.of(title): title})
    assert set(fitted.set_aside) == {Subject.of(edited)}
    assert "removed-study" in str(fitted.set_aside[Subject.of(edited)][0])
    assert fitted.base.entries["pilates"] == BASE.entries["pilates"]
    assert fitted.base.entries["pain"].title == "As we say it"
    assert fitted.base.entries["pain"].related == ()


@given(st.sampled_from(RECORDS))
@settings(max_examples=60, deadline=None)
def test_a_record_survives_being_written_and_read(record: Record) -> None:
    subject = Subject.of(record)
    assert Subject.parse(str(subject)) == subject
    assert read_record(subject.kind, fields_of(record), "here") == record
    assert read_record_yaml(subject.kind, as_yaml(record), "here") == record
    assert differences(record, record) == ()


@given(st.sampled_from(list(BASE.entries.values())), st.data())
@settings(max_examples=80, deadline=None)
def test_differences_lead_from_one_version_to_the_other(entry: Entry, data: st.DataObject) -> None:
    questions = data.draw(st.permutations(entry.questions))
    kept = data.draw(st.integers(8, len(questions)))
    points = data.draw(st.lists(st.sampled_from(entry.points), min_size=3, max_size=8))
    other = entry.model_copy(
        update={
            "title": data.draw(st.sampled_from([entry.title, "A new title"])),
            "questions": (*questions[:kept], *data.draw(st.lists(WORDS, max_size=2))),
            "points": tuple(points),
            "cautions": data.draw(st.sampled_from([entry.cautions, ()])),
        }
    )
    found = differences(entry, other)
    assert (found == ()) == (entry == other)
    before, after = lines_of(entry), lines_of(other)
    for field in {*before, *after}:
        change = next((one for one in found if one.field == field), None)
        items = list(before.get(field, ()))
        for item in change.removed if change else ():
            items.remove(item)
        items += change.added if change else ()
        assert sorted(items) == sorted(after.get(field, ()))
    assert all(one.in_words for one in found)
