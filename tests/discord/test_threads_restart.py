"""Reading channels through restarts and kill -9, and with opening posts where they may be read."""

from __future__ import annotations

import asyncio
import random

import pytest_asyncio
from forum import ASKED, BODY, FALLING, finds, follow, found_by, until_found
from loopback import permissions
from loopback.community import Community
from loopback.fixtures import StartBot
from loopback.intents import MESSAGE_CONTENT
from loopback.process import BotProcess
from loopback.world import Channel, ChannelType, Role, User

from bot.views.related import short

ARCHIVE = "GET /channels/{channel_id}/threads/archived/public"
SEEING = permissions.VIEW_CHANNEL | permissions.READ_MESSAGE_HISTORY


def many(community: Community, number: int) -> list[Channel]:
    """Closed posts, and among them the one that is looked for."""
    titles = [f"Weekly chat, part {n}" for n in range(number)]
    titles[number // 2] = FALLING
    found = []
    for title in titles:
        found.append(community.ann.posts(community.forum, title, BODY))
        community.ann.changes_thread(found[-1], archived=True)
    return found


def seeing(community: Community) -> list[User]:
    """Everybody who sees the general channel."""
    people = [member.user for member in community.guild.members.values()]
    place, right = community.general, permissions.VIEW_CHANNEL
    return [one for one in people if permissions.may(place, one, right)]


async def until_counted(community: Community, number: int) -> None:
    """Ask for the status until the whole channel has been read."""
    async with asyncio.timeout(community.loopback.patience):
        while True:
            shown = await community.mo.slash("threads status", community.general).reply()
            text = community.text(shown)
            if "I have read all of it" in text:
                assert f"{number} threads can be suggested" in text
                return


async def test_kill_at_any_point_of_the_first_reading(
    bot: BotProcess, discord_world: Community
) -> None:
    community = discord_world
    posts = many(community, 230)
    looked_for = posts[115]
    # Pages of a hundred: killed between the first and the second page …
    held = community.loopback.faults.hold(ARCHIVE, times=2)
    shown = community.mo.slash("threads follow", community.general, channel=community.forum)
    await shown.reply()
    await bot.kill()
    held.release()
    community.loopback.faults.clear()
    for _ in range(2):
        await bot.start()
        # … and wherever it happens to be by then.
        asked = random.Random(len(bot.log)).randrange(1, 4)
        for _ in range(asked):
            await found_by(community.person("Newcomer"), community)
        await bot.kill()
    await bot.start()
    await until_counted(community, len(posts))
    assert await finds(community.ben, community, looked_for)


async def test_a_read_channel_goes_on_from_where_it_was(
    bot: BotProcess, discord_world: Community
) -> None:
    community = discord_world
    posts = many(community, 130)
    await follow(community, community.forum)
    await bot.kill()
    # While it is away: a new post, a renamed one, one that is deleted, one that is closed.
    new = community.ben.posts(community.forum, "Falls in the kitchen: what stops you falling?", "x")
    community.ann.changes_thread(posts[65], archived=False)
    community.ann.changes_thread(posts[65], name="Sourdough")
    closed = community.ben.posts(community.forum, "Tripping and falling over at home a lot", "x")
    community.ben.changes_thread(closed, archived=True)
    await bot.start()
    await until_found(community, new, closed, gone=[posts[65]])
    await until_counted(community, len(posts) + 2)


@pytest_asyncio.fixture(loop_scope="session")
async def reading_bot(discord_world: Community, start_bot: StartBot) -> BotProcess:
    discord_world.loopback.world.granted_intents = MESSAGE_CONTENT
    return await start_bot(REROUTE_MESSAGE_CONTENT="true")


async def test_opening_posts_count_where_they_may_be_read(
    reading_bot: BotProcess, discord_world: Community
) -> None:
    community = discord_world
    post = community.ann.posts(community.forum, "Third time this month", f"{FALLING} {BODY}")
    said = community.ben.says(community.general, FALLING)
    thread = community.ben.opens_thread(community.general, "Again", on=said)
    reply = await follow(community, community.forum)
    assert "content intent" not in community.text(reply)
    await follow(community, community.general)
    found = await found_by(community.ben, community)
    assert str(post.id) in found
    assert str(thread.id) in found
    # Edited: it is about something else now.
    community.ann.edits(post.messages[post.id], "My sourdough starter died again, which flour?")
    community.loopback.changes.delete(said)
    await until_found(community, gone=[post, thread])
    new = community.ann.posts(community.forum, "Help please", f"{FALLING} {BODY}")
    await until_found(community, new)
    assert reading_bot.exit_code is None


async def test_in_random_servers_nobody_is_shown_what_they_may_not_open(
    bot: BotProcess, discord_world: Community
) -> None:
    community = discord_world
    choose = random.Random(20)
    changes = community.loopback.changes
    roles = [changes.add_role(community.guild, f"role {n}") for n in range(2)]
    channels = [
        changes.add_channel(community.guild, f"forum-{n}", ChannelType.FORUM) for n in range(3)
    ]
    for channel in channels:
        await follow(community, channel)
    posts = [
        community.owner.posts(choose.choice(channels), f"{FALLING} Number {n}", BODY)
        for n in range(8)
    ]
    for _ in range(10):
        await _change(community, choose, channels, roles, posts)
        # Newcomers, as nobody may ask that often.
        newcomers = [community.person("Newcomer", *roles[:number]) for number in range(3)]
        for person in (*newcomers, community.person("Moderator", community.moderators)):
            found = await found_by(person, community)
            answer = await person.slash(
                "ask", community.general, question=ASKED, private=choose.random() < 0.5
            ).reply()
            for post in posts:
                gone = post.id not in community.guild.threads
                # In the channel, everybody who sees it reads the answer.
                readers = [answer.only_for] if answer.only_for else seeing(community)
                if gone or not all(permissions.may(post, one, SEEING) for one in readers):
                    assert str(post.id) not in community.text(answer)
                if gone or not permissions.may(post, person.user, SEEING):
                    assert str(post.id) not in found
                if gone or (answer.only_for and not permissions.may(post, person.user, SEEING)):
                    assert short(post.id) not in str(answer.components)
    assert bot.exit_code is None


async def _change(
    community: Community,
    choose: random.Random,
    channels: list[Channel],
    roles: list[Role],
    posts: list[Channel],
) -> None:
    """Something happens, and the bot has heard of it when this returns."""
    changes, channel = community.loopback.changes, choose.choice(channels)
    target = choose.choice([*roles, community.guild.everyone, community.ann.user])
    bits = choose.choice((permissions.VIEW_CHANNEL, permissions.READ_MESSAGE_HISTORY, SEEING, 0))
    post = choose.choice(posts)
    match choose.randrange(4):
        case 0 | 1:
            changes.set_overwrite(channel, target, deny=bits)
        case 2:
            changes.set_overwrite(channel, target, allow=bits)
        case 3 if post.id in community.guild.threads:
            community.loopback.threads.delete(post)
    # Events come in order: when this is answered, they have been dealt with.
    await community.owner.slash("help", community.general).reply()
