"""Every route is served to discord.py's own calls, and does what it says."""

from __future__ import annotations

import io

import discord
import pytest
from discord.http import Route

from . import permissions
from .community import Community, make_community
from .routes import ALL
from .sample import Sample, connected
from .server import Loopback
from .world import ChannelType


@pytest.fixture
def world(loopback: Loopback) -> Community:
    """A community in which the bot may do everything."""
    return make_community(loopback, bot_permissions=permissions.ALL)


async def test_every_route_is_served(world: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Sample()
    async with connected(world.loopback, monkeypatch, client):
        await world.loopback.gateway.ready()
        await client.wait_until_ready()
        guild = client.get_guild(world.guild.id)
        assert guild is not None
        await followups(world, client)
        await application(client, guild)
        await guilds(world, client, guild)
        await messages(world, guild)
        await threads(world, guild)
    served = {one.route for one in world.loopback.rest.requests if one.status in (200, 204)}
    assert {f"{method} {path}" for method, path, _ in ALL} - served == set()


async def application(client: Sample, guild: discord.Guild) -> None:
    """The application, its commands and emojis."""
    assert [g.id async for g in client.fetch_guilds()] == [guild.id]
    assert (await client.create_application_emoji(name="leaf", image=b"\x89PNG\r\n\x1a\n")).id
    assert [e.name for e in await client.fetch_application_emojis()] == ["leaf"]
    await client.http.request(Route("GET", "/gateway"))
    await client.http.request(Route("GET", "/applications/@me"))
    await client.http.get_bot_gateway()
    client.tree.copy_global_to(guild=guild)
    await client.tree.sync(guild=guild)
    for scope in (None, guild):
        commands = await client.tree.fetch_commands(guild=scope)
        assert {c.name for c in commands} >= {"ask", "card", "knowledge", "Greet"}
        one = await client.tree.fetch_command(commands[0].id, guild=scope)
        await one.delete()
        assert len(await client.tree.fetch_commands(guild=scope)) == len(commands) - 1


async def guilds(world: Community, client: Sample, guild: discord.Guild) -> None:
    """Guilds, channels, roles and members."""
    assert (await client.fetch_guild(guild.id)).name == world.guild.name
    made = await guild.create_text_channel("log", overwrites={})
    assert "log" in [channel.name for channel in await guild.fetch_channels()]
    await made.set_permissions(guild.default_role, view_channel=False)
    ann = await guild.fetch_member(world.ann.id)
    assert not (await client.fetch_channel(made.id)).permissions_for(ann).view_channel  # type: ignore[union-attr]
    await made.set_permissions(guild.default_role, overwrite=None)
    await made.edit(name="notes", topic="for moderators")
    assert world.guild.channels[made.id].topic == "for moderators"
    await made.delete()
    assert made.id not in world.guild.channels
    role = world.loopback.changes.add_role(world.guild, "Helper")
    with world.loopback.expects("50013"), pytest.raises(discord.Forbidden):
        await ann.add_roles(discord.Object(role.id))  # It stands above the bot's own role.
    world.guild.roles[next(iter(world.guild.members[world.bot.id].roles))].position = 99
    world.loopback.changes.update_role(world.guild, role, permissions.MANAGE_MESSAGES)
    assert role.id in [one.id for one in await guild.fetch_roles()]
    await ann.add_roles(discord.Object(role.id))
    assert role.id in world.guild.members[world.ann.id].roles
    await ann.remove_roles(discord.Object(role.id))
    assert role.id not in world.guild.members[world.ann.id].roles
    world.loopback.changes.remove_role(world.guild, role)
    raw = await client.http.get_members(guild.id, limit=100, after=None)
    assert len(raw) == len(world.guild.members)
    assert (await client.fetch_user(world.stranger.id)).name == "sam"
    await ann.create_dm()


async def messages(world: Community, guild: discord.Guild) -> None:
    """Sending with files, reactions, pins."""
    channel = guild.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    async with channel.typing():
        file = discord.File(io.BytesIO(b"text"), "a.txt", description="A text")
        sent = await channel.send("see", file=file)
    assert await sent.attachments[0].read() == b"text"
    assert sent.attachments[0].description == "A text"
    sent = await sent.edit(attachments=[])
    assert sent.attachments == []
    await sent.add_reaction("👍")
    await sent.pin()
    (kept,) = world.bot_messages(world.general)
    assert (kept.pinned, list(kept.reactions)) == (True, ["👍"])
    fetched = await channel.fetch_message(sent.id)
    assert [str(reaction.emoji) for reaction in fetched.reactions] == ["👍"]
    assert guild.me is not None
    await sent.remove_reaction("👍", guild.me)
    await sent.unpin()
    assert (kept.pinned, kept.reactions) == (False, {})
    assert [m.id async for m in channel.history()] == [sent.id]
    await sent.delete()
    assert world.bot_messages(world.general) == []


async def threads(world: Community, guild: discord.Guild) -> None:
    """Threads and who is in them."""
    channel = guild.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    starter = await channel.send("a message")
    on_message = await starter.create_thread(name="on a message")
    assert on_message.id == starter.id
    with pytest.raises(discord.HTTPException):
        await starter.create_thread(name="a second one")
    thread = await channel.create_thread(name="ours", type=discord.ChannelType.private_thread)
    await thread.leave()
    await thread.join()
    await thread.add_user(discord.Object(world.ben.id))
    assert {m.id for m in await thread.fetch_members()} == {world.ben.id, world.bot.id}
    assert (await thread.fetch_member(world.ben.id)).id == world.ben.id
    await thread.remove_user(discord.Object(world.ben.id))
    with pytest.raises(discord.NotFound):
        await thread.fetch_member(world.ben.id)
    assert {t.id for t in await guild.active_threads()} == {thread.id, on_message.id}
    await thread.edit(name="ours, renamed", archived=True, locked=True)
    ours = world.guild.threads[thread.id]
    assert ours.name == "ours, renamed"
    assert ours.type is ChannelType.PRIVATE_THREAD
    for joined in (False, True):
        listed = channel.archived_threads(private=True, joined=joined)
        assert [t.id async for t in listed] == [thread.id]
    await on_message.edit(archived=True)
    assert [t.id async for t in channel.archived_threads()] == [on_message.id]
    with pytest.raises(discord.HTTPException) as refused:
        await thread.edit(name="while archived")
    assert refused.value.code == 50083
    await on_message.delete()
    assert on_message.id not in world.guild.threads


async def followups(world: Community, client: Sample) -> None:
    """What an interaction's token is good for."""
    asked = world.ann.slash("ask", world.general, question="balance")
    first, second = await asked.replies(2)
    webhook = discord.Webhook.partial(world.bot.id, asked.token, client=client)
    fetched = await webhook.fetch_message(first.id)
    assert fetched.content == first.content
    await webhook.edit_message(first.id, content="changed")
    await webhook.delete_message(second.id)
    assert (first.content, second.deleted) == ("changed", True)
    assert first.only_for is world.ann.user
    assert world.loopback.interactions.unanswered == []
