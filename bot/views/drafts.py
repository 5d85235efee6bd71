"""A moderator's draft: as members would see it, what is wrong with it, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.conversation.replies import Answer
from bot.editing.agreement import Agreement
from bot.editing.manuscript import Action, Manuscript
from bot.editing.parts import Part
from bot.editing.plain import field_name
from bot.editing.preview import Preview
from bot.views.controls import Button, Menu, shortened
from bot.views.draft_checks import check_lines
from bot.views.pages import LONGEST, page, quoted
from bot.views.replies import reply_view, signpost_line, source_line
from knowledge.records import RecordKind
from knowledge.schema import Signpost, Source

POINT = 110
"""Characters of a point in the list."""

CHECKS = 2200
"""Characters of all that is said about a draft."""

TOP = 1000
"""Characters above it."""


@dataclass(frozen=True)
class Look:
    """All that is known of a manuscript when it is shown."""

    manuscript: Manuscript
    name: str
    preview: Preview
    seen: Answer | Signpost | Source | None
    """As members would see it, if it could be published."""
    titles: Mapping[str, str]
    """The titles of entries, by id."""
    agreement: Agreement = Agreement.NOT_NEEDED
    notes: tuple[str, ...] = ()


HEADS = {
    Action.WRITE: "Draft: {}",
    Action.RETIRE: "Take away: {}",
    Action.RESTORE: "Go back to an earlier version: {}",
    Action.RELEASE: "Go back to what came with Reroute: {}",
}

LABELS = {
    Action.WRITE: "Publish",
    Action.RETIRE: "Take it away",
    Action.RESTORE: "Go back to this",
    Action.RELEASE: "Go back to this",
}

TWO_PEOPLE = (
    "**This one needs two people.** Members in a crisis or an emergency are told it, and with a "
    "wrong digit they reach nobody. Press “Propose”; then another moderator, or anybody who may "
    "manage this server, compares it and agrees. That takes a minute."
)


def draft_view(look: Look) -> discord.ui.LayoutView:
    """The page on which a draft is looked at, changed and published."""
    manuscript = look.manuscript
    head = f"### {HEADS[manuscript.action].format(quoted(look.name, 80))}"
    saved = (
        "Saved as your draft. Members see nothing of it until it is published."
        if manuscript.action is Action.WRITE
        else f"Nothing is changed before you press “{_publish_label(look)}”."
    )
    if look.agreement is Agreement.URGENT:
        saved = f"{saved}\n{TWO_PEOPLE}"
    notes = [f"**Please look:** {quoted(note, 300)}" for note in look.notes[:3]]
    top = shortened("\n".join((head, saved, *notes)), TOP)
    checks = shortened("\n".join(check_lines(look.manuscript, look.preview, look.titles)), CHECKS)
    shown = "\n".join(_shown(look))
    room = LONGEST - len(top) - len(checks) - 40
    parts: list[str | Sequence[Button] | Menu] = [top]
    if shown:
        parts.append(shortened(shown, room))
    parts.append(checks)
    parts += _controls(look)
    return page(*parts)


def answer_text(answer: Answer) -> str:
    """The words of an answer as a member reads them first, without its buttons."""
    texts = reply_view(answer).children
    return "\n".join(one.content for one in texts if isinstance(one, ui.TextDisplay))


def _shown(look: Look) -> Iterator[str]:
    if look.manuscript.action is Action.RETIRE:
        yield "Members will no longer be answered with it. You can bring it back at any time."
        return
    match look.seen:
        case Answer():
            yield f"**As members see it:**\n{answer_text(look.seen)}"
        case Signpost():
            yield f"**As members see it:**\n{signpost_line(look.seen)}"
        case Source():
            yield f"**As members see it:**\n{source_line(look.seen)}"
        case None:
            yield from _unfinished(look.manuscript)
    yield from _points(look.manuscript.fields)


def _unfinished(manuscript: Manuscript) -> Iterator[str]:
    fields = manuscript.fields
    if manuscript.subject.kind is RecordKind.ENTRY:
        yield f"**{quoted(str(fields.get('title', 'No title yet')))}**"
        yield quoted(str(fields.get("answer", "No answer yet")), 600)
        return
    for name, value in fields.items():
        if isinstance(value, str) and name != "id":
            yield f"**{field_name(name)}:** {quoted(value)}"


def _points(fields: Mapping[str, Any]) -> Iterator[str]:
    points: Sequence[Mapping[str, Any]] = fields.get("points", ())
    for number, point in enumerate(points, 1):
        sources = len(point.get("sources", ()))
        rests = f"{sources} source{'' if sources == 1 else 's'}"
        yield f"{number}. {quoted(str(point.get('text', '')), POINT)} ({rests})"
    counted = [
        f"{len(fields.get(name, ()))} {words}"
        for name, words in (("cautions", "to take care of"), ("questions", "ways to ask for it"))
        if fields.get(name)
    ]
    if counted:
        yield f"Also: {', '.join(counted)}."


def _controls(look: Look) -> Iterator[Sequence[Button] | Menu]:
    manuscript, number = look.manuscript, str(look.manuscript.id)
    if manuscript.action is Action.WRITE:
        yield [Button(label, "k-part", number, part.value) for label, part in _parts(manuscript)]
        points: Sequence[Mapping[str, Any]] = manuscript.fields.get("points", ())
        if points:
            options = [
                discord.SelectOption(
                    label=shortened(f"{i}. {point.get('text', '')}", 100), value=str(i - 1)
                )
                for i, point in enumerate(points, 1)
            ]
            yield Menu("Change or take out a point", options, "k-point", number)
    last = []
    if not look.preview.problems:
        label = _publish_label(look)
        last.append(Button(label, "k-publish", number, style=discord.ButtonStyle.primary))
        if isinstance(look.seen, Answer):
            last.append(Button("All of it", "k-all", number))
    yield [*last, Button("Throw this draft away", "k-drop", number)]


def _publish_label(look: Look) -> str:
    return "Propose" if look.agreement.needed else LABELS[look.manuscript.action]


def _parts(manuscript: Manuscript) -> Iterable[tuple[str, Part]]:
    match manuscript.subject.kind:
        case RecordKind.ENTRY:
            return (
                ("Title, answer, questions, topic", Part.WORDS),
                ("Add a point", Part.POINT),
                ("Cautions", Part.CAUTIONS),
                ("Whom to call, related", Part.LINKS),
                ("I reviewed it", Part.REVIEW),
            )
        case RecordKind.SIGNPOST:
            return (
                ("How to reach them", Part.REACH),
                ("Name, purpose, nations", Part.ABOUT),
            )
        case RecordKind.SOURCE:
            return (("Title, publisher, address", Part.SOURCE),)
