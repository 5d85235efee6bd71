"""What the log channel is told of a change: who, what and why."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.editing.drafts import follows_base, from_content
from bot.store.revisions import Kind, Revision, State
from bot.views.controls import Button, shortened
from bot.views.forms import field, form
from bot.views.pages import page, quoted
from bot.views.records import DONE, difference_lines, subject_button
from knowledge.differences import differences
from knowledge.problems import KnowledgeError
from knowledge.records import Record, Subject

CHANGES = 6
LONGEST = 2500

URGENT = (
    "**Please look now.** Members in a crisis or an emergency are told this. Compare it with the "
    "service's own page, digit by digit, then agree or refuse. Members do not see it before that."
)

_WOULD = {
    Kind.ADD: "add",
    Kind.EDIT: "change",
    Kind.RETIRE: "take away",
    Kind.RESTORE: "restore",
    Kind.IMPORT: "import",
}


def change_view(
    revisions: Sequence[Revision], name: str, before: Record | None
) -> discord.ui.LayoutView:
    """A change that is published."""
    last = revisions[-1]
    subject = Subject.parse(last.subject)
    with_whom = f" (agreed to by <@{last.approver}>)" if last.approver else ""
    head = f"<@{last.author}> {DONE[last.kind]} {_what(revisions, name)}{with_whom}."
    text = "\n".join((head, f"Why: {quoted(last.reason)}", *_lines(last, before)))
    return page(
        shortened(text, LONGEST),
        [
            subject_button("Show it", "k-show", subject),
            subject_button("Undo this", "k-undo", subject, str(last.number)),
        ],
    )


def proposal_view(
    revisions: Sequence[Revision], name: str, before: Record | None, *, urgent: bool = False
) -> discord.ui.LayoutView:
    """A change that another moderator has to agree to; ``urgent``: it is told in a crisis."""
    last = revisions[-1]
    head = f"<@{last.author}> would like to {_WOULD[last.kind]} {_what(revisions, name)}."
    text = "\n".join(
        (
            head,
            f"Why: {quoted(last.reason)}",
            *_lines(last, before),
            URGENT if urgent else "Another moderator has to agree before members see it.",
        )
    )
    first, end = str(revisions[0].id), str(last.id)
    return page(
        shortened(text, LONGEST),
        [
            Button("Agree and publish", "k-agree", first, end, style=discord.ButtonStyle.primary),
            Button("Refuse", "k-refuse", first, end),
        ],
    )


def decided_view(revisions: Sequence[Revision], name: str) -> discord.ui.LayoutView:
    """A proposal that was decided on."""
    last = revisions[-1]
    what = _what(revisions, name)
    if last.state is State.PUBLISHED:
        return page(f"<@{last.approver}> agreed to the change of {what} by <@{last.author}>.")
    return page(
        f"<@{last.approver}> refused the change of {what} by <@{last.author}>.\n"
        f"Why: {quoted(last.reason)}"
    )


def refusal_form(arguments: Sequence[str]) -> discord.ui.Modal:
    """Why a proposal is refused."""
    box = field("reason", "Why not? Its author will read it", most=300)
    return form("Refuse a proposal", [box], "k-refusal", *arguments)


def _what(revisions: Sequence[Revision], name: str) -> str:
    others = len(revisions) - 1
    more = f" and {others} more" if others else ""
    return f"**{quoted(name, 80)}**{more}"


def _lines(last: Revision, before: Record | None) -> list[str]:
    """What changed in the record itself."""
    if last.kind in (Kind.RETIRE, Kind.IMPORT) or follows_base(last):
        return []
    try:
        after = from_content(Subject.parse(last.subject), last.content)
    except KnowledgeError:
        return []
    lines = difference_lines(differences(before, after)) if before else []
    more = [f"- and {len(lines) - CHANGES} more"] if len(lines) > CHANGES else []
    return [shortened(line, 250) for line in lines[:CHANGES]] + more
