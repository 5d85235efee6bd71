"""What came of publishing a draft: published, kept, proposed, or somebody else was quicker."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.editing.drafts import Conflict, Saved
from bot.editing.manuscript import Action, Manuscript
from bot.views.controls import Button, shortened
from bot.views.pages import LONGEST, page, quoted
from bot.views.records import difference_lines
from knowledge.differences import differences

CHANGES = 8

DONE = {
    Action.WRITE: ("Published: {}", "Members are answered with it from now on."),
    Action.RETIRE: ("Taken away: {}", "Members are no longer answered with it."),
    Action.RESTORE: ("Restored: {}", "Members are answered with it from now on."),
    Action.RELEASE: ("Restored: {}", "Members are answered with it from now on."),
}


NOBODY_ELSE = (
    "**Nobody else there?** Whoever manages the server can give somebody you trust the moderators' "
    "role, even for five minutes, so that they can agree. Until then members are told what was "
    "there before. If that is the mistake, `/knowledge restore` goes back to what came with "
    "Reroute, and needs nobody else."
)


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
        _overlap(both) if writes else "Only one of the two can stand.",
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
        f"You both changed: {', '.join(both).replace('_', ' ')}. If you join both, yours is kept "
        "there."
    )
