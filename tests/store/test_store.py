"""What was saved is there after a restart; what was forgotten is gone from the file."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect

from bot.store.communities import (
    CommunitySettings,
    forget_community,
    load_community,
    save_community,
)
from bot.store.counts import Event, count_event, counts_since
from bot.store.engine import Store, StoreError
from bot.store.members import forget_member, remember_nation, remembered_nation
from bot.store.questions import Shared, State, open_questions, settle_questions, share_question
from bot.store.tables import Base, Member
from knowledge.schema import Nation

DAY = date(2026, 11, 24)
CHOSEN = CommunitySettings(Nation.WALES, 11, 12, frozenset({13, 14}))


async def test_settings_survive_a_restart(database: str) -> None:
    async with await Store.open(database) as store:
        assert await load_community(store, 1) == CommunitySettings()
        await save_community(store, 1, CHOSEN)
    async with await Store.open(database) as store:
        assert await load_community(store, 1) == CHOSEN
        await save_community(store, 1, CommunitySettings(channels=frozenset({14})))
        assert (await load_community(store, 1)).channels == {14}
        await forget_community(store, 1)
        assert await load_community(store, 1) == CommunitySettings()


@pytest.mark.parametrize(
    ("channels", "asked", "may"),
    [(set(), (5, None), True), ({5}, (5, 9), True), ({9}, (5, 9), True), ({1}, (5, 9), False)],
)
def test_where_it_may_speak(channels: set[int], asked: tuple[int | None, ...], may: bool) -> None:
    assert CommunitySettings(channels=frozenset(channels)).may_speak_in(*asked) is may


async def test_a_member_is_forgotten_from_the_file(store: Store, tmp_path: Path) -> None:
    member = 776_655_443_322_110_099
    assert await remembered_nation(store, member) is None
    await remember_nation(store, member, Nation.SCOTLAND)
    await remember_nation(store, member, Nation.WALES)
    assert await remembered_nation(store, member) is Nation.WALES
    assert await forget_member(store, member)
    assert not await forget_member(store, member)
    assert await remembered_nation(store, member) is None


async def test_events_at_once_are_all_counted(store: Store) -> None:
    await asyncio.gather(*(count_event(store, 1, Event.ANSWER, DAY, "yoga") for _ in range(30)))
    await count_event(store, 2, Event.ABSTAIN, DAY)
    (only,) = await counts_since(store, 1, DAY)
    assert (only.event, only.entry, only.count) == (Event.ANSWER, "yoga", 30)
    assert await counts_since(store, 1, date(2026, 11, 25)) == []


async def test_a_shared_question_waits_for_its_own_moderators(store: Store) -> None:
    await share_question(store, 1, Shared.UNANSWERED, "is there a pool near me?")
    await share_question(store, 1, Shared.REPORT, "the number is old", "helplines")
    first, second = await open_questions(store, 1)
    assert (first.text, second.entry) == ("is there a pool near me?", "helplines")
    assert await open_questions(store, 2) == []
    assert await settle_questions(store, 2, [first.id], State.ANSWERED) == 0
    assert await settle_questions(store, 1, [first.id], State.NOT_FOR_US) == 1
    assert [question.id for question in await open_questions(store, 1)] == [second.id]


async def test_a_server_that_is_left_leaves_nothing_of_its_members(store: Store) -> None:
    for community in (1, 2):
        await share_question(store, community, Shared.UNANSWERED, "is there a pool near me?")
        await count_event(store, community, Event.ANSWER, DAY, "yoga")
    (gone,) = await open_questions(store, 1)
    await forget_community(store, 2)
    assert (await open_questions(store, 2), await counts_since(store, 2, DAY)) == ([], [])
    assert len(await counts_since(store, 1, DAY)) == 1
    await forget_community(store, 1)
    # A proposal of before may name the number: it must not meet another question.
    await share_question(store, 1, Shared.UNANSWERED, "is there a choir?")
    (new,) = await open_questions(store, 1)
    assert new.id > gone.id + 1


async def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    def made(session: object) -> dict[str, set[str]]:
        found = inspect(session.get_bind())  # type: ignore[attr-defined]
        return {
            name: {column["name"] for column in found.get_columns(name)}
            for name in found.get_table_names()
            if name != "alembic_version"
        }

    async with store.transaction() as session:
        tables = await session.run_sync(made)
    assert tables == {
        name: {column.name for column in table.columns}
        for name, table in Base.metadata.tables.items()
    }


async def test_a_database_that_cannot_be_opened_is_told_without_its_password() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        await Store.open("postgresql+asyncpg://reroute:secret@127.0.0.1:1/reroute")
    assert "secret" not in str(caught.value)


async def test_closing_waits_for_what_is_being_written(database: str) -> None:
    store = await Store.open(database)
    begun = asyncio.Event()

    async def slowly() -> None:
        async with store.transaction() as session:
            begun.set()
            for _ in range(20):
                await asyncio.sleep(0)
            session.add(Member(id=7, nation=Nation.WALES.value))

    writing = asyncio.create_task(slowly())
    await begun.wait()
    await store.close()
    assert writing.done()
    async with await Store.open(database) as again:
        assert await remembered_nation(again, 7) is Nation.WALES
