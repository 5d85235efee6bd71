"""What moderators do at once: every step stays, and no choice or edit is lost. People can go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.changes import EVERYTHING, listen
from bot.store.communities import (
    CommunitySettings,
    change_community,
    load_community,
    save_community,
)
from bot.store.engine import Store
from bot.store.forgetting import forget, kept_about
from bot.store.questions import Shared, open_questions, share_question
from bot.store.revisions import (
    Kind,
    NewRevision,
    StaleError,
    State,
    communities,
    history,
    keep,
    keep_all,
    latest,
    proposals,
    published,
    published_numbers,
    revision,
)
from knowledge.schema import Nation
from tests.postgres import KINDS, database_of, needs_postgres

Change = Callable[[CommunitySettings], CommunitySettings]

CHOICES: tuple[Change, ...] = (
    lambda now: replace(now, nation=Nation.WALES),
    lambda now: replace(now, moderator_role=11),
    lambda now: replace(now, log_channel=12),
    lambda now: replace(now, needs_approval=True),
    lambda now: replace(now, withdraw_after=30),
    lambda now: replace(now, channels=now.channels | {13}),
    lambda now: replace(now, channels=now.channels | {13, 14}),
)
ALL = CommunitySettings(Nation.WALES, 11, 12, frozenset({13, 14}), True, 30)

FIRST = NewRevision("entry:yoga", Kind.EDIT, '{"a":1}', 0, "hash", "{}", "a typo", 7)


@pytest.fixture(params=KINDS)
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    async with database_of(request.param, tmp_path) as made:
        yield made


@pytest.fixture
async def kept(address: str) -> AsyncIterator[Store]:
    async with await Store.open(address) as store:
        yield store


async def test_every_step_stays_and_the_last_published_one_holds(kept: Store) -> None:
    first = await keep(kept, 1, FIRST)
    second = await keep(kept, 1, replace(FIRST, content='{"a":2}', made_from=1))
    other = await keep(kept, 1, replace(FIRST, subject="entry:pacing", kind=Kind.RETIRE))
    elsewhere = await keep(kept, 2, FIRST)
    assert (first.number, second.number, other.number, elsewhere.number) == (1, 2, 1, 1)
    assert await history(kept, 1, "entry:yoga") == [second, first]
    assert await published_numbers(kept, 1) == {"entry:yoga": 2, "entry:pacing": 1}
    assert await published(kept, 1) == [other, second]
    assert await published(kept, 1, ["entry:yoga"]) == [second]
    assert await latest(kept, 1, 2) == [other, second]
    assert await latest(kept, 1, 9, before=second.id) == [first]
    assert await revision(kept, 1, "entry:yoga", 1) == first
    assert await revision(kept, 1, "entry:yoga", 3) is None
    assert await communities(kept) == [1, 2]
    assert first.made_at.tzinfo is None


async def test_of_many_edits_of_one_version_exactly_one_is_kept(kept: Store) -> None:
    async def edit(number: int) -> bool:
        try:
            await keep(kept, 1, replace(FIRST, content=str(number)))
        except StaleError:
            return False
        return True

    done = await asyncio.gather(*map(edit, range(12)))
    assert sum(done) == 1
    (only,) = await history(kept, 1, "entry:yoga")
    assert only.content == str(done.index(True))


async def test_several_are_kept_together_or_not_at_all(kept: Store) -> None:
    await keep(kept, 1, FIRST)
    with pytest.raises(StaleError):
        await keep_all(kept, 1, [replace(FIRST, subject="entry:pacing"), FIRST])
    assert await published_numbers(kept, 1) == {"entry:yoga": 1}


async def test_a_proposal_waits_and_is_settled_once(kept: Store) -> None:
    proposal = await keep(kept, 1, replace(FIRST, state=State.PROPOSED))
    other = await keep(kept, 1, replace(FIRST, state=State.PROPOSED, content="other"))
    assert await published_numbers(kept, 1) == {}
    assert await proposals(kept, 1) == [proposal, other]
    assert await proposals(kept, 2) == []
    settled = replace(FIRST, settles=1, approver=8)
    done = await keep(kept, 1, settled)
    assert (done.number, done.author, done.approver) == (3, 7, 8)
    assert await proposals(kept, 1) == [other]
    with pytest.raises(StaleError):
        await keep(kept, 1, replace(settled, state=State.REJECTED))
    await keep(kept, 1, replace(FIRST, state=State.REJECTED, settles=2, approver=8))
    assert await proposals(kept, 1) == []
    assert len(await history(kept, 1, "entry:yoga")) == 4


async def test_questions_leave_the_queue_with_what_answers_them(kept: Store) -> None:
    for community in (1, 1, 2):
        await share_question(kept, community, Shared.UNANSWERED, "is there a pool near me?")
    first, second = (one.id for one in await open_questions(kept, 1))
    (elsewhere,) = (one.id for one in await open_questions(kept, 2))
    answering = replace(FIRST, answers=(first, elsewhere))
    await keep(kept, 1, replace(answering, state=State.PROPOSED))
    (waits,) = await proposals(kept, 1)
    assert waits.answers == (first, elsewhere)
    await keep(kept, 1, replace(answering, state=State.REJECTED, settles=1, approver=8))
    assert [one.id for one in await open_questions(kept, 1)] == [first, second]
    await keep(kept, 1, answering)
    with pytest.raises(StaleError):
        await keep(kept, 1, replace(answering, answers=(second,)))
    assert [one.id for one in await open_questions(kept, 1)] == [second]
    assert [one.id for one in await open_questions(kept, 2)] == [elsewhere]


async def test_a_moderator_who_is_forgotten_leaves_the_words(kept: Store, tmp_path: Path) -> None:
    member = 776_655_443_322_110_099
    await keep(kept, 1, replace(FIRST, author=member))
    await keep(kept, 1, replace(FIRST, made_from=1, approver=member))
    assert await kept_about(kept, member) == [
        "Your name stands beside changes to what I know: 2 times."
    ]
    await forget(kept, member)
    assert await kept_about(kept, member) == []
    second, first = await history(kept, 1, "entry:yoga")
    assert (first.author, first.content, second.author, second.approver) == (
        None,
        '{"a":1}',
        7,
        None,
    )


async def test_how_a_community_wants_it_is_kept(kept: Store) -> None:
    assert not (await load_community(kept, 1)).needs_approval
    chosen = CommunitySettings(needs_approval=True, withdraw_after=90)
    await save_community(kept, 1, chosen)
    assert await load_community(kept, 1) == chosen
    assert await communities(kept) == [1]


async def test_first_choices_at_once_are_all_kept(address: str) -> None:
    async with await Store.open(address) as one, await Store.open(address) as other:
        for community in range(1, 21):
            await asyncio.gather(
                *(
                    change_community(store, community, change)
                    for change, store in zip(CHOICES, [one, other] * 4, strict=False)
                )
            )
            assert await load_community(one, community) == ALL


async def test_a_database_from_before_is_brought_up_to_date(tmp_path: Path) -> None:
    """A row of the first version is still there, with the defaults."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    async with await Store.open(address) as store, store.transaction() as session:
        await session.execute(text("INSERT INTO community (id, nation) VALUES (5, 'wales')"))
        for table in (
            "revision",
            "draft",
            "notice",
            "followed_channel",
            "peer_thread",
            "excluded_thread",
            "pinned_thread",
            "signposted_thread",
        ):
            await session.execute(text(f"DROP TABLE {table}"))
        for column in ("needs_approval", "withdraw_after", "threads_generation"):
            await session.execute(text(f"ALTER TABLE community DROP COLUMN {column}"))
        await session.execute(text("ALTER TABLE member DROP COLUMN threads_opted_out"))
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    async with await Store.open(address) as store:
        settings = await load_community(store, 5)
        assert (settings.needs_approval, settings.withdraw_after) == (False, None)
        assert (await keep(store, 5, FIRST)).number == 1


async def test_a_single_process_hears_nothing(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}") as store:
        waiting = asyncio.ensure_future(anext(listen(store)))
        await keep(store, 1, FIRST)
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()


@needs_postgres
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
async def test_other_processes_hear_of_a_change_once_it_is_committed(address: str) -> None:
    async with await Store.open(address) as mine, await Store.open(address) as theirs:
        heard = listen(theirs)
        assert await anext(heard) == EVERYTHING
        waiting = asyncio.ensure_future(anext(heard))
        with pytest.raises(StaleError):
            await keep_all(mine, 4, [FIRST, replace(FIRST, made_from=9)])
        await keep(mine, 5, FIRST)
        assert await asyncio.wait_for(waiting, 10) == 5
        # A lost connection is told as "anything may have changed".
        waiting = asyncio.ensure_future(anext(heard))
        async with mine.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%'"
                )
            )
        assert await asyncio.wait_for(waiting, 10) == EVERYTHING
        await heard.aclose()
