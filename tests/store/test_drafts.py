"""Drafts and notices: kept over restarts, one for each subject, gone when their author asks."""

from __future__ import annotations

from bot.store.drafts import KeptDraft, drafts_of, drop_draft, keep_draft, load_draft
from bot.store.engine import Store
from bot.store.forgetting import forget, kept_about
from bot.store.notices import claim_notice, release_notice, was_told

HERE, ME, OTHER = 1, 10, 11


async def test_an_author_has_one_draft_for_a_subject(store: Store) -> None:
    first = await keep_draft(store, KeptDraft(HERE, ME, "entry:yoga", "{}"))
    second = await keep_draft(store, KeptDraft(HERE, ME, "entry:yoga", '{"a": 1}'))
    theirs = await keep_draft(store, KeptDraft(HERE, OTHER, "entry:yoga", "{}"))
    assert first.id == second.id != theirs.id
    assert await drafts_of(store, HERE, ME) == [second]


async def test_a_number_is_never_given_twice(store: Store) -> None:
    first = await keep_draft(store, KeptDraft(HERE, ME, "entry:yoga", "{}"))
    await drop_draft(store, first.id)
    second = await keep_draft(store, KeptDraft(HERE, ME, "entry:pilates", "{}"))
    assert second.id > first.id
    assert await load_draft(store, first.id) is None


async def test_drafts_are_told_and_forgotten(store: Store) -> None:
    await keep_draft(store, KeptDraft(HERE, ME, "entry:yoga", "{}"))
    theirs = await keep_draft(store, KeptDraft(HERE, OTHER, "entry:yoga", "{}"))
    assert any("did not publish: 1" in sentence for sentence in await kept_about(store, ME))
    await forget(store, ME)
    assert await kept_about(store, ME) == []
    assert await load_draft(store, theirs.id) == theirs


async def test_a_notice_is_claimed_once_until_it_is_released(store: Store) -> None:
    assert await claim_notice(store, HERE, "week:2026-11-16")
    assert not await claim_notice(store, HERE, "week:2026-11-16")
    assert await claim_notice(store, OTHER, "week:2026-11-16")
    await release_notice(store, HERE, "week:2026-11-16")
    assert not await was_told(store, HERE, "week:2026-11-16")
    assert await claim_notice(store, HERE, "week:2026-11-16")
