"""When something breaks: a plain sentence with a reference, a trace without anybody's words."""

from __future__ import annotations

import re

import pytest
from loopback.community import Community
from loopback.process import BotProcess
from scenes import CRISIS, SHARE, UNKNOWN, YOGA, answered
from sqlalchemy import text as sql

from bot.store.engine import Store
from bot.views.trouble import trace_of

REFERENCE = re.compile(r"this reference: ([0-9a-f]{6})")


async def break_store(bot: BotProcess) -> None:
    """Take the tables away under the running bot."""
    async with await Store.open(bot.environment["REROUTE_DATABASE"]) as store:
        for table in ("member", "shared_question", "daily_count", "speaking_channel", "community"):
            async with store.transaction() as session:
                await session.execute(sql(f"drop table {table}"))


async def test_without_its_store_it_goes_on_answering_and_says_what_it_cannot_do(
    bot: BotProcess, discord_world: Community
) -> None:
    here = discord_world
    unknown = await answered(here.ann, here.general, UNKNOWN)
    await break_store(bot)
    # What needs no store.
    assert "### Yoga" in here.text(await answered(here.ann, here.general))
    assert "116 123" in here.text(await answered(here.ann, here.general, CRISIS))
    reply = await here.reply_to(here.ben.mentions_bot(here.general, YOGA))
    assert "### Yoga" in here.text(reply)
    # What does: a command, a button, a form.
    answer = await answered(here.ann, here.general)
    command = here.ann.slash("nation", here.general, where="Wales")
    button = here.ann.presses(answer, "Helped")
    share = here.ann.presses(unknown, SHARE)
    form = await here.ann.submits(share, {"text": "WORDS-THAT-NOBODY-ELSE-MAY-READ"})
    for broken in (command, button, form):
        message = await broken.reply()
        assert message.only_for is here.ann.user
        found = REFERENCE.search(here.text(message))
        assert found, here.text(message)
        assert f"trouble {found[1]} in" in bot.log
    assert "OperationalError" in bot.log
    assert "WORDS-THAT-NOBODY" not in bot.log


def test_a_trace_names_places_and_kinds_and_no_words() -> None:
    def parse(words: str) -> None:
        try:
            int(words)
        except ValueError as error:
            raise RuntimeError(f"cannot read {words}") from error

    with pytest.raises(RuntimeError) as caught:
        parse(" ".join(("my", "own", "words")))
    trace = "\n".join(trace_of(caught.value))
    assert "builtins.ValueError" in trace
    assert "which led to:" in trace
    assert "builtins.RuntimeError" in trace
    assert "test_trouble.py" in trace
    assert "my own words" not in trace


async def test_a_control_from_another_version_is_told_kindly(community: Community) -> None:
    answer = await answered(community.ann, community.general)
    for one in answer.components[-1]["components"]:
        one["custom_id"] = one["custom_id"].replace(":helped:", ":applauded:")
    for one in answer.components[-2]["components"]:
        one["custom_id"] = one["custom_id"].replace(":yoga", ":no-such-entry")
    old = await community.ann.presses(answer, "Helped").reply()
    assert "earlier version" in community.text(old)
    gone = await community.ann.presses(answer, "More").reply()
    assert "no longer in use" in community.text(gone)
