"""What waits for moderators: proposals, questions without an answer, and reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.editing.grouping import Group
from bot.store.questions import Question
from bot.store.revisions import Revision
from bot.views.controls import Button, Menu, shortened
from bot.views.pages import page, quoted
from bot.views.records import revision_line
from knowledge.schema import Entry

PROPOSALS, GROUPS, REPORTS = 2, 3, 2
"""How many of each one page shows: Discord takes 40 parts."""

EXAMPLES = 3
TEXT = 150
BLOCK = 480
"""Characters of one thing that waits: seven of them fit a message."""

MOST_OPTIONS = 25

URGENT = "**Please look at it now:** members in a crisis or an emergency are told it."

PROPOSED = "An answer to it is proposed. It waits for another moderator to agree."


@dataclass(frozen=True)
class Proposal:
    """What waits for a second moderator."""

    name: str
    revisions: tuple[Revision, ...]
    urgent: bool = False
    """Whether members in a crisis are told it."""


@dataclass(frozen=True)
class Waiting:
    """All that waits in a community."""

    proposals: Sequence[Proposal]
    groups: Sequence[Group]
    reports: Mapping[str, Sequence[Question]]
    """By entry."""
    titles: Mapping[str, str]
    newest: int
    """The number of the latest question that was looked at."""

    @property
    def proposed(self) -> frozenset[int]:
        """Questions to which somebody has proposed an answer."""
        every = (one for proposal in self.proposals for one in proposal.revisions)
        return frozenset(number for revision in every for number in revision.answers)

    def __len__(self) -> int:
        return len(self.proposals) + len(self.groups) + len(self.reports)

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        sizes = (
            (len(self.proposals), PROPOSALS),
            (len(self.groups), GROUPS),
            (len(self.reports), REPORTS),
        )
        return max(-(-count // each) for count, each in sizes)


def queue_view(waiting: Waiting, number: int, notice: str = "") -> discord.ui.LayoutView:
    """Page ``number``, counted from 0."""
    if not len(waiting):
        return page("\n".join(filter(None, (notice, "Nothing waits. Thank you for looking."))))
    number = min(number, waiting.pages - 1)
    asked = sum(group.count for group in waiting.groups)
    things = _counted(len(waiting.groups), "thing")
    counts = [
        *([f"{_counted(asked, 'question')} without an answer, about {things}"] if asked else []),
        *([f"{_counted(len(waiting.reports), 'entry')} with a report"] if waiting.reports else []),
        *([_counted(len(waiting.proposals), "proposal")] if waiting.proposals else []),
    ]
    head = f"### What waits\n{'; '.join(counts)}."
    if waiting.pages > 1:
        head += f" Page {number + 1} of {waiting.pages}."
    turns = []
    if number:
        turns.append(Button("Back", "q-page", str(number - 1)))
    if number + 1 < waiting.pages:
        turns.append(Button("Next page", "q-page", str(number + 1)))
    return page(
        f"{notice}\n{head}" if notice else head,
        *_proposals(waiting.proposals[number * PROPOSALS :][:PROPOSALS]),
        *_groups(waiting, waiting.groups[number * GROUPS :][:GROUPS], number),
        *_reports(waiting, [*waiting.reports][number * REPORTS :][:REPORTS], number),
        *([turns] if turns else []),
    )


def point_view(group: Group, entries: Sequence[Entry], newest: int) -> discord.ui.LayoutView:
    """Which entry shall answer."""
    options = [
        discord.SelectOption(label=shortened(entry.title, 100), value=entry.id)
        for entry in entries[:MOST_OPTIONS]
    ]
    first = group.questions[0]
    return page(
        f"### Which entry answers this?\n“{quoted(first.text, TEXT)}”\nThe nearest come first. The "
        "question is added to the ways in which people ask for that entry. You see what changes "
        "before anything is published.",
        Menu("Choose an entry", options, "q-entry", str(first.id), str(newest)),
    )


def _proposals(proposals: Sequence[Proposal]) -> Iterator[str | list[Button]]:
    for proposal in proposals:
        first, last = proposal.revisions[0], proposal.revisions[-1]
        numbers = (str(first.id), str(last.id))
        text = f"**Proposed: {quoted(proposal.name, 80)}**\n{revision_line(last)}"
        if proposal.urgent:
            text = f"{text}\n{URGENT}"
        yield shortened(text, BLOCK)
        yield [
            Button("Look at it", "q-proposal", *numbers),
            Button("Agree and publish", "k-agree", *numbers),
            Button("Refuse", "k-refuse", *numbers),
        ]


def _groups(waiting: Waiting, groups: Sequence[Group], number: int) -> Iterator[str | list[Button]]:
    for group in groups:
        lines = [f"- “{quoted(one.text, TEXT)}”" for one in group.questions[:EXAMPLES]]
        if any(one.id in waiting.proposed for one in group.questions):
            lines.insert(0, PROPOSED)
        more = group.count - min(group.count, EXAMPLES)
        if more:
            lines.append(f"- and {more} like it")
        nearest = waiting.titles.get(group.nearest or "", "none")
        head = f"**Asked {_times(group.count)}**"
        yield shortened("\n".join((head, f"Nearest entry: {nearest}", *lines)), BLOCK)
        ids = (str(group.questions[0].id), str(waiting.newest))
        yield [
            Button("Write an entry", "q-write", *ids),
            Button("Point to an entry", "q-point", *ids),
            Button("Not for us", "q-not", *ids, str(number)),
        ]


def _reports(waiting: Waiting, entries: Sequence[str], number: int) -> Iterator[str | list[Button]]:
    for entry in entries:
        reports = waiting.reports[entry]
        lines = [f"- “{quoted(one.text, TEXT)}”" for one in reports[:EXAMPLES]]
        more = len(reports) - len(lines)
        if more:
            lines.append(f"- and {more} more")
        title = quoted(waiting.titles.get(entry, entry), 80)
        yield shortened("\n".join((f"**Reported: {title}**", *lines)), BLOCK)
        yield [
            Button("Edit the entry", "k-edit", "entry", entry),
            Button("Dealt with", "q-done", entry, str(waiting.newest), str(number)),
        ]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _counted(count: int, noun: str) -> str:
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"
