"""A moderator's draft: as members would see it, what is wrong with it, and the ways on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.conversation.replies import Answer
from bot.editing.agreement import Agreement
from bot.editing.drafts import Conflict, Saved
from bot.editing.manuscript import Action, Manuscript
from bot.editing.parts import Part
from bot.editing.plain import field_name, in_words
from bot.editing.preview import Effect, Preview, Verdict
from bot.views.controls import Button, Menu, shortened
from bot.views.pages import LONGEST, page, quoted
from bot.views.records import difference_lines
from bot.views.replies import reply_view, signpost_line, source_line
from knowledge.differences import differences
from knowledge.problems import Problem
from knowledge.readability import HARDEST_ANSWER, HARDEST_POINTS
from knowledge.records import RecordKind
from knowledge.schema import Signpost, Source

POINT = 110
"""Characters of a point in the list."""

EXAMPLES = 4
"""Test questions that are named; of more, only how many there are."""

NOTHING_CHANGED = "nothing was changed"

CHECKS = 2200
"""Characters of all that is said about a draft."""

TOP = 1000
"""Characters above it."""

CHANGES = 8
FAULTS = 10
ADVERBS = {Verdict.BETTER: "better", Verdict.WORSE: "worse", Verdict.NEITHER: "neither"}


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

DONE = {
    Action.WRITE: ("Published: {}", "Members are answered with it from now on."),
    Action.RETIRE: ("Taken away: {}", "Members are no longer answered with it."),
    Action.RESTORE: ("Restored: {}", "Members are answered with it from now on."),
    Action.RELEASE: ("Restored: {}", "Members are answered with it from now on."),
}


TWO_PEOPLE = (
    "**This one needs two people.** Members in a crisis or an emergency are told it, and with a "
    "wrong digit they reach nobody. Press “Propose”; then another moderator, or anybody who may "
    "manage this server, compares it and agrees. That takes a minute."
)

NOBODY_ELSE = (
    "**Nobody else there?** Whoever manages the server can give somebody you trust the moderators' "
    "role, even for five minutes, so that they can agree. Until then members are told what was "
    "there before. If that is the mistake, `/knowledge restore` goes back to what came with "
    "Reroute, and needs nobody else."
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
    checks = shortened("\n".join(_checks(look)), CHECKS)
    shown = "\n".join(_shown(look))
    room = LONGEST - len(top) - len(checks) - 40
    parts: list[str | Sequence[Button] | Menu] = [top]
    if shown:
        parts.append(shortened(shown, room))
    parts.append(checks)
    parts += _controls(look)
    return page(*parts)


def published_view(
    action: Action, name: str, buttons: Sequence[Button], saved: Saved
) -> discord.ui.LayoutView:
    """What came of publishing."""
    name = quoted(name, 80)
    if saved.live:
        head, words = DONE[action]
        return page(f"### {head.format(name)}\n{words}", buttons)
    if saved.trouble:
        return page(
            f"### Kept, but not in use yet: {name}\nThe change is saved, but could not be put to "
            "use; the words before it still answer. It is tried again with the next change, or "
            f"when I start. Tell whoever runs me: {quoted(saved.trouble)}",
            buttons,
        )
    if saved.urgent:
        return page(
            f"### Proposed: {name}\nSaved, but **members do not see it yet**. They are told this "
            "in a crisis or an emergency, so a second person has to look. Ask another moderator, "
            "or anybody who may manage this server, to press “Agree and publish”, in the log "
            "channel or in `/knowledge queue`.",
            NOBODY_ELSE,
        )
    return page(
        f"### Proposed: {name}\nSaved. It is published when another moderator agrees. It waits in "
        "the log channel and in `/knowledge queue`.",
    )


def conflict_view(
    manuscript: Manuscript, conflict: Conflict, both: Sequence[str], name: str
) -> discord.ui.LayoutView:
    """Somebody else was quicker: both changes, and three ways on."""
    theirs = difference_lines(differences(conflict.ancestor, conflict.theirs))[:CHANGES]
    mine = difference_lines(differences(conflict.ancestor, conflict.mine))[:CHANGES]
    number, now = str(manuscript.id), str(conflict.now)
    writes = manuscript.action is Action.WRITE and conflict.theirs is not None
    room = (LONGEST - 800) // 2
    return page(
        f"### Somebody else changed {quoted(name, 80)} meanwhile\n"
        "Your draft is still saved, and nothing of yours is published yet.",
        shortened("\n".join(("**What they changed:**", *(theirs or ["- nothing"]))), room),
        shortened("\n".join(("**What you changed:**", *(mine or ["- nothing"]))), room),
        _overlap(both) if writes else "One of the two has to give way.",
        [
            *([Button("Join both", "k-rebase", number, "join", now)] if writes else []),
            Button("Mine instead of theirs", "k-rebase", number, "mine", now),
            Button("Keep theirs", "k-drop", number),
        ],
    )


def _overlap(both: Sequence[str]) -> str:
    if not both:
        return "You changed different things, so both can stand."
    return (
        f"You both changed: {', '.join(both).replace('_', ' ')}. If you join both, yours stands "
        "there."
    )


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


def _checks(look: Look) -> Iterator[str]:
    preview = look.preview
    if [one.reason for one in preview.problems] == [NOTHING_CHANGED]:
        yield "Nothing is changed yet."
        return
    faults = [*_faults(preview.problems, look.manuscript.fields)]
    if faults:
        yield "**Before it can be published:**"
        yield from (f"- {quoted(fault, 250)}" for fault in faults[:FAULTS])
        if len(faults) > FAULTS:
            yield f"- and {len(faults) - FAULTS} more"
        return
    changes = difference_lines(preview.differences)
    is_new = any(one.field == "id" for one in preview.differences)
    if changes and not is_new and look.manuscript.action is not Action.RETIRE:
        yield "**What would change:**"
        yield from (shortened(line, 220) for line in changes[:CHANGES])
        if len(changes) > CHANGES:
            yield f"- and {len(changes) - CHANGES} more (see “All of it”)"
    grades = preview.readability
    if grades and grades.in_order:
        yield "**Reading:** easy enough."
    elif grades:
        yield (
            "**Reading:** hard for somebody who is tired. School grade "
            f"{grades.answer_grade:.0f} for the answer (at most {HARDEST_ANSWER:.0f} is wanted), "
            f"{grades.points_grade:.0f} for the points (at most {HARDEST_POINTS:.0f}). Shorter "
            "sentences help."
        )
    if preview.alike:
        titles = "; ".join(f"“{quoted(one.title)}”" for one in preview.alike)
        yield f"**Is it there already?** Much like it: {titles}."
    if look.manuscript.subject.kind is RecordKind.ENTRY:
        yield from _effects(preview.effects, look.titles)


def _faults(problems: Iterable[Problem], fields: Mapping[str, Any]) -> Iterator[str]:
    """In words; of lists that are too short, the real length, faulty items included."""
    for problem in problems:
        items = fields.get(problem.field)
        short = re.search(r"at least (\d+) items? after validation", problem.reason)
        if short and isinstance(items, list):
            if len(items) < int(short[1]):
                reason = re.sub(r"not \d+", f"not {len(items)}", problem.reason)
                yield in_words(replace(problem, reason=reason))
        else:
            yield in_words(problem)


def _effects(effects: Sequence[Effect], titles: Mapping[str, str]) -> Iterator[str]:
    if not effects:
        yield "**Other answers:** none of the test questions would be answered otherwise."
        return
    counts = ", ".join(
        f"{sum(one.verdict is verdict for one in effects)} {words}"
        for verdict, words in ADVERBS.items()
    )
    number = len(effects)
    subject = "test question" if number == 1 else "test questions"
    yield f"**Other answers:** {number} {subject} would be answered otherwise ({counts})."
    order = sorted(effects, key=lambda one: one.verdict is not Verdict.WORSE)
    for one in order[:EXAMPLES]:
        was, then = (_title(entry, titles) for entry in (one.before, one.after))
        yield f"- “{quoted(one.question, 90)}”: was {was}, then {then} ({ADVERBS[one.verdict]})"


def _title(entry: str | None, titles: Mapping[str, str]) -> str:
    return f"“{quoted(titles.get(entry, entry), 60)}”" if entry else "“I don't know”"


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
