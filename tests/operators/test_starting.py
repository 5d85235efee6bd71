"""Starting against a Discord that refuses, is down, or allows less than was asked for."""

from __future__ import annotations

import json

import pytest
from loopback import permissions
from loopback.community import Community
from loopback.intents import MESSAGE_CONTENT
from loopback.process import BotProcess, logged
from loopback.world import ChannelType

pytestmark = pytest.mark.asyncio(loop_scope="session")

YOGA = "Is yoga any good for MS?"
SYNC = "PUT /applications/{application_id}/commands"


async def answers(here: Community) -> bool:
    asked = await here.ann.slash("ask", here.general, question=YOGA).reply()
    return "yoga" in here.text(asked).lower()


async def refused_log(bot: BotProcess) -> str:
    """Start it, and give its log when it has ended with exit code 1."""
    await bot.launch()
    assert await bot.ended() == 1
    assert "Traceback" not in bot.log
    return bot.log


async def test_a_refused_token_is_a_plain_line(here: Community, make_bot) -> None:
    here.loopback.tolerate("no valid token")
    bot = make_bot(DISCORD_TOKEN="mistyped-and-useless")
    bot_log = await refused_log(bot)
    assert "Discord refuses the token." in bot_log
    assert "mistyped-and-useless" not in bot_log


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("DISCORD_TOKEN", "  ", "DISCORD_TOKEN is empty"),
        ("DISCORD_TOKEN", "two words", "DISCORD_TOKEN holds signs that no token has"),
        ("REROUTE_SHARD_IDS", "0-1", "REROUTE_SHARD_IDS needs REROUTE_SHARD_COUNT"),
        ("REROUTE_SHARD_IDS", "all", "write shards as 0-3 or 0,2"),
        ("REROUTE_DATABASE", "sqlite+aiosqlite:////proc/none/x.db", "cannot be opened"),
        ("REROUTE_DATABASE", "secret-nonsense", "REROUTE_DATABASE cannot be used"),
    ],
)
async def test_a_wrong_setting_is_a_plain_line(make_bot, setting, value, words) -> None:
    bot_log = await refused_log(make_bot(**{setting: value}))
    assert words in bot_log
    assert "two words" not in bot_log
    assert "secret" not in bot_log


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Discord cannot be reached: the gateway takes no connection"),
        ({"REROUTE_SHARD_COUNT": "1"}, "Failed to connect for shard_id: 0. Retrying..."),
    ],
)
async def test_a_gateway_that_is_down_at_first_is_waited_for(
    here: Community, make_bot, settings, words
) -> None:
    here.loopback.gateway.refuses_connections = True
    bot = make_bot(**settings)
    await bot.launch()
    await logged(bot, words)
    here.loopback.gateway.refuses_connections = False
    await here.loopback.gateway.ready()
    assert await answers(here)
    assert bot.log.count("told to Discord") == 1


async def test_a_discord_that_answers_503_is_waited_for(here: Community, make_bot) -> None:
    fault = here.loopback.faults.fail("GET /users/@me", 503, times=2)
    bot = make_bot()
    await bot.start()
    assert fault.hits == 2
    assert "Discord cannot be reached: it answers 503" in bot.log
    assert await answers(here)


async def test_a_failed_sync_ends_nothing_and_is_made_up_for(here: Community, make_bot) -> None:
    fault = here.loopback.faults.fail(SYNC, 503)
    bot = make_bot()
    await bot.start()
    await logged(bot, "told to Discord\n")
    assert fault.hits == 1
    assert "could not be told to Discord (503); trying again" in bot.log
    assert await answers(here)


async def test_commands_are_told_once_and_again_when_discord_lost_them(
    here: Community, make_bot
) -> None:
    bot = make_bot()
    await bot.start()
    assert await bot.stop() == 0
    await bot.start()
    assert len(here.loopback.rest.sent(SYNC)) == 1
    number = len(here.loopback.commands.by_guild[None])
    assert f"commands: {number} told to Discord" in bot.log
    assert f"commands: {number}, unchanged" in bot.log
    await bot.stop()
    here.loopback.commands.by_guild[None].pop()
    await bot.start()
    assert len(here.loopback.rest.sent(SYNC)) == 2
    assert await answers(here)


async def test_without_the_intent_it_goes_on_and_says_which(here: Community, make_bot) -> None:
    bot = make_bot(REROUTE_MESSAGE_CONTENT="true")
    await bot.start()
    wanted = [sent["intents"] & MESSAGE_CONTENT for sent in here.loopback.gateway.identifies]
    assert wanted == [MESSAGE_CONTENT, 0]
    assert 'Switch on "Message Content Intent"' in bot.log
    assert await answers(here)


async def test_with_the_intent_a_reply_without_a_ping_is_answered(
    here: Community, make_bot
) -> None:
    here.loopback.world.granted_intents = MESSAGE_CONTENT
    bot = make_bot(REROUTE_MESSAGE_CONTENT="true")
    await bot.start()
    first = await here.reply_to(here.ann.mentions_bot(here.general, YOGA))
    more = here.ann.says(here.general, "Is Pilates good for MS?", reply_to=first, ping=False)
    assert "pilates" in here.text(await here.reply_to(more)).lower()
    status = await here.mo.slash("status", here.staff).reply()
    assert "Message content: asked for" in here.text(status)
    assert "intent is off" not in bot.log


async def test_two_shards_share_the_servers(here: Community, make_bot) -> None:
    changes = here.loopback.changes
    second = changes.add_guild("MS apart", here.ann.user, shard=(1 - (here.guild.id >> 22) % 2, 2))
    changes.invite_bot(second, permissions.MEMBERS)
    there = changes.add_channel(second, "general", ChannelType.TEXT)
    bot = make_bot(REROUTE_SHARD_COUNT="2", REROUTE_SHARD_IDS="0-1")
    await bot.start(shards=2)
    await logged(bot, "in 2 servers")
    for channel in (here.general, there):
        asked = await here.ann.slash("ask", channel, question=YOGA).reply()
        assert "yoga" in here.text(asked).lower()
    status = here.text(await here.ann.slash("status", there).reply())
    assert "2 of 2 connected" in status
    assert await bot.stop() == 0


async def test_the_log_is_json_without_words_or_keys(here: Community, make_bot) -> None:
    guild = here.guild
    for role in (guild.everyone, guild.roles[max(guild.members[here.bot.id].roles)]):
        here.loopback.changes.update_role(guild, role, permissions.VIEW_CHANNEL)
    bot = make_bot(REROUTE_LOG="json")
    await bot.start()
    await logged(bot, f"server {guild.id}: my role lacks Send Messages")
    here.ann.says(here.ann.dm, "Is floccinaucinihilipilification good for MS?")
    await here.message_in(here.ann.dm)
    assert await bot.stop() == 0
    lines = [json.loads(line) for line in bot.log.splitlines() if line.startswith("{")]
    assert {"time", "level", "logger", "message"} == set(lines[0])
    assert any(line["level"] == "debug" for line in lines)
    assert "voice" not in bot.log
    assert "in #general I lack" in bot.log
    for secret in ("floccinaucinihilipilification", here.loopback.world.token, "Ann"):
        assert secret not in bot.log
