"""Before a change is kept: what is wrong, what is there already, and what it would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.drafts import Draft
from bot.editing.preview import Previews, Verdict
from bot.evaluation.sets import load_set
from knowledge.records import RecordKind, Subject
from tests.editing.conftest import Desk

HERE = 1
YOGA = Subject.entry("yoga")


@pytest.fixture
def previews(desk: Desk, cache_folder: Path) -> Previews:
    return Previews(desk.live, cache_folder)


async def test_faults_are_told_and_nothing_is_kept(desk: Desk, previews: Previews) -> None:
    draft = desk.editor.draft(HERE, YOGA).with_fields({"signposts": ["nobody"]})
    preview = await previews.preview(HERE, draft)
    assert "there is no 'nobody'" in str(preview.problems[0])
    assert preview.differences[0].field == "signposts"
    assert preview.effects == ()
    assert await desk.editor.history(HERE, YOGA) == []


async def test_a_harmless_change_changes_no_answer(desk: Desk, previews: Previews) -> None:
    draft = desk.editor.draft(HERE, YOGA).with_fields({"review_by": "2028-01-01"})
    preview = await previews.preview(HERE, draft)
    assert (preview.problems, preview.effects) == ((), ())
    assert preview.differences[0].in_words == ("review by: was “2027-11-24”, is now “2028-01-01”",)
    assert preview.readability
    assert preview.readability.in_order
    assert desk.responder.minds.of(HERE) is desk.responder.minds.base


async def test_retiring_an_entry_makes_the_questions_about_it_worse(
    desk: Desk, previews: Previews
) -> None:
    preview = await previews.preview(HERE, desk.editor.draft(HERE, YOGA).retired())
    about = {case.message for case in load_set("in_scope") if case.topics == ("yoga",)}
    worse = [effect for effect in preview.effects if effect.verdict is Verdict.WORSE]
    assert {effect.question for effect in worse} & about
    assert all(effect.before != effect.after for effect in preview.effects)
    assert all(effect.after != "yoga" for effect in preview.effects)


async def test_the_same_entry_under_another_name_is_noticed(desk: Desk, previews: Previews) -> None:
    record = desk.editor.knowledge(HERE).entries["yoga"]
    copy = Draft(Subject.entry("yogi"), record.model_copy(update={"id": "yogi"}))
    preview = await previews.preview(HERE, copy)
    assert preview.alike[0].entry == "yoga"
    assert preview.alike[0].likeness > 0.9


async def test_a_number_changes_no_answer_and_says_what_it_changes(
    desk: Desk, previews: Previews
) -> None:
    subject = Subject(RecordKind.SIGNPOST, "ms-trust")
    draft = desk.editor.draft(HERE, subject).with_fields({"phone": "0800 000 000"})
    preview = await previews.preview(HERE, draft)
    assert preview.differences[0].in_words == (
        "phone: was “0800 032 38 39”, is now “0800 000 000”",
    )
    assert (preview.effects, preview.readability) == ((), None)
