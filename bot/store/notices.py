"""What a community's moderators were told already."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store
from bot.store.tables import Notice


async def claim_notice(store: Store, community: int, name: str) -> bool:
    """Whether ``name`` is to be told now: for whoever asks first, once. On disk on return."""
    try:
        async with store.transaction() as session:
            if await session.get(Notice, (community, name)):
                return False
            session.add(Notice(community_id=community, name=name))
    except IntegrityError:
        return False  # Another process was quicker.
    return True


async def release_notice(store: Store, community: int, name: str) -> None:
    """Let ``name`` be told again: it could not be delivered."""
    async with store.transaction() as session:
        await session.execute(
            delete(Notice).where(Notice.community_id == community, Notice.name == name)
        )


async def was_told(store: Store, community: int, name: str) -> bool:
    """Whether ``name`` was told."""
    query = select(Notice.name).where(Notice.community_id == community, Notice.name == name)
    async with store.transaction() as session:
        return (await session.scalar(query)) is not None
