"""The channels whose threads may be suggested, and how far each has been read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.tables import Base, Community, FollowedChannel, PeerThread


@dataclass(frozen=True)
class Followed:
    """A followed channel. Times are UTC."""

    channel: int
    community: int
    replies: bool
    """Whether new posts there get an automatic reply."""
    pass_number: int
    """Which reading of the whole channel this is."""
    before: datetime | None
    """How far back it has come in the archive."""
    complete: bool
    """Whether the whole channel has been read."""
    caught_up: datetime | None
    """Nothing that happened before was missed."""


async def follow(store: Store, community: int, channel: int, *, replies: bool) -> None:
    """Follow ``channel``, or change whether posts there are replied to; on disk on return."""
    async with store.transaction() as session:
        await community_row(session, community)
        own = {"channel_id": channel, "community_id": community, "replies": replies}
        if not await insert_new(session, FollowedChannel, **own):
            change = update(FollowedChannel).where(FollowedChannel.channel_id == channel)
            await session.execute(change.values(replies=replies))


async def unfollow(store: Store, channel: int) -> bool:
    """Follow ``channel`` no more; whether it was followed. Its threads are removed apart."""
    async with store.transaction() as session:
        gone = delete(FollowedChannel).where(FollowedChannel.channel_id == channel)
        return bool((await session.execute(gone.returning(FollowedChannel.channel_id))).first())


async def followed_in(store: Store, community: int) -> Sequence[Followed]:
    """What is followed in ``community``."""
    query = select(FollowedChannel).where(FollowedChannel.community_id == community)
    async with store.transaction() as session:
        return [_followed(row) for row in await session.scalars(query)]


async def load_followed(store: Store, channel: int) -> Followed | None:
    """How ``channel`` is followed, if it is."""
    async with store.transaction() as session:
        row = await session.get(FollowedChannel, channel)
        return _followed(row) if row else None


async def begin_again(store: Store, channel: int) -> None:
    """Read the whole channel anew; what is known of it stays until then."""
    async with store.transaction() as session:
        row = await session.get(FollowedChannel, channel)
        if row is None:
            return
        row.pass_number += 1
        row.before, row.complete = None, False


async def begin_all_again(store: Store) -> None:
    """The same for all channels of all communities, whichever process serves them."""
    change = update(FollowedChannel).values(
        pass_number=FollowedChannel.pass_number + 1, before=None, complete=False
    )
    async with store.transaction() as session:
        await session.execute(change)


async def note_progress(store: Store, followed: Followed) -> None:
    """Keep how far ``followed`` has been read, unless it was begun anew meanwhile."""
    change = (
        update(FollowedChannel)
        .where(
            FollowedChannel.channel_id == followed.channel,
            FollowedChannel.pass_number == followed.pass_number,
        )
        .values(
            before=naive(followed.before),
            complete=followed.complete,
            caught_up=naive(followed.caught_up),
        )
    )
    async with store.transaction() as session:
        await session.execute(change)


async def unseen(store: Store, followed: Followed) -> list[int]:
    """Threads of the channel that its present reading has not come across."""
    query = select(PeerThread.id).where(
        PeerThread.channel_id == followed.channel, PeerThread.pass_number < followed.pass_number
    )
    async with store.transaction() as session:
        return list(await session.scalars(query))


async def community_row(session: AsyncSession, community: int) -> Community:
    """The row of ``community``, made if there is none: all that it has hangs on it."""
    await insert_new(session, Community, id=community)
    return await session.get_one(Community, community)


async def insert_new(session: AsyncSession, table: type[Base], **values: object) -> bool:
    """Insert a row unless there is one with its key, even if another does so at this moment."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if on_postgresql else sqlite.insert(table)
    new = insert.values(**values).on_conflict_do_nothing()
    result = await session.execute(new.returning(*table.__table__.primary_key))
    return result.first() is not None


def naive(moment: datetime | None) -> datetime | None:
    """``moment`` as the tables keep it: UTC, without a time zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def aware(moment: datetime | None) -> datetime | None:
    """The inverse of :func:`naive`."""
    return moment.replace(tzinfo=UTC) if moment else None


def _followed(row: FollowedChannel) -> Followed:
    return Followed(
        row.channel_id,
        row.community_id,
        row.replies,
        row.pass_number,
        aware(row.before),
        row.complete,
        aware(row.caught_up),
    )
