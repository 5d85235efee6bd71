"""What the log channel is told without anybody having asked: reviews due, and releases."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.editing.drift import Drift
from bot.editing.looking import DueEntry
from bot.views.controls import Button, shortened
from bot.views.pages import LONGEST, page, quoted
from bot.views.records import difference_lines, subject_button
from bot.wording import of_date
from knowledge.differences import differences
from knowledge.records import Subject

CHANGES = 6
MOST = 20


def reminder_view(entries: Sequence[DueEntry]) -> discord.ui.LayoutView:
    """Entries that are to be reviewed soon."""
    lines = [
        f"- **{one.entry.title}**, by {of_date(one.entry.review_by)}" for one in entries[:MOST]
    ]
    if len(entries) > MOST:
        lines.append(f"- and {len(entries) - MOST} more")
    buttons = [
        subject_button(f"Edit: {one.entry.title}", "k-edit", Subject.entry(one.entry.id))
        for one in entries[:4]
    ]
    head = (
        "### To be reviewed soon\nPlease read them against their sources. `/knowledge due` lists "
        "them."
    )
    return page(shortened("\n".join((head, *lines)), LONGEST - 100), buttons)


def drift_view(drift: Drift, name: str) -> discord.ui.LayoutView:
    """Where a release and the community changed the same: three versions, three ways on."""
    theirs = difference_lines(differences(drift.base_then, drift.base_now))
    ours = difference_lines(differences(drift.base_then, drift.ours))
    if drift.base_now is None:
        theirs = ["- It was taken out."]
    if drift.ours is None:
        ours = ["- You took it away."]
    room = (LONGEST - 800) // 2
    kind, number = drift.subject.kind.value, drift.subject.id
    return page(
        f"### A new release of Reroute changed {quoted(name, 80)}\n"
        "You had changed it too. Members go on seeing yours until somebody decides.",
        shortened("\n".join(("**What the release changed:**", *_some(theirs))), room),
        shortened("\n".join(("**What you had changed:**", *_some(ours))), room),
        [
            Button("Keep ours", "k-drift", "ours", kind, number),
            Button("Take the release's", "k-drift", "release", kind, number),
            subject_button("Edit", "k-edit", drift.subject),
        ],
    )


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - CHANGES
    return [*lines[:CHANGES], *([f"- and {more} more"] if more > 0 else [])] or ["- nothing"]
