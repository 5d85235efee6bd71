"""What a Discord holds: users, guilds, roles, channels, threads and messages, as plain data.

Nothing here sends an event or knows of HTTP: `changes.py` changes the world and tells the gateway.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

Json = dict[str, Any]

EPOCH = 1_420_070_400_000
"""Milliseconds at which Discord's ids begin to count."""


class ChannelType(IntEnum):
    """Discord's numbers for the kinds of channels that a bot for communities meets."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = (
    ChannelType.ANNOUNCEMENT_THREAD,
    ChannelType.PUBLIC_THREAD,
    ChannelType.PRIVATE_THREAD,
)


class Snowflakes:
    """Makes ids that grow, as Discord's do."""

    def __init__(self) -> None:
        self._last = 0
        self._count = 0

    def next(self, at: datetime | None = None, shard: tuple[int, int] | None = None) -> int:
        """An id for now, or for ``at``. With ``shard`` (index, count): one which falls to it."""
        moment = at.timestamp() if at else time.time()
        value = (int(moment * 1000) - EPOCH) << 22
        if at is not None:
            self._count += 1
            return value + self._count
        value = max(value, self._last + 1)
        while shard and (value >> 22) % shard[1] != shard[0]:
            value = ((value >> 22) + 1) << 22
        self._last = value
        return value


def created_at(snowflake: int) -> datetime:
    """The moment that an id carries."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH) / 1000, UTC)


@dataclass(eq=False)
class User:
    """An account."""

    id: int
    name: str
    bot: bool = False
    accepts_dms: bool = True
    """Whether the bot may write to them; if not, sending is refused with 50007."""
    installed: bool = False
    """Whether they installed the application for themselves."""
    locale: str = "en-GB"


@dataclass(eq=False)
class Role:
    """A role; the one with its guild's id is everyone's."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False
    managed: bool = False


@dataclass(eq=False)
class Member:
    """A user in a guild."""

    user: User
    guild: Guild
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    joined_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    timed_out_until: datetime | None = None


@dataclass
class Overwrite:
    """What a channel allows and denies to a role or a member, as bits."""

    target: int
    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass
class Tag:
    """A tag of a forum."""

    id: int
    name: str
    moderated: bool = False


@dataclass(eq=False)
class Thread:
    """What a thread has beyond a channel."""

    owner_id: int
    parent: Channel
    created_at: datetime
    archived_at: datetime
    archived: bool = False
    locked: bool = False
    auto_archive: int = 4320
    invitable: bool = True
    pinned: bool = False
    tags: list[int] = field(default_factory=list)
    members: dict[int, datetime] = field(default_factory=dict)
    message_count: int = 0
    total_sent: int = 0


@dataclass(eq=False)
class Channel:
    """A channel, a thread (``thread`` is set) or direct messages (``recipient`` is set)."""

    id: int
    type: ChannelType
    name: str = ""
    guild: Guild | None = None
    recipient: User | None = None
    among: tuple[User, User] | None = None
    """The two people whose direct messages it is, without the bot."""
    topic: str | None = None
    position: int = 0
    nsfw: bool = False
    parent_id: int | None = None
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    requires_tag: bool = False
    thread: Thread | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int | None = None

    @property
    def context(self) -> int:
        """Discord's number for the kind of place: guild 0, with the bot 1, between people 2."""
        return 0 if self.guild else 2 if self.among else 1

    @property
    def permission_channel(self) -> Channel:
        """The channel whose overwrites count: a thread's parent, otherwise itself."""
        return self.thread.parent if self.thread else self


@dataclass(eq=False)
class Message:
    """A message. ``only_for`` is the one who sees it, if it is ephemeral."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    type: int = 0
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    reference: Message | None = None
    reference_ids: Json | None = None
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    interaction: Json | None = None
    interaction_metadata: Json | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    edited_at: datetime | None = None
    only_for: User | None = None
    loading: bool = False
    """Whether it still says "is thinking"."""
    deleted: bool = False
    pinned: bool = False
    nonce: str | None = None
    thread: Channel | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    """The text it had before each edit."""

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None


@dataclass(eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    members: dict[int, Member] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    available: bool = True

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]


class World:
    """Everything there is, and the application whose bot is tested."""

    def __init__(self) -> None:
        self.snowflakes = Snowflakes()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.token = "loopback.token.of-no-value"
        self.bot = self.user("Reroute", bot=True)
        self.application_owner = self.user("operator")
        self.granted_intents = 0
        """Privileged intents that the application was granted, as bits."""
        self.emojis: list[Json] = []

    @property
    def application_id(self) -> int:
        return self.bot.id

    def user(self, name: str, *, bot: bool = False, accepts_dms: bool = True) -> User:
        """A new account."""
        user = User(self.snowflakes.next(), name, bot=bot, accepts_dms=accepts_dms)
        self.users[user.id] = user
        return user

    def dm(self, user: User) -> Channel:
        """The direct messages between ``user`` and the bot; made if there are none yet."""
        for channel in self.channels.values():
            if channel.recipient is user and not channel.among:
                return channel
        channel = Channel(self.snowflakes.next(), ChannelType.DM, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def private(self, one: User, other: User) -> Channel:
        """Direct messages between two people; the bot is not in them."""
        channel = Channel(
            self.snowflakes.next(), ChannelType.DM, recipient=other, among=(one, other)
        )
        self.channels[channel.id] = channel
        return channel

    def shares_guild(self, user: User) -> bool:
        """Whether the bot and ``user`` are in one guild."""
        return any(
            user.id in guild.members and self.bot.id in guild.members
            for guild in self.guilds.values()
        )
