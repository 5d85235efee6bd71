"""Whatever a server's roles and overwrites are: nobody is shown what they may not open.

What the bot decides, with discord.py's view of a server, is compared with what the loopback
Discord decides by its own rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import discord
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import payloads, permissions
from loopback.server import Loopback
from loopback.world import Channel, ChannelType, Guild, Overwrite, User

from bot.cogs.sight import may_open, readable
from bot.parts import Parts
from bot.threads.calibration import FEATURES, ThreadCalibration
from bot.threads.collection import PeerThreads
from bot.threads.thread import Thread
from index.embedding import unit_rows
from index.ranker import Query

OPEN = ThreadCalibration(made="", intercept=0, coefficients=dict.fromkeys(FEATURES, 0), floor=0)
SEEING = permissions.VIEW_CHANNEL | permissions.READ_MESSAGE_HISTORY
BITS = st.sampled_from((0, permissions.VIEW_CHANNEL, permissions.READ_MESSAGE_HISTORY, SEEING))
MORE_BITS = BITS | st.sampled_from((permissions.MANAGE_THREADS, permissions.ADMINISTRATOR))
MOMENT = datetime(2026, 5, 1, tzinfo=UTC)
DIMENSION = 384


@dataclass(repr=False)
class Drawn:
    """A server that was drawn at random."""

    bot: User
    guild: Guild
    people: list[User]
    channels: list[Channel]
    threads: list[Channel]
    deleted: set[int]
    followed: list[int]


@st.composite
def servers(draw: st.DrawFn) -> Drawn:
    loopback = Loopback()
    world, changes, threads = loopback.world, loopback.changes, loopback.threads
    people = [world.user(name) for name in ("Ada", "Bo", "Cy", "Di")]
    guild = changes.add_guild("Drawn", people[0], everyone=draw(BITS))
    roles = [changes.add_role(guild, f"role {n}", draw(MORE_BITS)) for n in range(3)]
    for user in people[1:]:
        member = changes.add_member(guild, user, draw(st.lists(st.sampled_from(roles))))
        if draw(st.booleans()):
            member.timed_out_until = datetime.now(UTC) + timedelta(days=1)
    targets = [(role.id, False) for role in (guild.everyone, *roles)]
    targets += [(user.id, True) for user in people]
    channels = []
    for number in range(draw(st.integers(1, 4))):
        chosen = draw(st.lists(st.sampled_from(targets), unique=True, max_size=3))
        kind = draw(st.sampled_from((ChannelType.TEXT, ChannelType.FORUM)))
        channel = changes.add_channel(
            guild,
            f"channel {number}",
            kind,
            overwrites=[Overwrite(*target, draw(BITS), draw(BITS)) for target in chosen],
        )
        channel.nsfw = draw(st.booleans())
        channels.append(channel)
    made = [
        threads.create(
            channel := draw(st.sampled_from(channels)),
            draw(st.sampled_from(people)),
            f"thread {number}",
            private=channel.type is ChannelType.TEXT and draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 8)))
    ]
    numbers = [thread.id for thread in made]
    followed = draw(
        st.lists(st.sampled_from([channel.id for channel in channels]), unique=True, min_size=1)
    )
    deleted = draw(st.sets(st.sampled_from(numbers)))
    for thread in made:
        if thread.id in deleted:
            threads.delete(thread)
    changes.invite_bot(guild, permissions.ALL)
    return Drawn(world.bot, guild, people, channels, made, deleted, followed)


@dataclass
class Seen:
    """The same server as the bot has it."""

    guild: discord.Guild

    @classmethod
    def of(cls, drawn: Drawn) -> Seen:
        client = discord.Client(intents=discord.Intents(guilds=True))
        data = payloads.of_guild(drawn.guild, drawn.bot, all_members=True)
        data["threads"] = [
            payloads.of_channel(thread, viewer=drawn.bot)
            for thread in drawn.threads
            if thread.id not in drawn.deleted
        ]
        return cls(discord.Guild(data=data, state=client._connection))  # type: ignore[arg-type]

    def member(self, drawn: Drawn, user: User) -> discord.Member:
        data = payloads.of_member(drawn.guild.members[user.id])
        return discord.Member(data=data, guild=self.guild, state=self.guild._state)  # type: ignore[arg-type]


def may(thread: Channel, drawn: Drawn, user: User, place: Channel) -> bool:
    """What is right, by the loopback Discord's own rules."""
    parent = thread.permission_channel
    return (
        thread.id not in drawn.deleted
        and thread.id != place.id
        and parent.id in drawn.followed
        and thread.type is ChannelType.PUBLIC_THREAD
        and permissions.may(thread, user, SEEING)
        and (not parent.nsfw or place.permission_channel.nsfw)
    )


@given(drawn=servers(), data=st.data(), public=st.booleans())
@settings(max_examples=300, deadline=None)
def test_nobody_is_shown_what_they_may_not_open(
    parts: Parts, drawn: Drawn, data: st.DataObject, public: bool
) -> None:
    seen = Seen.of(drawn)
    user = data.draw(st.sampled_from(drawn.people))
    alive = [thread for thread in drawn.threads if thread.id not in drawn.deleted]
    place = data.draw(st.sampled_from([*drawn.channels, *alive]))
    place_seen = seen.guild.get_channel_or_thread(place.id)
    member = seen.member(drawn, user)
    peers = PeerThreads(drawn.guild.id, DIMENSION, OPEN)
    rows = np.random.default_rng(len(drawn.threads)).standard_normal((len(drawn.threads) + 1, 384))
    vectors = unit_rows(rows.astype(np.float32))
    # The index lags behind: it has deleted and private threads as well.
    peers.put(
        [
            (
                Thread(t.id, drawn.guild.id, t.permission_channel.id, MOMENT, MOMENT),
                vectors[number : number + 1],
            )
            for number, t in enumerate(drawn.threads)
        ]
    )
    channels = readable(member, drawn.followed, asked_in=place_seen, public=public)
    ranked = peers.rank(
        parts.mind,
        Query("walking", ("",), vectors[-1:]),
        lambda thread: thread.channel in channels,
        asking=place.id,
    )
    by_id = {thread.id: thread for thread in drawn.threads}
    hits = [by_id[hit.thread.id] for hit in ranked.hits]
    for thread in hits:
        # What a button carries: a channel that the asker may read, and in public everybody.
        readers = [u for u in drawn.people if permissions.may(place, u, permissions.VIEW_CHANNEL)]
        for reader in [user, *(readers if public else ())]:
            assert permissions.may(thread.permission_channel, reader, SEEING)
    shown = [
        thread
        for thread in drawn.threads
        if thread.id != place.id
        and may_open(
            member,
            seen.guild.get_thread(thread.id),
            drawn.followed,
            asked_in=place_seen,
            public=public,
        )
    ]
    # What an answer names: in public, everybody who reads it may open.
    readers = [u for u in drawn.people if permissions.may(place, u, permissions.VIEW_CHANNEL)]
    for thread in shown:
        for reader in [user, *(readers if public else ())]:
            assert may(thread, drawn, reader, place)
    if not public:
        # And nothing is withheld without a reason.
        right = {t.id for t in drawn.threads if may(t, drawn, user, place)}
        assert {t.id for t in shown} == right
        assert right <= {t.id for t in hits}
