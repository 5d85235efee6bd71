"""How often things happen, by day: for the weekly summary. No text, no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store
from bot.store.tables import DailyCount

DIRECT = 0
"""Stands for the community in direct messages."""


class Event(StrEnum):
    """What is counted. The first six are the routes of a reply to a question."""

    ANSWER = "answer"
    CHOOSE = "choose"
    ABSTAIN = "abstain"
    DECISION = "decision"
    CRISIS = "crisis"
    EMERGENCY = "emergency"
    HELPED = "helped"
    NOT_HELPED = "not-helped"
    REPORTED = "reported"


@dataclass(frozen=True)
class Count:
    """How often ``event`` happened to ``entry`` ("" for none) on ``day``."""

    day: date
    event: Event
    entry: str
    count: int


async def count_event(
    store: Store, community: int, event: Event, day: date, entry: str = ""
) -> None:
    """Add one to the count of ``event`` in ``community`` (:data:`DIRECT` for none)."""
    key = (
        (DailyCount.community_id == community)
        & (DailyCount.day == day)
        & (DailyCount.kind == event.value)
        & (DailyCount.entry == entry)
    )
    one_more = (
        update(DailyCount).where(key).values(count=DailyCount.count + 1).returning(DailyCount.count)
    )
    try:
        async with store.transaction() as session:
            if (await session.execute(one_more)).first():
                return
            session.add(
                DailyCount(community_id=community, day=day, kind=event.value, entry=entry, count=1)
            )
    except IntegrityError:
        # Somebody else made the row meanwhile.
        async with store.transaction() as session:
            await session.execute(one_more)


async def counts_since(store: Store, community: int, first: date) -> Sequence[Count]:
    """The counts of ``community`` from the day ``first`` on, oldest first."""
    query = (
        select(DailyCount)
        .where(DailyCount.community_id == community, DailyCount.day >= first)
        .order_by(DailyCount.day, DailyCount.kind, DailyCount.entry)
    )
    async with store.transaction() as session:
        return [
            Count(row.day, Event(row.kind), row.entry, row.count)
            for row in await session.scalars(query)
        ]
