"""Each fault that the loopback Discord can be told to have is met by a real discord.py client."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from discord.ext import commands

from .community import Community, make_community
from .sample import INTENTS, Sample, connected
from .server import Loopback

SEND = "POST /channels/{channel_id}/messages"


async def resumed(world: Community, times: int = 1) -> None:
    """Wait until the only session was resumed."""
    (session,) = world.loopback.gateway.sessions
    await world.loopback.until(lambda: session.resumes >= times, "a RESUME")


async def identified(world: Community, times: int) -> None:
    gateway = world.loopback.gateway
    await world.loopback.until(
        lambda: len(gateway.identifies) >= times and gateway.live, "an IDENTIFY"
    )


async def channel_of(sample: Sample, world: Community) -> discord.TextChannel:
    channel = sample.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


@pytest.mark.parametrize("how", ["cut", "close", "op 7", "op 9"])
async def test_a_broken_connection_is_resumed_and_nothing_is_missed(
    discord_world: Community, sample: Sample, how: str
) -> None:
    world, gateway = discord_world, discord_world.loopback.gateway
    if how == "cut":
        await gateway.drop()
    elif how == "close":
        await gateway.drop(4000)
    elif how == "op 7":
        gateway.ask_to_reconnect()
    else:
        gateway.invalidate(resumable=True)
    question = world.ann.mentions_bot(world.general, "did you miss this?")
    await world.reply_to(question)
    await resumed(world)
    await gateway.heard()
    assert sample.heard == [question.content]
    assert sample.times_resumed == 1
    assert len(gateway.identifies) == 1


@pytest.mark.parametrize("how", ["op 9", "refused"])
async def test_a_session_that_is_over_begins_anew(
    discord_world: Community, sample: Sample, how: str
) -> None:
    world, gateway = discord_world, discord_world.loopback.gateway
    if how == "op 9":
        gateway.invalidate(resumable=False)
    else:
        gateway.refuses_resume = True
        await gateway.drop()
    world.ann.says(world.general, "nobody hears this")
    await identified(world, 2)
    await world.reply_to(world.ann.mentions_bot(world.general, "and this?"))
    assert len(sample.heard) == 1
    assert sample.times_resumed == 0


async def test_a_silent_gateway_is_noticed(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, gateway = discord_world, discord_world.loopback.gateway
    gateway.heartbeat_seconds = 0.1
    client = Sample(heartbeat_timeout=0.3)
    async with connected(world.loopback, monkeypatch, client):
        await gateway.ready()
        await client.wait_until_ready()
        gateway.fall_silent()
        question = world.ann.mentions_bot(world.general, "still there?")
        await resumed(world)
        await world.reply_to(question)


async def test_events_are_repeated_and_shuffled_on_demand(
    discord_world: Community, sample: Sample
) -> None:
    world, gateway = discord_world, discord_world.loopback.gateway
    gateway.repeat_next("MESSAGE_CREATE", 3)
    twice = world.ann.mentions_bot(world.general, "one")
    await world.replies_to(twice, 3)
    sample.heard.clear()
    gateway.hold()
    said = [world.ann.mentions_bot(world.general, word) for word in ("a", "b", "c")]
    gateway.release(backwards=True)
    for message in said:
        await world.reply_to(message)
    assert sample.heard == [message.content for message in reversed(said)]


async def test_privileged_intents_and_wrong_tokens_close_the_connection(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback = discord_world.loopback
    intents = discord.Intents(guilds=True, message_content=True, guild_messages=True)
    refused = Sample(intents=intents)
    async with connected(loopback, monkeypatch, refused) as task:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await task
    loopback.world.granted_intents = intents.value
    allowed = Sample(intents=intents)
    async with connected(loopback, monkeypatch, allowed):
        await loopback.gateway.ready()
        discord_world.ann.says(discord_world.general, "read by the bot")
        await loopback.gateway.heard()
        assert allowed.heard == ["read by the bot"]
    loopback.world.token = "changed"
    stranger = Sample()
    with loopback.expects("Unauthorized"), pytest.raises(discord.LoginFailure):
        await stranger.login("old token")
    await stranger.close()


async def test_shards_get_the_events_of_their_guilds(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.recommended_shards = 2
    changes, owner = loopback.changes, loopback.world.user("Olive")
    for shard in range(2):
        guild = changes.add_guild(f"shard {shard}", owner, shard=(shard, 2))
        changes.invite_bot(guild, 0)

    class Sharded(commands.AutoShardedBot):
        async def before_identify_hook(self, shard_id: Any, *, initial: bool = False) -> None:
            """At once."""

    client = Sharded(
        commands.when_mentioned, intents=INTENTS, help_command=None, guild_ready_timeout=0.1
    )
    async with connected(loopback, monkeypatch, client):
        await loopback.gateway.ready(shards=2)
        await client.wait_until_ready()
        assert {guild.shard_id for guild in client.guilds} == {0, 1}
        for session in loopback.gateway.live:
            created = [event for event in session.events if "GUILD_CREATE" in event]
            assert [f"shard {session.shard[0]}" in event for event in created] == [True]
        third = make_community(loopback)
        await loopback.gateway.heard()
        added = client.get_guild(third.guild.id)
        assert added is not None
        assert added.shard_id == (third.guild.id >> 22) % 2


async def test_rate_limits_are_waited_for(discord_world: Community, sample: Sample) -> None:
    world, faults = discord_world, discord_world.loopback.faults
    channel = await channel_of(sample, world)
    faults.rate_limit(SEND, times=2)
    await channel.send("after a while")
    faults.rate_limit(SEND, everywhere=True)
    await channel.send("after another")
    statuses = [request.status for request in world.loopback.rest.sent(SEND)]
    assert statuses == [429, 429, 200, 429, 200]
    faults.rate_limit(SEND, via=False)
    with pytest.raises(discord.HTTPException):
        await channel.send("refused by a firewall")


async def test_failures_slow_and_lost_answers(discord_world: Community, sample: Sample) -> None:
    world, faults = discord_world, discord_world.loopback.faults
    channel = await channel_of(sample, world)
    faults.fail(SEND, 503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("not sent")
    # The message is made, the answer is lost, and the repetition makes no second one.
    faults.fail(SEND, 502, after=True)
    sent = await channel.send("sent once")
    assert [m.id for m in world.bot_messages(world.general)] == [sent.id]
    faults.drop(SEND)
    with pytest.raises(Exception, match=r"(?i)disconnected|reset"):
        await channel.send("cut off")
    slow = faults.hold(SEND)
    sending = asyncio.create_task(channel.send("slowly"))
    await world.loopback.until(lambda: slow.hits, "the request")
    assert not sending.done()
    slow.release()
    assert (await sending).content == "slowly"
    assert len(world.bot_messages(world.general)) == 2


async def test_a_first_connection_can_be_refused(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord_world.loopback.gateway.refuses_connections = True
    async with connected(discord_world.loopback, monkeypatch, Sample()) as task:
        with pytest.raises(AttributeError):  # discord.py 2.7.1 does not survive it.
            await asyncio.wait_for(task, 20)
