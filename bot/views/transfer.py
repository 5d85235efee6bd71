"""What a file of knowledge would change."""

from __future__ import annotations

import discord

from bot.editing.agreement import Agreement
from bot.editing.transfer import Import
from bot.views.controls import Button, shortened
from bot.views.forms import field, form
from bot.views.pages import LONGEST, page, quoted
from bot.views.records import KINDS, difference_lines, name_of

RECORDS = 15
"""Records that are named."""

CHANGES = 3
"""Differences that are shown of each."""


def import_view(number: int, found: Import, agreement: Agreement) -> discord.ui.LayoutView:
    """The changes, and a button to publish them all."""
    new = sum(change.is_new for change in found.changes)
    lines = [
        "### What the file would change",
        f"New: {new}. Changed: {len(found.changes) - new}. Unchanged: {found.unchanged}.",
        "Saved as your draft. Members see nothing of it until it is published.",
    ]
    if agreement is Agreement.URGENT:
        lines.append(
            "**It needs two people:** it changes what members in a crisis or an emergency are "
            "told. Another moderator has to agree to all of it."
        )
    for change in found.changes[:RECORDS]:
        record = change.draft.record
        name = quoted(name_of(record), 80) if record else change.draft.subject.id
        word = "new" if change.is_new else "changed"
        lines.append(f"**{KINDS[change.draft.subject.kind]}: {name}** ({word})")
        if not change.is_new:
            every = difference_lines(change.differences)
            lines += [shortened(line, 200) for line in every[:CHANGES]]
            if len(every) > CHANGES:
                lines.append(f"- and {len(every) - CHANGES} more")
    if len(found.changes) > RECORDS:
        lines.append(f"And {len(found.changes) - RECORDS} more.")
    return page(
        shortened("\n".join(lines), LONGEST - 10),
        [
            Button(
                "Propose all of it" if agreement.needed else "Publish all of it",
                "k-import",
                str(number),
                style=discord.ButtonStyle.primary,
            ),
            Button("Throw it away", "k-import-drop", str(number)),
        ],
    )


def import_reason_form(number: str) -> discord.ui.Modal:
    """Why it is to be published."""
    box = field("reason", "Why? Other moderators will read it", most=300)
    return form("Publish an import", [box], "k-import-reason", number)


def import_done_view(count: int, *, live: bool, trouble: str) -> discord.ui.LayoutView:
    """What came of it."""
    changes = "One change" if count == 1 else f"{count} changes"
    if live:
        return page(f"### Published\n{changes}. Members see the new words from now on.")
    if trouble:
        return page(
            f"### Kept, but not in use yet\n{changes} saved; what was there before still answers. "
            f"Tell whoever runs me: {quoted(trouble)}"
        )
    return page(
        f"### Proposed\n{changes} saved. They are published when another moderator agrees, in the "
        "log channel or in `/knowledge queue`."
    )
