"""The messages that the moderators' guide shows, made by what makes them for Discord."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.editing.drafts import Saved, to_content
from bot.editing.grouping import Group
from bot.editing.manuscript import Action, Manuscript
from bot.editing.preview import Preview
from bot.store.questions import Question, Shared, State
from bot.store.revisions import Kind, Revision
from bot.views.audit import change_view
from bot.views.drafts import Look, draft_view
from bot.views.outcomes import published_view
from bot.views.queue import Waiting, queue_view
from bot.views.records import subject_button
from knowledge.base import KnowledgeBase
from knowledge.differences import differences
from knowledge.records import RecordKind, Subject, fields_of

SUBJECT = Subject(RecordKind.SIGNPOST, "ms-trust")
DAY = datetime(2026, 11, 24, 10, 30)  # noqa: DTZ001 - UTC, as in the store
MODERATOR = 1


def moderators_views(base: KnowledgeBase) -> dict[str, discord.ui.LayoutView]:
    """A draft, what came of it, the line in the log channel, and the queue; by name."""
    before = base.signposts[SUBJECT.id]
    after = before.model_copy(update={"phone": " ".join(("0800", "000", "11", "22"))})
    changed = differences(before, after)
    manuscript = Manuscript(SUBJECT, Action.WRITE, fields_of(after), 0, id=1)
    revision = Revision(
        subject=str(SUBJECT),
        kind=Kind.EDIT,
        content=to_content(after),
        made_from=0,
        base_hash=None,
        base_content=None,
        reason="They have a new number, see their website",
        author=MODERATOR,
        id=1,
        number=1,
        made_at=DAY,
    )
    buttons = [
        subject_button("Show it", "k-show", SUBJECT),
        subject_button("Undo this", "k-undo", SUBJECT, "1"),
    ]
    done = Saved((revision,), live=True)
    return {
        "draft": draft_view(Look(manuscript, after.name, Preview((), changed), after, {})),
        "published": published_view(Action.WRITE, after.name, buttons, done),
        "log": change_view([revision], after.name, before),
        "queue": queue_view(_waiting(base), 0),
    }


def _waiting(base: KnowledgeBase) -> Waiting:
    asked = (
        "Can I take my wheelchair on a canal boat?",
        "are canal boats any good with a wheelchair",
        "canal boat holiday in a wheelchair",
    )
    questions = tuple(
        Question(number, Shared.UNANSWERED, text, None, DAY, State.OPEN)
        for number, text in enumerate(asked, 1)
    )
    report = Question(4, Shared.REPORT, "Our class has moved to Tuesdays.", "yoga", DAY, State.OPEN)
    titles = {entry.id: entry.title for entry in base.entries.values()}
    nearest = "wheelchair-services" if "wheelchair-services" in titles else None
    return Waiting([], [Group(questions, nearest)], {"yoga": [report]}, titles, 4)
