"""What moderators are writing: kept from one form to the next, and over restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from bot.store import tables
from bot.store.engine import Store


@dataclass(frozen=True)
class KeptDraft:
    """A draft as it is kept. Each author has at most one for a subject."""

    community: int
    author: int
    subject: str
    content: str
    id: int = 0


async def keep_draft(store: Store, draft: KeptDraft) -> KeptDraft:
    """Keep ``draft`` in place of its author's earlier one for the subject; on disk on return."""
    async with store.transaction() as session:
        row = await session.scalar(
            select(tables.Draft).where(
                tables.Draft.community_id == draft.community,
                tables.Draft.author == draft.author,
                tables.Draft.subject == draft.subject,
            )
        )
        if row is None:
            row = tables.Draft(
                community_id=draft.community, author=draft.author, subject=draft.subject
            )
            session.add(row)
        row.content = draft.content
        row.changed_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        await session.flush()
        return _draft(row)


async def load_draft(store: Store, number: int) -> KeptDraft | None:
    """Draft ``number``, if it is still there."""
    async with store.transaction() as session:
        row = await session.get(tables.Draft, number)
        return _draft(row) if row else None


async def drafts_of(store: Store, community: int, author: int) -> list[KeptDraft]:
    """What ``author`` is writing in ``community``, the latest first."""
    query = (
        select(tables.Draft)
        .where(tables.Draft.community_id == community, tables.Draft.author == author)
        .order_by(tables.Draft.changed_at.desc(), tables.Draft.id.desc())
    )
    async with store.transaction() as session:
        return [_draft(row) for row in await session.scalars(query)]


async def drop_draft(store: Store, number: int) -> None:
    """Delete draft ``number``."""
    async with store.transaction() as session:
        await session.execute(delete(tables.Draft).where(tables.Draft.id == number))


async def count_drafts(store: Store, author: int) -> int:
    """How many drafts of ``author`` are kept, in all communities."""
    query = select(func.count()).where(tables.Draft.author == author)
    async with store.transaction() as session:
        return int(await session.scalar(query) or 0)


async def forget_drafts(store: Store, author: int) -> None:
    """Delete all drafts of ``author``."""
    async with store.transaction() as session:
        await session.execute(delete(tables.Draft).where(tables.Draft.author == author))


def _draft(row: tables.Draft) -> KeptDraft:
    return KeptDraft(row.community_id, row.author, row.subject, row.content, row.id)
