"""Entries, signposts and sources as moderators see them: whole, with their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import discord

from bot.editing.agreement import is_urgent
from bot.editing.drafts import follows_base
from bot.editing.live import Standing
from bot.editing.plain import in_words
from bot.store.revisions import Kind, Revision, State
from bot.views.controls import Button, Menu, shortened
from bot.views.pages import LONGEST, page, pages, quoted
from bot.views.replies import signpost_line, source_line
from bot.wording import of_date, of_point
from knowledge.differences import Difference
from knowledge.overlay import record_in
from knowledge.records import Record, RecordKind, Subject
from knowledge.schema import Signpost, Source

KINDS = {
    RecordKind.ENTRY: "Entry",
    RecordKind.SIGNPOST: "Whom to call",
    RecordKind.SOURCE: "Source",
}

DONE = {
    Kind.ADD: "added",
    Kind.EDIT: "changed",
    Kind.RETIRE: "retired",
    Kind.RESTORE: "restored",
    Kind.IMPORT: "imported",
}

VERSIONS = 10
"""Versions on one page of a history."""

REASON = 120
"""Characters of a reason in a list."""

LINE = 300
"""Characters of one difference."""


def name_of(record: Record) -> str:
    """What a record is called."""
    return record.name if isinstance(record, Signpost) else record.title


def name_in(standing: Standing, subject: Subject) -> str:
    """What ``subject`` is called now, or was called."""
    record = standing.record(subject) or record_in(standing.shipped, subject)
    return name_of(record) if record else subject.id


def record_paragraphs(standing: Standing, record: Record) -> Iterator[str]:
    """Everything that stands in ``record``."""
    base = standing.base
    if isinstance(record, Signpost):
        yield f"### {record.name}\n{signpost_line(record)}"
        nations = ", ".join(nation.label for nation in record.nations)
        if nations:
            yield f"**For:** {nations}"
        yield f"**Details confirmed:** {of_date(record.confirmed)}"
        return
    if isinstance(record, Source):
        yield f"### {record.title}\n{source_line(record)}"
        return
    yield f"### {record.title}\n{record.answer}"
    for number, point in enumerate(record.points, 1):
        titles = "; ".join(base.sources[i].title if i in base.sources else i for i in point.sources)
        yield f"**{number}.** {of_point(point, None)}\n-# From: {titles}"
    yield from _list("Take care", record.cautions)
    signposts = [base.signposts[i].name if i in base.signposts else i for i in record.signposts]
    yield from _list("Whom to call", signposts)
    related = [base.entries[i].title if i in base.entries else i for i in record.related]
    yield from _list("Related", related)
    yield from _list("How people ask", record.questions)
    yield (
        f"**Reviewed** {of_date(record.reviewed)}, to be reviewed again by "
        f"{of_date(record.review_by)}.\n**About:** {record.area.label}. **Id:** `{record.id}`, "
        "which stays for ever, whatever its title or topic becomes."
    )


def standing_paragraphs(standing: Standing, subject: Subject) -> Iterator[str]:
    """Where its words come from, and whether members see it."""
    held = standing.held.get(subject)
    if held is None or follows_base(held.revision):
        yield "These are the words that came with Reroute."
    else:
        yield f"Version {held.revision.number}: {revision_line(held.revision)}"
    faults = standing.set_aside.get(subject)
    if faults:
        yield "\n".join(
            (
                "**Your version does not fit this release of Reroute and is set aside:**",
                *(f"- {in_words(fault)}" for fault in faults),
            )
        )
    if is_urgent(standing.shipped, subject):
        yield "Members in a crisis or an emergency are told it, so a change needs two people."
    if subject.kind is RecordKind.ENTRY and subject.id in standing.withdrawn:
        yield "**Members are not shown it until somebody has reviewed it.**"


def record_views(standing: Standing, subject: Subject) -> list[discord.ui.LayoutView]:
    """A record with the ways on from it, in as many messages as it needs."""
    record = standing.record(subject)
    if record is None:
        gone = f"### {quoted(name_in(standing, subject))}\nIt is retired: members do not see it."
        return [page(gone, [subject_button("History", "k-history", subject)])]
    texts = pages((*record_paragraphs(standing, record), *standing_paragraphs(standing, subject)))
    buttons = [
        subject_button("Edit", "k-edit", subject, style=discord.ButtonStyle.primary),
        subject_button("History", "k-history", subject),
        subject_button("Take it away", "k-retire", subject),
    ]
    return [*(page(text) for text in texts[:-1]), page(texts[-1], buttons)]


def revision_line(revision: Revision) -> str:
    """Who did what, when and why."""
    who = f"<@{revision.author}>" if revision.author else "somebody"
    state = {
        State.PUBLISHED: "",
        State.PROPOSED: ", proposed",
        State.REJECTED: ", not agreed to",
    }[revision.state]
    by = f" (with <@{revision.approver}>)" if revision.approver else ""
    when = f"{of_date(revision.made_at.date())}, {revision.made_at:%H:%M} UTC"
    why = quoted(revision.reason, REASON)
    return f"{DONE[revision.kind]} by {who}{by} on {when}{state}. Why: {why}"


def history_view(
    standing: Standing, subject: Subject, revisions: Sequence[Revision], before: int | None = None
) -> discord.ui.LayoutView:
    """The versions of a record, newest first, and a way back to each."""
    name = quoted(name_in(standing, subject))
    if not revisions:
        return page(f"### History of {name}\nNobody has changed it. It is as it came with Reroute.")
    older = [one for one in revisions if before is None or one.number < before]
    shown, more = older[:VERSIONS], older[VERSIONS:]
    now = standing.number(subject)
    lines = [
        f"**{one.number}{' (now)' if one.number == now else ''}.** {revision_line(one)}"
        for one in shown
    ]
    options = [
        discord.SelectOption(
            label=f"Version {one.number}",
            value=str(one.number),
            description=shortened(one.reason, 100),
        )
        for one in shown
    ]
    options.append(discord.SelectOption(label="As it came with Reroute", value="0"))
    return page(
        _cut("\n".join((f"### History of {name}", *lines))),
        Menu("Look at a version", options, "k-version", subject.kind.value, subject.id),
        *([[subject_button("Older", "k-history", subject, str(shown[-1].number))]] if more else []),
    )


def version_view(
    title: str, lines: Iterable[str], subject: Subject, number: int
) -> discord.ui.LayoutView:
    """A version against what is published now, and the way back to it."""
    button = subject_button("Go back to this version", "k-restore", subject, str(number))
    return page(_cut("\n".join((f"### {title}", *lines))), [button])


def difference_lines(differences: Iterable[Difference]) -> list[str]:
    """A line for each thing that changed."""
    return [f"- {quoted(line, LINE)}" for difference in differences for line in difference.in_words]


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield "\n".join((f"**{title}**", *(f"- {item}" for item in items)))


def _cut(text: str) -> str:
    return shortened(text, LONGEST - 100)


def subject_button(
    label: str,
    action: str,
    subject: Subject,
    *arguments: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> Button:
    """A button about ``subject``; ``subject_of`` reads its first two arguments."""
    return Button(label, action, subject.kind.value, subject.id, *arguments, style=style)


def subject_of(arguments: Sequence[str]) -> Subject:
    """What a control is about."""
    return Subject(RecordKind(arguments[0]), arguments[1])
