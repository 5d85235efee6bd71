"""What a community's moderators chose: where the bot may speak, who moderates, where it logs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.store.engine import Store
from bot.store.tables import Community, SpeakingChannel
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

    def may_speak_in(self, *channels: int | None) -> bool:
        """Whether one of ``channels`` (a thread and its parent, say) is allowed."""
        return not self.channels or not self.channels.isdisjoint(channels)


async def load_community(store: Store, community: int) -> CommunitySettings:
    """The settings of ``community``; the defaults if it has chosen nothing."""
    async with store.transaction() as session:
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
        )


async def save_community(store: Store, community: int, settings: CommunitySettings) -> None:
    """Keep ``settings``; they are on disk when this returns."""
    async with store.transaction() as session:
        row = await session.get(Community, community)
        if row is None:
            row = Community(id=community)
            session.add(row)
        row.nation = settings.nation.value if settings.nation else None
        row.moderator_role = settings.moderator_role
        row.log_channel = settings.log_channel
        await session.flush()
        await session.execute(
            delete(SpeakingChannel).where(SpeakingChannel.community_id == community)
        )
        session.add_all(
            SpeakingChannel(community_id=community, channel_id=channel)
            for channel in sorted(settings.channels)
        )


async def forget_community(store: Store, community: int) -> None:
    """Remove the settings of ``community``, with all that hangs on them."""
    async with store.transaction() as session:
        await session.execute(delete(Community).where(Community.id == community))
