"""Where a release changed what a community had changed: three versions, and three ways on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.editing.drafts import Saved, fingerprint, follows_base, from_content
from bot.editing.editor import Editor
from knowledge.overlay import record_in
from knowledge.problems import KnowledgeError
from knowledge.records import Record, Subject


@dataclass(frozen=True)
class Drift:
    """A record that both the release and the community changed."""

    subject: Subject
    base_then: Record | None
    """The release's record when the community changed it, if it can still be read."""
    base_now: Record | None
    """The release's record today; ``None``: it was removed."""
    ours: Record | None
    """The community's; ``None``: it retired the record."""


def drifted(editor: Editor, community: int) -> list[Drift]:
    """What the moderators of ``community`` should look at after an upgrade."""
    standing = editor.standing(community)
    found = []
    for subject, held in sorted(standing.held.items(), key=lambda item: item[0]):
        now = record_in(standing.shipped, subject)
        if follows_base(held.revision) or held.revision.base_hash == (
            fingerprint(now) if now else None
        ):
            continue
        found.append(Drift(subject, _then(subject, held.revision.base_content), now, held.record))
    return found


async def keep_ours(editor: Editor, community: int, subject: Subject, author: int) -> Saved:
    """Stay with the community's record, over the release that there is now."""
    return await editor.publish(
        community, editor.draft(community, subject), author, "Kept ours after an upgrade."
    )


async def take_release(editor: Editor, community: int, subject: Subject, author: int) -> Saved:
    """Show the release's record again. If it was removed, it goes."""
    draft = editor.draft(community, subject)
    released = record_in(editor.standing(community).shipped, subject)
    draft = draft.as_released() if released else draft.retired()
    return await editor.publish(community, draft, author, "Took the release's after an upgrade.")


def _then(subject: Subject, content: str | None) -> Record | None:
    try:
        return from_content(subject, content)
    except KnowledgeError:
        return None
