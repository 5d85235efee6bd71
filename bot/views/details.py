"""What waits behind an answer's buttons: its points, its sources, whom to call."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.replies import Answer
from bot.views.replies import signpost_line, source_line, thread_line
from bot.wording import (
    DIFFERS,
    EXPERIENCE,
    TALKED,
    differs_by_nation,
    if_overdue,
    of_date,
    of_point,
)
from knowledge.schema import Signpost


def more_paragraphs(answer: Answer) -> list[str]:
    """The points for the member's nation, then what to take care of."""
    entry = answer.entry
    points = [f"- {of_point(point, answer.nation)}" for point in answer.points]
    paragraphs = ["\n".join((f"### {entry.title}", *points))]
    if entry.cautions:
        paragraphs.append("\n".join(("**Take care**", *(f"- {c}" for c in entry.cautions))))
    if differs_by_nation(entry, answer.nation):
        paragraphs.append(DIFFERS)
    return paragraphs


def source_paragraphs(answer: Answer) -> list[str]:
    """Where the answer comes from, with titles, publishers, dates and links."""
    lines = [f"- {source_line(source)}" for source in answer.sources]
    reviewed = f"Last reviewed {of_date(answer.entry.reviewed)}.{if_overdue(answer.overdue)}"
    return ["\n".join(("### Where this comes from", *lines)), reviewed]


def thread_paragraphs(answer: Answer) -> list[str]:
    """Where other people have talked about it, and what that is worth."""
    lines = [f"- {thread_line(thread)}" for thread in answer.threads]
    return ["\n".join((f"### {TALKED}", *lines)), EXPERIENCE]


def call_paragraphs(signposts: Iterable[Signpost]) -> list[str]:
    """Whom to turn to, with numbers first."""
    lines = [f"- {signpost_line(signpost)}" for signpost in signposts]
    return ["\n".join(("### Whom to call", *lines))]
