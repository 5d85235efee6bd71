"""Threads and pages that moderators recommend with an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.store.engine import Store
from bot.store.following import community_row
from bot.store.tables import PinnedThread

MOST = 25
"""Recommendations of one entry: as many as a menu holds."""


@dataclass(frozen=True)
class Pin:
    """A thread of the community (``thread``), or a page elsewhere (``url`` and ``title``)."""

    id: int
    entry: str
    thread: int | None
    url: str | None
    title: str | None


async def pin(
    store: Store,
    community: int,
    entry: str,
    *,
    thread: int | None = None,
    url: str | None = None,
    title: str | None = None,
) -> bool:
    """Recommend a thread or a page with ``entry``; False if the entry has :data:`MOST` already."""
    async with store.transaction() as session:
        await community_row(session, community)
        rows = list(
            await session.scalars(
                select(PinnedThread).where(
                    PinnedThread.community_id == community, PinnedThread.entry == entry
                )
            )
        )
        same = [row for row in rows if (row.thread_id, row.url) == (thread, url)]
        if same:
            same[0].title = title
            return True
        if len(rows) >= MOST:
            return False
        session.add(
            PinnedThread(
                community_id=community, entry=entry, thread_id=thread, url=url, title=title
            )
        )
        return True


async def pins_of(store: Store, community: int, entry: str) -> Sequence[Pin]:
    """What is recommended with ``entry``, the latest first."""
    query = (
        select(PinnedThread)
        .where(PinnedThread.community_id == community, PinnedThread.entry == entry)
        .order_by(PinnedThread.id.desc())
    )
    async with store.transaction() as session:
        return [
            Pin(row.id, row.entry, row.thread_id, row.url, row.title)
            for row in await session.scalars(query)
        ]


async def unpin(store: Store, community: int, number: int) -> bool:
    """Take a recommendation back; whether it was there."""
    gone = (
        delete(PinnedThread)
        .where(PinnedThread.id == number, PinnedThread.community_id == community)
        .returning(PinnedThread.id)
    )
    async with store.transaction() as session:
        return bool((await session.execute(gone)).first())
