"""Every page fits a Discord message, however much somebody wrote and however odd."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bot.editing.drafts import Conflict
from bot.editing.grouping import Group
from bot.editing.live import Standing
from bot.editing.manuscript import Action, Manuscript
from bot.editing.parts import Part, with_words
from bot.editing.preview import Alike, Effect, Preview, Verdict
from bot.store.questions import Question, Shared, State
from bot.store.revisions import Kind, Revision
from bot.views.audit import change_view, proposal_view
from bot.views.draft_forms import part_form, words_in
from bot.views.drafts import Look, draft_view
from bot.views.outcomes import conflict_view
from bot.views.queue import Proposal, Waiting, queue_view
from bot.views.records import history_view, record_views
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.differences import differences
from knowledge.problems import Problem
from knowledge.records import Subject, fields_of

ODD = "*_~|`<>[]#-:/@" * 50
YOGA = Subject.entry("yoga")
WHEN = datetime(2026, 11, 24)  # noqa: DTZ001


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


def fits(view: Any) -> None:
    parts = [*_walk(view.to_components())]
    assert len(parts) <= 40
    assert sum(len(one.get("content", "")) for one in parts) <= 4000
    for one in parts:
        assert one.get("content") != ""
        assert len(one.get("options", ())) <= 25
        assert len(one.get("custom_id", "")) <= 100


def revision(number: int) -> Revision:
    return Revision(
        subject=str(YOGA),
        kind=Kind.EDIT,
        content=None,
        made_from=0,
        base_hash=None,
        base_content=None,
        reason=ODD[:500],
        author=2**63 - 1,
        approver=2**63 - 1,
        id=number,
        number=number,
        made_at=WHEN,
    )


def test_a_full_queue_fits(base: KnowledgeBase) -> None:
    many = [
        Question(number, Shared.UNANSWERED, ODD, "yoga", WHEN, State.OPEN) for number in range(30)
    ]
    waiting = Waiting(
        [Proposal(ODD, (revision(1),))] * 5,
        [Group(tuple(many), "yoga")] * 8,
        dict.fromkeys([*base.entries][:9], many),
        dict.fromkeys(base.entries, ODD),
        10**9,
    )
    for number in range(waiting.pages):
        fits(queue_view(waiting, number, "Saved."))


@pytest.mark.parametrize("faulty", [True, False])
def test_a_long_draft_fits(base: KnowledgeBase, faulty: bool) -> None:
    entry = base.entries["yoga"]
    point = entry.points[0].model_copy(update={"text": ODD[:600]})
    long = entry.model_copy(update={"points": (point,) * 8, "answer": ODD[:600]})
    effects = tuple(Effect(ODD, "yoga", "pilates", Verdict.WORSE) for _ in range(60))
    problems = tuple(Problem("entry:yoga", f"points[{i}].text", ODD) for i in range(40))
    preview = Preview(
        problems if faulty else (),
        differences(entry, long),
        None,
        (Alike("pilates", ODD, 0.9),) * 3,
        effects,
    )
    titles = {"yoga": ODD, "pilates": ODD}
    manuscript = Manuscript(YOGA, Action.WRITE, fields_of(long), 0, id=10**9)
    fits(draft_view(Look(manuscript, ODD, preview, None, titles, notes=(ODD,) * 5)))
    conflict = Conflict(YOGA, entry, long, long, 10**9)
    fits(conflict_view(manuscript, conflict, [*fields_of(long)], ODD))
    for draw in (change_view, proposal_view):
        fits(draw([revision(1)] * 400, ODD, entry))


def test_a_long_history_and_every_record_fit(base: KnowledgeBase) -> None:
    standing = Standing(base, base, base)
    fits(history_view(standing, YOGA, [revision(number) for number in range(500, 0, -1)]))
    for records in (base.entries, base.signposts, base.sources):
        for record in records.values():
            for view in record_views(standing, Subject.of(record)):
                fits(view)


@pytest.mark.parametrize("count", [8, 40])
def test_no_question_is_lost_where_they_are_more_than_a_form_holds(
    base: KnowledgeBase, count: int
) -> None:
    questions = [f"{number} {'why ' * 60}".strip() for number in range(count)]
    fields = fields_of(base.entries["yoga"]) | {"questions": questions}
    manuscript = Manuscript(YOGA, Action.WRITE, fields, 0, id=1)
    opened = part_form(manuscript, Part.WORDS, 0, sources={}, signposts={}, related={})
    sent = {
        one["component"]["custom_id"]: one["component"].get("value", "")
        for one in opened.to_dict()["components"]
        if "component" in one
    }
    assert with_words(manuscript, words_in(sent)).fields["questions"] == questions


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from _walk(one.get("components", []))
