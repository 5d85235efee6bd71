"""Stopping: what was begun is finished, nothing new is begun, and the exit code is 0."""

from __future__ import annotations

import signal

import pytest
from loopback.community import Community
from loopback.process import logged

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "Is yoga any good for MS?"
CALLBACK = "POST /interactions/{interaction_id}/{token}/callback"
MANY = 20


async def hold_answers(here: Community, count: int):
    """Let ``count`` people ask, and keep their answers back."""
    people = [here.person(f"Member {number}") for number in range(count)]
    held = here.loopback.faults.hold(CALLBACK, times=count)
    asked = [one.slash("ask", here.general, question=QUESTION, private=True) for one in people]
    await here.loopback.until(lambda: held.hits == count, "all answers to be on their way")
    return held, asked


async def test_all_in_flight_are_answered_and_nothing_new_is_begun(
    here: Community, make_bot
) -> None:
    here.loopback.response_seconds = 30
    bot = make_bot()
    await bot.start()
    held, asked = await hold_answers(here, MANY)
    bot.send(signal.SIGTERM)
    await logged(bot, f"stopping, {MANY} being answered")
    late = here.ben.slash("ask", here.general, question=QUESTION)
    assert "I am being restarted" in here.text(await late.reply())
    assert "I am being restarted" in here.text(
        await here.reply_to(here.ben.mentions_bot(here.general, QUESTION))
    )
    assert bot.exit_code is None
    held.release()
    assert await bot.ended() == 0
    for one in asked:
        assert "yoga" in here.text(await one.reply()).lower()
    assert here.loopback.gateway.live == []
    assert "stopped" in bot.log.splitlines()[-1]


async def test_a_mention_in_flight_is_answered(here: Community, make_bot) -> None:
    bot = make_bot()
    await bot.start()
    held = here.loopback.faults.hold("POST /channels/{channel_id}/messages")
    asked = here.ann.mentions_bot(here.general, QUESTION)
    await here.loopback.until(lambda: held.hits, "the answer to be on its way")
    bot.send(signal.SIGTERM)
    await logged(bot, "stopping, 1 being answered")
    held.release()
    assert await bot.ended() == 0
    assert "yoga" in here.text(await here.reply_to(asked)).lower()


async def test_a_second_signal_ends_it_at_once(here: Community, make_bot) -> None:
    here.loopback.response_seconds = 30
    bot = make_bot()
    await bot.start()
    held, asked = await hold_answers(here, 1)
    bot.send(signal.SIGTERM)
    await logged(bot, "stopping, 1 being answered")
    bot.send(signal.SIGTERM)
    assert await bot.ended() == -signal.SIGTERM
    asked[0].lose()
    held.release()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_with_nothing_to_do_it_stops_cleanly(here: Community, make_bot, sign) -> None:
    bot = make_bot()
    await bot.start()
    assert await bot.stop(sign) == 0


async def test_it_stops_cleanly_while_discord_is_down(here: Community, make_bot) -> None:
    here.loopback.faults.fail("GET /users/@me", 503, times=100)
    bot = make_bot()
    await bot.launch()
    await logged(bot, "it answers 503")
    assert await bot.stop() == 0
