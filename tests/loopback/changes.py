"""Everything that changes the world, each change with the events that Discord sends for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import payloads, permissions
from .world import (
    Channel,
    ChannelType,
    Guild,
    Json,
    Member,
    Message,
    Overwrite,
    Role,
    Tag,
    User,
)

if TYPE_CHECKING:
    from .server import Loopback
    from .session import Session

REPLY = 19

_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")


class Changes:
    """Guilds, roles, channels and messages. Threads are in `thread_changes.py`."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self._world = loopback.world

    def tell(
        self,
        event: str,
        data: Any,
        guild: Guild | None,
        channel: Channel | None = None,
        *,
        always: bool = False,
    ) -> None:
        """Publish an event, and wake whoever waits for the world to change."""
        self._loopback.gateway.publish(event, data, guild, channel, always=always)
        self._loopback.changed()

    # --- guilds and members

    def add_guild(
        self,
        name: str,
        owner: User,
        *,
        everyone: int = permissions.MEMBERS,
        shard: tuple[int, int] | None = None,
    ) -> Guild:
        """A guild without the bot."""
        guild = Guild(self._world.snowflakes.next(shard=shard), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone, position=0)
        guild.members[owner.id] = Member(owner, guild)
        self._world.guilds[guild.id] = guild
        return guild

    def invite_bot(self, guild: Guild, bits: int) -> None:
        """The bot joins, with a role of its own that has these permissions."""
        bot = self._world.bot
        role = self.add_role(guild, bot.name, bits, managed=True)
        guild.members[bot.id] = Member(bot, guild, {role.id})
        self._appear(guild)

    def remove_bot(self, guild: Guild) -> None:
        """Somebody removes the bot."""
        gone = {"id": str(guild.id)}
        self.tell("GUILD_DELETE", gone, guild)
        for role in guild.members.pop(self._world.bot.id).roles:
            del guild.roles[role]

    def outage(self, guild: Guild) -> None:
        """Discord loses sight of a guild for a while."""
        self.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)
        guild.available = False

    def outage_over(self, guild: Guild) -> None:
        guild.available = True
        self._appear(guild)

    def _appear(self, guild: Guild) -> None:
        gateway = self._loopback.gateway
        self.tell("GUILD_CREATE", lambda session: gateway.guild(guild, session), guild)

    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        member = Member(user, guild, {role.id for role in roles})
        guild.members[user.id] = member
        data = payloads.of_member(member) | {"guild_id": str(guild.id)}
        self.tell("GUILD_MEMBER_ADD", data, guild)
        return member

    def remove_member(self, guild: Guild, user: User) -> None:
        del guild.members[user.id]
        data = {"guild_id": str(guild.id), "user": payloads.of_user(user)}
        self.tell("GUILD_MEMBER_REMOVE", data, guild)

    def update_member(self, member: Member, **fields: Any) -> None:
        """Set fields of a member (``roles``, ``nick``, ``timed_out_until``)."""
        for name, value in fields.items():
            setattr(member, name, value)
        data = payloads.of_member(member) | {"guild_id": str(member.guild.id)}
        own = member.user is self._world.bot
        self.tell("GUILD_MEMBER_UPDATE", data, member.guild, always=own)

    def add_role(self, guild: Guild, name: str, bits: int = 0, *, managed: bool = False) -> Role:
        role = Role(self._world.snowflakes.next(), name, bits, len(guild.roles), managed=managed)
        guild.roles[role.id] = role
        self._role("GUILD_ROLE_CREATE", guild, role)
        return role

    def update_role(self, guild: Guild, role: Role, bits: int) -> None:
        role.permissions = bits
        self._role("GUILD_ROLE_UPDATE", guild, role)

    def remove_role(self, guild: Guild, role: Role) -> None:
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles.discard(role.id)
        data = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.tell("GUILD_ROLE_DELETE", data, guild)

    def _role(self, event: str, guild: Guild, role: Role) -> None:
        self.tell(event, {"guild_id": str(guild.id), "role": payloads.of_role(role)}, guild)

    # --- channels

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: ChannelType = ChannelType.TEXT,
        *,
        overwrites: Iterable[Overwrite] = (),
        tags: Iterable[str] = (),
        requires_tag: bool = False,
    ) -> Channel:
        snowflakes = self._world.snowflakes
        channel = Channel(
            snowflakes.next(),
            kind,
            name,
            guild,
            position=len(guild.channels),
            overwrites={overwrite.target: overwrite for overwrite in overwrites},
            tags=[Tag(snowflakes.next(), tag) for tag in tags],
            requires_tag=requires_tag,
        )
        guild.channels[channel.id] = channel
        self._world.channels[channel.id] = channel
        self.tell("CHANNEL_CREATE", payloads.of_channel(channel), guild)
        return channel

    def update_channel(self, channel: Channel, **fields: Any) -> None:
        """Set fields of a channel. Threads that come into the bot's sight are told to it."""
        bot = self._world.bot
        before = permissions.may(channel, bot, permissions.VIEW_CHANNEL)
        for name, value in fields.items():
            setattr(channel, name, value)
        self.tell("CHANNEL_UPDATE", payloads.of_channel(channel), channel.guild)
        if channel.guild and not before:
            self._sync_threads(channel, channel.guild)

    def _sync_threads(self, channel: Channel, guild: Guild) -> None:
        bot = self._world.bot
        threads = [
            payloads.of_channel(thread, viewer=bot)
            for thread in guild.threads.values()
            if thread.parent_id == channel.id and thread.thread and not thread.thread.archived
        ]
        data = {
            "guild_id": str(guild.id),
            "channel_ids": [str(channel.id)],
            "threads": threads,
            "members": [thread["member"] for thread in threads if "member" in thread],
        }
        self.tell("THREAD_LIST_SYNC", data, guild, channel)

    def set_overwrite(
        self, channel: Channel, target: Role | User, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Allow or deny something in one channel; neither removes what was set."""
        overwrites = dict(channel.overwrites)
        overwrites.pop(target.id, None)
        if allow or deny:
            overwrites[target.id] = Overwrite(target.id, isinstance(target, User), allow, deny)
        self.update_channel(channel, overwrites=overwrites)

    def remove_channel(self, channel: Channel) -> None:
        guild = channel.guild
        assert guild is not None
        for thread in [t for t in guild.threads.values() if t.parent_id == channel.id]:
            del guild.threads[thread.id], self._world.channels[thread.id]
        del guild.channels[channel.id], self._world.channels[channel.id]
        self.tell("CHANNEL_DELETE", payloads.of_channel(channel), guild)

    # --- messages

    def post(self, message: Message) -> Message:
        """Put a message into its channel, with what it mentions, and tell it."""
        channel = message.channel
        if message.author is not self._world.bot:
            self._find_mentions(message)
        channel.messages[message.id] = message
        if message.ephemeral:
            self._loopback.changed()
            return message
        channel.last_message_id = message.id
        if channel.thread:
            # A thread's first message is not counted.
            channel.thread.message_count += message.id != channel.id
            channel.thread.total_sent += message.id != channel.id
        self._message("MESSAGE_CREATE", message)
        return message

    def _find_mentions(self, message: Message) -> None:
        ids = [int(found) for found in _MENTION.findall(message.content)]
        users = [self._world.users[i] for i in dict.fromkeys(ids) if i in self._world.users]
        message.mentions = list(dict.fromkeys([*message.mentions, *users]))
        message.mention_roles = [int(found) for found in _ROLE.findall(message.content)]

    def edit(self, message: Message, **fields: Any) -> None:
        """Set fields of a message."""
        message.history.append(message.content)
        named = {int(found) for found in _MENTION.findall(message.content)}
        for name, value in fields.items():
            setattr(message, name, value)
        if not message.loading:
            message.edited_at = datetime.now(UTC)
        if message.author is not self._world.bot:
            # Who was only named is mentioned no more; whoever is replied to still is.
            message.mentions = [user for user in message.mentions if user.id not in named]
            self._find_mentions(message)
        if message.ephemeral:
            self._loopback.changed()
        else:
            self._message("MESSAGE_UPDATE", message)

    def delete(self, message: Message) -> None:
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        if message.ephemeral:
            self._loopback.changed()
            return
        self.tell("MESSAGE_DELETE", _place(message), message.channel.guild, message.channel)

    def react(self, message: Message, user: User, emoji: str, *, add: bool = True) -> None:
        """Add or remove a reaction."""
        before = message.reactions.pop(emoji, [])
        users = [one for one in before if one != user.id] + ([user.id] if add else [])
        if users:
            message.reactions[emoji] = users
        if (user.id in before) == add:
            return
        data: Json = {
            "user_id": str(user.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
            "emoji": {"id": None, "name": emoji},
            "message_author_id": str(message.author.id),
            "burst": False,
            "type": 0,
        }
        guild = message.channel.guild
        if guild:
            data["guild_id"] = str(guild.id)
            if add and user.id in guild.members:
                data["member"] = payloads.of_member(guild.members[user.id])
        event = "MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE"
        self.tell(event, data, guild, message.channel)

    def _message(self, event: str, message: Message) -> None:
        bot = self._world.bot

        def data(session: Session) -> Json:
            reads = session.reads_content
            made = payloads.of_message(message, bot=bot, content=reads, event=True)
            return made | {"channel_type": int(message.channel.type)}

        self.tell(event, data, message.channel.guild, message.channel)


def _place(message: Message) -> Json:
    guild = message.channel.guild
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    return data | ({"guild_id": str(guild.id)} if guild else {})
