"""The loopback Discord serves a real discord.py client as Discord would."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import discord
import pytest

from . import permissions
from .community import Community
from .offers import NotOffered
from .reading import form_text
from .sample import Sample, connected
from .world import Overwrite, Role, User


@pytest.mark.usefixtures("sample")
async def test_a_deferred_answer_is_filled_by_the_first_followup(discord_world: Community) -> None:
    world = discord_world
    asked = world.ann.slash("ask", world.general, question="balance")
    first, second = await asked.replies(2)
    assert first is asked.original
    assert [world.text(m) for m in (first, second)] == ["first about balance", "second"]
    assert first.only_for is second.only_for is world.ann.user
    assert world.bot_messages(world.general) == []
    private = await world.ann.slash("card", world.general, private=True).reply()
    with pytest.raises(NotOffered, match="does not see"):
        world.ben.presses(private, "This helped")


@pytest.mark.usefixtures("sample")
async def test_commands_are_offered_by_place_and_permission(discord_world: Community) -> None:
    world = discord_world
    with pytest.raises(NotOffered, match="needs the permissions"):
        world.ann.slash("knowledge show", world.general, entry="yoga")
    with pytest.raises(NotOffered, match="not in direct messages"):
        world.mo.slash("knowledge show", world.mo.dm, entry="yoga")
    with pytest.raises(NotOffered, match="no such options"):
        world.mo.slash("knowledge show", world.general, entry="yoga", colour="red")
    with pytest.raises(NotOffered, match="is required"):
        world.mo.slash("knowledge show", world.general)
    with pytest.raises(NotOffered, match="do not see"):
        world.ann.slash("ask", world.staff, question="x")
    shown = world.mo.slash("knowledge show", world.general, entry="yoga")
    assert world.text(await shown.reply()) == "entry yoga"
    stale = world.ann.slash("knowledge show", world.general, stale=True, entry="pain")
    assert world.text(await stale.reply()) == "entry pain"
    assert await world.mo.completes("knowledge show", world.general, "entry", "pi") == [
        {"name": "Pilates", "value": "pilates"}
    ]


@pytest.mark.usefixtures("sample")
async def test_people_who_installed_it_can_ask_in_guilds_without_it(
    discord_world: Community,
) -> None:
    world, changes = discord_world, discord_world.loopback.changes
    elsewhere = changes.add_guild("Elsewhere", world.stranger.user)
    channel = changes.add_channel(elsewhere, "chat")
    with pytest.raises(NotOffered, match="not installed"):
        world.stranger.slash("ask", channel, question="yoga")
    world.stranger.user.installed = True
    between = world.loopback.world.private(world.stranger.user, world.ann.user)
    for place in (channel, world.stranger.dm, between):
        asked = world.stranger.slash("ask", place, question="yoga")
        assert world.text(await asked.reply()) == "first about yoga"
    for place in (channel, between):
        with pytest.raises(NotOffered, match="not installed"):
            world.stranger.slash("card", place, private=True)


@pytest.mark.usefixtures("sample")
async def test_a_card_is_read_in_order_and_its_controls_work(discord_world: Community) -> None:
    world = discord_world
    message = await world.ann.slash("card", world.general, private=False).reply()
    assert world.text(message).split("\n") == [
        "# Balance",
        "Balance can get better.",
        "[Read more]",
        "[picture: Tree pose]",
        "[This helped]",
        "[Suggest]",
        "[Where do you live?: Wales, Scotland]",
        "[file pose.png: Tree pose]",
    ]
    thanks = await world.ben.presses(message, "This helped").reply()
    assert (world.text(thanks), thanks.only_for) == ("Thanks for yoga", world.ben.user)
    chosen = await world.ben.chooses(message, "Scotland").reply()
    assert world.text(chosen) == "You chose Scotland"
    with pytest.raises(NotOffered):
        world.ben.chooses(message, "France")
    updated = await world.ann.presses(message, "Read more").updated()
    assert world.text(updated) == "All of it."
    with pytest.raises(NotOffered):
        world.ben.presses(message, "This helped")


@pytest.mark.usefixtures("sample")
async def test_a_form_is_filled_in_as_its_fields_allow(discord_world: Community) -> None:
    world = discord_world
    message = await world.ann.slash("card", world.general, private=True).reply()
    opened = world.ann.presses(message, "Suggest")
    assert form_text(await opened.form()).split("\n")[:3] == [
        "Suggest something",
        "Your words",
        "Why",
    ]
    given = {
        "Your words": "more on yoga",
        "Why": "Missing",
        "About": ["Yoga", "Rights"],
        "Show my name": True,
        "A leaflet": ("leaflet.txt", b"stand tall"),
    }
    sent = await world.ann.submits(opened, given)
    told = world.text(await sent.reply())
    assert told == "['more on yoga', 'missing', ['yoga', 'rights'], True, 'stand tall']"
    for wrong in (
        given | {"Your words": "x" * 201},
        given | {"Why": "Boring"},
        given | {"Your age": "70"},
        {"Why": "Missing"},
    ):
        with pytest.raises(NotOffered):
            await world.ann.submits(opened, wrong)


async def test_messages_are_heard_as_far_as_intents_allow(
    discord_world: Community, sample: Sample
) -> None:
    world = discord_world
    world.ann.says(world.general, "hello everybody")
    question = world.ann.mentions_bot(world.general, "and you?")
    reply = await world.reply_to(question)
    assert reply.mentions == []
    written = world.ben.says(world.general, "thank you", reply_to=reply)
    await world.reply_to(written)
    await world.reply_to(world.ann.says(world.ann.dm, "hello in private"))
    assert sample.heard == ["", question.content, "thank you", "hello in private"]
    hidden = world.loopback.changes.add_channel(
        world.guild, "hidden", overwrites=[Overwrite(world.guild.id, False, deny=1 << 10)]
    )
    world.owner.mentions_bot(hidden, "can you see this?")
    await world.loopback.gateway.heard()
    assert len(sample.heard) == 4


@pytest.mark.usefixtures("sample")
async def test_menus_on_messages_and_people(discord_world: Community) -> None:
    world = discord_world
    said = world.ben.says(world.general, "my balance is off")
    found = world.ann.message_menu("Find information", said)
    # What somebody points at is readable, whatever the intents.
    assert world.text(await found.reply()) == "read: my balance is off"
    greeted = world.ann.user_menu("Greet", world.general, world.mo.user)
    assert world.text(await greeted.reply()) == "Mo 2"


async def test_history_is_paged_and_replies_keep_their_reference(
    discord_world: Community, sample: Sample
) -> None:
    world = discord_world
    said = [world.ann.says(world.general, f"message {n}") for n in range(250)]
    channel = sample.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    assert [m.id async for m in channel.history(limit=None)] == [m.id for m in reversed(said)]
    oldest = [m.id async for m in channel.history(limit=120, oldest_first=True)]
    assert oldest == [m.id for m in said[:120]]
    mine = await channel.send("mine")
    reply = await mine.reply("to mine")
    fetched = await channel.fetch_message(reply.id)
    assert fetched.reference is not None
    assert fetched.reference.message_id == mine.id
    await mine.edit(content="changed")
    await reply.delete()
    assert [m.content for m in world.bot_messages(world.general)] == ["changed"]


async def test_forum_posts_and_archived_threads_are_listed_in_pages(
    discord_world: Community, sample: Sample
) -> None:
    world, threads = discord_world, discord_world.loopback.threads
    forum = sample.get_channel(world.forum.id)
    assert isinstance(forum, discord.ForumChannel)
    post = world.ann.posts(world.forum, "Wobbly", "I keep wobbling", tags=["exercise"])
    now = datetime.now(UTC)
    for day in range(1, 131):
        at = now - timedelta(days=day)
        old = threads.create(world.forum, world.ben.user, f"Old {day}", at=at)
        threads.update(old, archived=True, archived_at=at)
    names = [thread.name async for thread in forum.archived_threads(limit=None)]
    assert names == [f"Old {day}" for day in range(1, 131)]
    assert [thread.id for thread in await forum.guild.active_threads()] == [post.id]
    assert "thread Wobbly" in sample.heard
    thread = forum.get_thread(post.id)
    assert thread is not None
    assert [tag.name for tag in thread.applied_tags] == ["exercise"]
    await thread.send("three others talked about that")
    assert len(world.bot_messages(post)) == 1
    made = await forum.create_thread(name="From the bot", content="hello")
    assert made.thread.id == made.message.id
    world.mo.changes_thread(post, locked=True, archived=True)
    with world.loopback.expects("160005"), pytest.raises(discord.Forbidden):
        await thread.send("too late")
    world.mo.deletes_thread(post)
    with pytest.raises(discord.NotFound):
        await thread.send("gone")


async def test_private_threads_are_seen_by_their_members_only(
    discord_world: Community, sample: Sample
) -> None:
    world = discord_world
    private = world.ann.opens_thread(world.general, "between us", private=True)
    await world.loopback.gateway.heard()
    assert "thread between us" not in sample.heard
    with pytest.raises(NotOffered):
        world.ben.says(private, "may I?")
    with world.loopback.expects("50001"), pytest.raises(discord.Forbidden):
        await sample.fetch_channel(private.id)
    world.loopback.threads.add_member(private, world.bot)
    assert isinstance(await sample.fetch_channel(private.id), discord.Thread)
    channel = sample.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    world.loopback.threads.update(private, archived=True)
    listed = channel.archived_threads(private=True, joined=True)
    assert [thread.id async for thread in listed] == [private.id]


async def test_threads_come_into_sight_with_their_channel(
    discord_world: Community, sample: Sample
) -> None:
    world = discord_world
    everyone, see = world.guild.everyone, permissions.VIEW_CHANNEL
    world.loopback.changes.set_overwrite(world.general, everyone, deny=see)
    thread = world.owner.opens_thread(world.general, "out of sight")
    guild = sample.get_guild(world.guild.id)
    assert guild is not None
    await world.loopback.gateway.heard()
    assert guild.get_thread(thread.id) is None
    world.loopback.changes.set_overwrite(world.general, everyone, allow=see)
    await world.loopback.gateway.heard()
    assert guild.get_thread(thread.id) is not None


async def test_permissions_are_computed_as_discord_py_computes_them(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, changes = discord_world, discord_world.loopback.changes
    compared = (
        permissions.MEMBERS
        | permissions.MANAGE_THREADS
        | permissions.MENTION_EVERYONE
        | permissions.MANAGE_MESSAGES
    )
    every = [1 << n for n in range(53) if compared >> n & 1]
    dice = random.Random(20)
    roles = [changes.add_role(world.guild, f"r{n}", sum(dice.sample(every, 4))) for n in range(4)]
    roles.append(changes.add_role(world.guild, "admin", permissions.ADMINISTRATOR))
    people = [world.person(f"p{n}", *dice.sample(roles, n % 4)) for n in range(6)]
    targets: list[Role | User] = [world.guild.everyone, *roles]
    for number in range(40):
        channel = changes.add_channel(world.guild, f"c{number}")
        for target in [*dice.sample(targets, 3), dice.choice(people).user]:
            allow, deny = dice.sample(every, 3), dice.sample(every, 5)
            denied = sum(set(deny) - set(allow))
            changes.set_overwrite(channel, target, allow=sum(allow), deny=denied)
    world.loopback.world.granted_intents = 1 << 1
    intents = discord.Intents(guilds=True, members=True)
    client = discord.Client(intents=intents, guild_ready_timeout=0.1)
    async with connected(world.loopback, monkeypatch, client):
        await world.loopback.gateway.ready()
        await client.wait_until_ready()
        guild = client.get_guild(world.guild.id)
        assert guild is not None
        checked = 0
        for channel in world.guild.channels.values():
            theirs = guild.get_channel(channel.id)
            assert theirs is not None
            for member in world.guild.members.values():
                known = guild.get_member(member.user.id)
                assert known is not None
                value = theirs.permissions_for(known).value
                wanted = value & sum(every) if value & permissions.VIEW_CHANNEL else 0
                got = permissions.of_channel(channel, member.user) & sum(every)
                assert got == wanted, (channel.name, member.user.name)
                checked += 1
        assert checked > 400


async def test_roles_reactions_members_and_outages(
    discord_world: Community, sample: Sample
) -> None:
    world, changes = discord_world, discord_world.loopback.changes
    guild = sample.get_guild(world.guild.id)
    assert guild is not None
    role = changes.add_role(world.guild, "Expert", 0)
    with world.loopback.expects("50013"), pytest.raises(discord.Forbidden):
        await guild.me.add_roles(discord.Object(role.id))
    member = await guild.fetch_member(world.ann.id)
    assert member.display_name == "Ann"
    with pytest.raises(discord.NotFound):
        await guild.fetch_member(world.stranger.id)
    found = await guild.query_members(user_ids=[world.mo.id])
    assert [m.name for m in found] == ["mo"]
    said = world.ann.says(world.general, "hello")
    channel = sample.get_channel(world.general.id)
    assert isinstance(channel, discord.TextChannel)
    changes.set_overwrite(world.general, world.bot, deny=permissions.ADD_REACTIONS)
    with world.loopback.expects("50013"), pytest.raises(discord.Forbidden):
        await channel.get_partial_message(said.id).add_reaction("👍")
    world.ben.reacts(said, "👍")  # To what is there already, everybody may add.
    await channel.get_partial_message(said.id).add_reaction("👍")
    assert len(said.reactions["👍"]) == 2
    changes.outage(world.guild)
    await world.loopback.gateway.heard()
    assert guild.unavailable
    changes.outage_over(world.guild)
    await world.loopback.gateway.heard()
    assert sample.get_guild(world.guild.id) is guild
    assert not guild.unavailable
    changes.set_overwrite(world.general, world.guild.everyone, deny=permissions.SEND_MESSAGES)
    with world.loopback.expects("50013"), pytest.raises(discord.Forbidden):
        await channel.send("may I?")
    with pytest.raises(NotOffered):
        world.ann.says(world.general, "may I?")
    changes.remove_bot(world.guild)
    await world.loopback.gateway.heard()
    assert list(sample.guilds) == []


async def test_somebody_who_refuses_direct_messages_is_not_reached(
    discord_world: Community, sample: Sample
) -> None:
    world = discord_world
    shy = world.person("Shy", accepts_dms=False)
    user = await sample.fetch_user(shy.id)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("hello")
    assert refused.value.code == 50007
    friendly = await sample.fetch_user(world.ann.id)
    assert (await friendly.send("hello")).content == "hello"
