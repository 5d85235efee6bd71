"""Peer threads: vectors, dates and numbers. Nothing that anybody wrote, and nobody's name."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.following import community_row, insert_new
from bot.store.tables import (
    Community,
    ExcludedThread,
    FollowedChannel,
    PeerThread,
    SignpostedThread,
)
from bot.threads.thread import Thread
from index.embedding import Vectors

TOGETHER = 500
"""Ids in one statement; databases bound how many they take."""

Kept = tuple[Thread, Vectors]


async def generation_of(store: Store, community: int) -> int:
    """Which state of the community's threads the store has."""
    async with store.transaction() as session:
        row = await session.get(Community, community)
        return row.threads_generation if row else 0


async def load_threads(
    store: Store, community: int, fingerprint: str, dimension: int
) -> list[Kept]:
    """The threads of ``community`` whose vectors are of the model ``fingerprint``."""
    query = select(PeerThread).where(
        PeerThread.community_id == community, PeerThread.fingerprint == fingerprint
    )
    async with store.transaction() as session:
        return [(_thread(row), _vectors(row, dimension)) for row in await session.scalars(query)]


async def outdated_channels(store: Store, community: int, fingerprint: str) -> list[int]:
    """Channels of which some vectors are of another model."""
    query = (
        select(PeerThread.channel_id)
        .where(PeerThread.community_id == community, PeerThread.fingerprint != fingerprint)
        .distinct()
    )
    async with store.transaction() as session:
        return list(await session.scalars(query))


async def keep_threads(
    store: Store, community: int, kept: Sequence[Kept], fingerprint: str
) -> list[Kept]:
    """Keep threads; gives those that were kept, with what is known of how much they helped.

    One whose channel is no longer followed, or that was excluded, is not kept:
    that may have been decided while it was being read.
    """
    done: list[Kept] = []
    async with store.transaction() as session:
        excluded = set(await session.scalars(_excluded(community)))
        followed = select(FollowedChannel).where(FollowedChannel.community_id == community)
        passes = {row.channel_id: row.pass_number for row in await session.scalars(followed)}
        for thread, vectors in kept:
            if thread.channel not in passes or thread.id in excluded:
                continue
            row = await session.get(PeerThread, thread.id)
            if row is None:
                row = PeerThread(id=thread.id, community_id=community, helpful=0)
                session.add(row)
            row.channel_id, row.pass_number = thread.channel, passes[thread.channel]
            row.created, row.last_active = _naive(thread.created), _naive(thread.last_active)
            row.fingerprint, row.vectors = fingerprint, vectors.astype("<f4").tobytes()
            done.append((_thread(row), vectors))
        if done:
            await _changed(session, community)
    return done


async def kept_among(store: Store, community: int, ids: Collection[int]) -> set[int]:
    """Those of ``ids``, a few, that are on disk at this moment, whichever process changed it."""
    query = select(PeerThread.id).where(
        PeerThread.community_id == community, PeerThread.id.in_(list(ids))
    )
    async with store.transaction() as session:
        return set(await session.scalars(query))


async def remove_threads(store: Store, community: int, ids: Collection[int]) -> None:
    """Delete threads; they are gone from the disk when this returns."""
    numbers = sorted(ids)
    async with store.transaction() as session:
        for start in range(0, len(numbers), TOGETHER):
            some = numbers[start : start + TOGETHER]
            await session.execute(delete(PeerThread).where(PeerThread.id.in_(some)))
        await _changed(session, community)


async def note_active(store: Store, thread: int, moment: datetime) -> None:
    """Note when something was last written in ``thread``."""
    change = update(PeerThread).where(PeerThread.id == thread).values(last_active=_naive(moment))
    async with store.transaction() as session:
        await session.execute(change)


async def count_helpful(store: Store, thread: int) -> Thread | None:
    """Count one more whom ``thread`` helped; the thread as it is now, if it is there."""
    change = (
        update(PeerThread)
        .where(PeerThread.id == thread)
        .values(helpful=PeerThread.helpful + 1)
        .returning(PeerThread)
    )
    async with store.transaction() as session:
        row = await session.scalar(change)
        return _thread(row) if row else None


async def exclude_thread(store: Store, community: int, thread: int, *, by_moderator: bool) -> None:
    """Never suggest ``thread``; a moderator's word goes before its author's."""
    async with store.transaction() as session:
        await community_row(session, community)
        own = {"id": thread, "community_id": community, "by_moderator": by_moderator}
        if not await insert_new(session, ExcludedThread, **own) and by_moderator:
            change = update(ExcludedThread).where(ExcludedThread.id == thread)
            await session.execute(change.values(by_moderator=True))
        await session.execute(delete(PeerThread).where(PeerThread.id == thread))
        await _changed(session, community)


async def include_thread(store: Store, thread: int, *, by_moderator: bool) -> bool:
    """Let ``thread`` be suggested again; whether whoever says so may decide that."""
    async with store.transaction() as session:
        row = await session.get(ExcludedThread, thread)
        if row and row.by_moderator and not by_moderator:
            return False
        await session.execute(delete(ExcludedThread).where(ExcludedThread.id == thread))
        return True


async def excluded_in(store: Store, community: int) -> set[int]:
    """The threads that are never suggested there."""
    async with store.transaction() as session:
        return set(await session.scalars(_excluded(community)))


async def mark_signposted(store: Store, community: int, thread: int) -> bool:
    """Note that ``thread`` gets its automatic reply now; False if it had one already."""
    async with store.transaction() as session:
        await community_row(session, community)
        return await insert_new(session, SignpostedThread, id=thread, community_id=community)


def _excluded(community: int) -> Select[int]:
    return select(ExcludedThread.id).where(ExcludedThread.community_id == community)


async def _changed(session: AsyncSession, community: int) -> None:
    # Drawn, not counted: a database that was made anew must not meet an old snapshot.
    (await community_row(session, community)).threads_generation = secrets.randbits(62)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _thread(row: PeerThread) -> Thread:
    return Thread(
        row.id,
        row.community_id,
        row.channel_id,
        row.created.replace(tzinfo=UTC),
        row.last_active.replace(tzinfo=UTC),
        row.helpful,
    )


def _vectors(row: PeerThread, dimension: int) -> Vectors:
    return np.frombuffer(row.vectors, dtype="<f4").reshape(-1, dimension)
