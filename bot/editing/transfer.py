"""A community's knowledge as a file, and a file as a proposal that somebody must accept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.editing.checking import check
from bot.editing.drafts import Draft, Saved
from bot.editing.editor import Editor
from bot.store.revisions import Kind
from knowledge.archive import pack, unpack
from knowledge.base import KnowledgeBase
from knowledge.differences import Difference, differences
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Record, RecordKind


@dataclass(frozen=True)
class Change:
    """One record that an import would change."""

    draft: Draft
    is_new: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Import:
    """A checked file, not kept yet. Shows what it would change, and what it would not."""

    changes: tuple[Change, ...]
    unchanged: int


def export(base: KnowledgeBase) -> bytes:
    """A zip of every entry, signpost and source of ``base``, as YAML."""
    return pack([*base.entries.values(), *base.signposts.values(), *base.sources.values()])


async def read_import(editor: Editor, community: int, data: bytes, name: str) -> Import:
    """Check a zip or YAML file that somebody sent; ``name`` is used in messages.

    Raises :class:`KnowledgeError` with the faults.
    """
    records = await asyncio.to_thread(unpack, data, name)
    standing = editor.standing(community)
    changed: list[Change] = []
    for subject, record in records.items():
        before: Record | None = standing.record(subject)
        if before != record:
            draft = Draft(subject, record, standing.number(subject))
            changed.append(Change(draft, before is None, differences(before, record)))
    if changed:
        await asyncio.to_thread(check, standing, [change.draft for change in changed])
    return Import(tuple(changed), len(records) - len(changed))


async def accept_import(
    editor: Editor, community: int, found: Import, author: int, reason: str
) -> Saved:
    """Publish all that ``found`` changes, or nothing of it."""
    if not found.changes:
        raise KnowledgeError([Problem("upload", "", "nothing in it is new")])
    # Sources and signposts first: if they are approved one by one, each finds what it needs.
    drafts = sorted(
        (change.draft for change in found.changes),
        key=lambda draft: (draft.subject.kind is RecordKind.ENTRY, draft.subject),
    )
    return await editor.publish_all(community, drafts, author, reason, Kind.IMPORT)
