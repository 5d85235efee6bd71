"""What a member asked to be remembered: nothing, unless they said so."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from bot.store.engine import Store
from bot.store.tables import Member
from knowledge.schema import Nation


async def remembered_nation(store: Store, member: int) -> Nation | None:
    """The nation that ``member`` asked to be remembered, if any."""
    async with store.transaction() as session:
        row = await session.get(Member, member)
        return Nation(row.nation) if row and row.nation else None


async def remember_nation(store: Store, member: int, nation: Nation) -> None:
    """Remember ``nation`` because ``member`` said so."""
    async with store.transaction() as session:
        row = await session.get(Member, member)
        if row is None:
            row = Member(id=member)
            session.add(row)
        row.nation = nation.value


async def threads_opted_out(store: Store, members: Collection[int]) -> set[int]:
    """Those of ``members``, a few, who asked that their threads are never suggested."""
    query = select(Member.id).where(Member.id.in_(list(members)), Member.threads_opted_out)
    async with store.transaction() as session:
        return set(await session.scalars(query))


async def opt_out_of_threads(store: Store, member: int, out: bool) -> None:
    """Remember that ``member`` opted out, or that they no longer do; on disk when this returns."""
    async with store.transaction() as session:
        row = await session.get(Member, member)
        if row is None:
            row = Member(id=member)
            session.add(row)
        row.threads_opted_out = out
        if not out and row.nation is None:
            # Nothing is left to be remembered.
            await session.delete(row)


async def forget_member(store: Store, member: int) -> bool:
    """Delete all that is kept about ``member``; whether there was anything."""
    async with store.transaction() as session:
        row = await session.get(Member, member)
        await session.execute(delete(Member).where(Member.id == member))
        return row is not None
