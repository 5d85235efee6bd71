"""What comes by itself: the week, reviews that are near, what a release changed; each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback.community import Community
from loopback.process import BotProcess
from loopback.world import Message
from writing import choose_log, phone_changed, published

from bot.store.counts import Event, count_event
from bot.store.engine import Store

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRUST = "signpost:ms-trust"


async def count(folder: Path, community: Community) -> None:
    """Let some things have happened last week, and one the week before."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday() + 7)
    happened = [
        *[(Event.ANSWER, "yoga")] * 3,
        *[(Event.ANSWER, "foot-drop")] * 2,
        (Event.CHOOSE, ""),
        *[(Event.ABSTAIN, "")] * 4,
        (Event.HELPED, "yoga"),
    ]
    async with await Store.open(f"sqlite+aiosqlite:///{folder / 'reroute.db'}") as store:
        for event, entry in happened:
            await count_event(store, community.guild.id, event, monday, entry)
        before = monday - timedelta(days=1)
        await count_event(store, community.guild.id, Event.HELPED, before, "yoga")


async def settled(community: Community) -> list[Message]:
    """What stands in the log channel once the bot has had time to answer something."""
    await community.ann.slash("ask", community.general, question="yoga").reply()
    return community.bot_messages(community.staff)


async def test_the_week_is_told_once_in_words_and_in_a_picture(
    here: Community, make_bot, tmp_path: Path
) -> None:
    bot: BotProcess = make_bot()
    await bot.start()
    await choose_log(here)
    await bot.stop()
    await count(tmp_path, here)
    await bot.start()
    told = await here.message_in(here.staff)
    text = here.text(told)
    assert "Questions: 10 (answered 5, offered a choice 1, not answered 4)." in text
    assert "Exercise and moving 3" in text
    assert "helped 1, did not help 0" in text
    (picture,) = told.attachments
    assert picture["content_type"] == "image/png" or picture["filename"].endswith(".png")
    assert "answered 5" in picture["description"]
    await bot.kill()
    await bot.start()
    assert len(await settled(here)) == 1


async def test_a_review_that_is_near_is_told_once(
    here: Community, make_bot, knowledge_copy: Path
) -> None:
    entry = knowledge_copy / "entries" / "exercise" / "yoga.yaml"
    soon = (datetime.now(UTC).date() + timedelta(days=10)).isoformat()
    lines = entry.read_text("utf-8").splitlines()
    lines = [f"review_by: {soon}" if one.startswith("review_by:") else one for one in lines]
    lines = ["reviewed: 2026-01-01" if one.startswith("reviewed:") else one for one in lines]
    entry.write_text("\n".join(lines), "utf-8")
    bot: BotProcess = make_bot(REROUTE_KNOWLEDGE=str(knowledge_copy))
    await bot.start()
    await choose_log(here)
    await bot.stop()
    await bot.start()
    told = await here.message_in(here.staff)
    assert "To be reviewed soon" in here.text(told)
    assert "**Yoga with MS**" in here.text(told)
    draft = await here.mo.presses(told, "Edit: Yoga with MS").reply()
    assert "Draft: Yoga with MS" in here.text(draft)
    await bot.kill()
    await bot.start()
    assert len(await settled(here)) == 1


@pytest.mark.parametrize(
    ("label", "phone"), [("Keep ours", "0800 000 11 22"), ("Take the release's", "0300 111 22 33")]
)
async def test_a_release_that_changed_the_same_is_decided_on(
    here: Community, make_bot, knowledge_copy: Path, label: str, phone: str
) -> None:
    bot: BotProcess = make_bot(REROUTE_KNOWLEDGE=str(knowledge_copy))
    await bot.start()
    await choose_log(here)
    page = await phone_changed(here, here.mo, TRUST, "0800 000 11 22")
    await published(here.mo, page, "They moved")
    audit = await here.message_in(here.staff)
    await bot.stop()
    signposts = knowledge_copy / "signposts.yaml"
    text = signposts.read_text("utf-8")
    assert "0800 032 38 39" in text
    signposts.write_text(text.replace("0800 032 38 39", "0300 111 22 33"), "utf-8")
    await bot.start()
    told = await here.message_in(here.staff, audit)
    text = here.text(told)
    assert "A new release of Reroute changed MS Trust helpline" in text
    assert "is now “0300 111 22 33”" in text
    assert "is now “0800 000 11 22”" in text
    done = await here.mo.presses(told, label).reply()
    assert "Saved." in here.text(done)
    shown = await here.mo.slash("knowledge show", here.staff, what=TRUST).reply()
    assert phone in here.text(shown)
    again = await here.mo.presses(told, label).reply()
    assert "decided already" in here.text(again)
    await bot.kill()
    await bot.start()
    every = await settled(here)
    assert sum("A new release" in here.text(one) for one in every) == 1
