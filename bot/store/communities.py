"""What a community's moderators chose: where the bot may speak, who moderates, where it logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.following import community_row, insert_new
from bot.store.tables import (
    Community,
    DailyCount,
    Draft,
    Notice,
    SharedQuestion,
    SpeakingChannel,
)
from knowledge.schema import Nation


@dataclass(frozen=True)
class CommunitySettings:
    """The choices of one community; each has a safe default."""

    nation: Nation | None = None
    """Assumed for members who have named none."""
    moderator_role: int | None = None
    log_channel: int | None = None
    channels: frozenset[int] = frozenset()
    """Where it may speak when asked; empty means everywhere."""
    needs_approval: bool = False
    """Whether a second moderator must agree before a change is published."""
    withdraw_after: int | None = None
    """Days after its review date from which an entry is not answered with; ``None``: never."""

    def may_speak_in(self, *channels: int | None) -> bool:
        """Whether one of ``channels`` (a thread and its parent, say) is allowed."""
        return not self.channels or not self.channels.isdisjoint(channels)


async def load_community(store: Store, community: int) -> CommunitySettings:
    """The settings of ``community``; the defaults if it has chosen nothing."""
    async with store.transaction() as session:
        return await _load(session, community)


async def save_community(store: Store, community: int, settings: CommunitySettings) -> None:
    """Keep ``settings``; they are on disk when this returns."""
    await change_community(store, community, lambda _: settings)


async def change_community(
    store: Store, community: int, change: Callable[[CommunitySettings], CommunitySettings]
) -> CommunitySettings:
    """Keep what ``change`` makes of the settings, and return it; on disk when this returns.

    Only what changed is written, so that two moderators who choose different
    things at once do not undo each other's choice, not even by the first ones.
    """
    async with store.transaction() as session:
        row = await community_row(session, community)
        before = await _load(session, community)
        after = change(before)
        row.nation = after.nation.value if after.nation else None
        row.moderator_role = after.moderator_role
        row.log_channel = after.log_channel
        row.needs_approval = after.needs_approval
        row.withdraw_after = after.withdraw_after
        await session.flush()
        for channel in before.channels - after.channels:
            await session.execute(
                delete(SpeakingChannel).where(
                    SpeakingChannel.community_id == community,
                    SpeakingChannel.channel_id == channel,
                )
            )
        for channel in sorted(after.channels - before.channels):
            await insert_new(session, SpeakingChannel, community_id=community, channel_id=channel)
        return after


async def forget_community(store: Store, community: int) -> None:
    """Remove all that is kept for ``community``, except what its moderators published.

    That is their work: it is there again if they invite the bot again.
    """
    async with store.transaction() as session:
        await session.execute(delete(Community).where(Community.id == community))
        for table in (Draft, Notice, SharedQuestion, DailyCount):
            await session.execute(delete(table).where(table.community_id == community))


async def _load(session: AsyncSession, community: int) -> CommunitySettings:
    row = await session.get(Community, community)
    if row is None:
        return CommunitySettings()
    channels = await session.scalars(
        select(SpeakingChannel.channel_id).where(SpeakingChannel.community_id == community)
    )
    return CommunitySettings(
        nation=Nation(row.nation) if row.nation else None,
        moderator_role=row.moderator_role,
        log_channel=row.log_channel,
        channels=frozenset(channels),
        needs_approval=row.needs_approval,
        withdraw_after=row.withdraw_after,
    )
