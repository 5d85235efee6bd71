"""/nation, /privacy and /forget-me: remembered only if they say so, and wiped for good."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.world import Channel
from scenes import RULE, YOGA, answered
from sqlalchemy import text as sql

from bot.store.engine import Store
from bot.store.tables import Base


async def everything(store: Store) -> str:
    """Every row of every table."""
    async with store.transaction() as session:
        rows = [
            dict(row)
            for table in Base.metadata.tables
            for row in (await session.execute(sql(f"select * from {table}"))).mappings()
        ]
    return str(rows)


async def test_nothing_is_stored_of_who_only_asks(community: Community, store: Store) -> None:
    answer = await answered(community.ann, community.general, RULE)
    await community.ann.presses(answer, "Helped").reply()
    await answered(community.ann, community.general, "and in Scotland?")
    kept = await everything(store)
    assert str(community.ann.id) not in kept
    assert RULE not in kept
    privacy = await community.ann.slash("privacy", community.general).reply()
    assert "I keep nothing about you." in community.text(privacy)


@pytest.mark.parametrize("where", ["Wales", "Outside the UK"])
async def test_a_nation_is_remembered_and_forgotten(
    community: Community, store: Store, where: str
) -> None:
    saved = await community.ben.slash("nation", community.ben.dm, where=where).reply()
    assert "Saved" in community.text(saved)
    assert where.removeprefix("O") in community.text(saved)
    assert str(community.ben.id) in await everything(store)
    privacy = await community.ben.slash("privacy", community.general).reply()
    assert where.removeprefix("O") in community.text(privacy)
    forgotten = await community.ben.slash("forget-me", community.general).reply()
    assert "nothing about you is left" in community.text(forgotten)
    assert str(community.ben.id) not in await everything(store)
    assert "for people" not in community.text(await answered(community.ben, community.ben.dm, RULE))


async def test_forgetting_reaches_the_turn_before(community: Community) -> None:
    await answered(community.ann, community.general, f"{RULE} I live in Scotland.")
    await community.ann.slash("forget-me", community.general).reply()
    text = community.text(await answered(community.ann, community.general, RULE))
    assert "Scotland" not in text


async def test_a_stranger_can_use_them_too(community: Community, away: Channel) -> None:
    sam = community.stranger
    for name in ("privacy", "forget-me"):
        for place in (away, sam.dm):
            assert (await sam.slash(name, place).reply()).only_for is sam.user
    saved = await sam.slash("nation", away, where="Scotland").reply()
    assert saved.only_for is sam.user
    assert "for people in Scotland" in community.text(await answered(sam, away, RULE))


async def test_a_nation_is_kept_over_a_restart_of_nobody_else(community: Community) -> None:
    await community.ann.slash("nation", community.general, where="Wales").reply()
    text = community.text(await answered(community.ben, community.general, RULE))
    assert "Wales" not in text
    assert "yoga" in community.text(await answered(community.ben, community.general, YOGA)).lower()
