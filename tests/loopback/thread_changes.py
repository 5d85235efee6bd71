"""What changes threads and forum posts, with the events for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import payloads
from .world import Channel, ChannelType, Json, Message, Thread, User

if TYPE_CHECKING:
    from .server import Loopback

THREAD_CREATED, THREAD_STARTER = 18, 21


class ThreadChanges:
    """Creates, changes and deletes threads."""

    def __init__(self, loopback: Loopback) -> None:
        self._world = loopback.world
        self._tell = loopback.changes.tell
        self._changes = loopback.changes

    def create(
        self,
        parent: Channel,
        owner: User,
        name: str,
        *,
        private: bool = False,
        starter: Message | None = None,
        auto_archive: int = 4320,
        tags: list[int] | None = None,
        at: datetime | None = None,
    ) -> Channel:
        """A thread below ``parent``; ``starter`` is the message that it hangs on, if any."""
        guild = parent.guild
        assert guild is not None
        now = at or datetime.now(UTC)
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        if parent.type is ChannelType.ANNOUNCEMENT:
            kind = ChannelType.ANNOUNCEMENT_THREAD
        thread = Channel(
            starter.id if starter else self._world.snowflakes.next(at),
            kind,
            name,
            guild,
            parent_id=parent.id,
            thread=Thread(owner.id, parent, now, now, auto_archive=auto_archive, tags=tags or []),
        )
        assert thread.thread is not None
        thread.thread.members[owner.id] = now
        guild.threads[thread.id] = thread
        self._world.channels[thread.id] = thread
        if parent.type is ChannelType.FORUM:
            parent.last_message_id = thread.id
        bot = self._world.bot
        data = payloads.of_channel(thread, viewer=bot) | {"newly_created": True}
        self._tell("THREAD_CREATE", data, guild, thread)
        if starter:
            self._changes.edit(starter, thread=thread)
        return thread

    def post(
        self,
        forum: Channel,
        author: User,
        name: str,
        first: Message,
        *,
        tags: list[int] | None = None,
        at: datetime | None = None,
    ) -> Channel:
        """A forum post. ``first`` becomes its first message, and gets the thread's id and place."""
        thread = self.create(forum, author, name, tags=tags, at=at)
        first.id, first.channel = thread.id, thread
        self._changes.post(first)
        return thread

    def update(self, channel: Channel, **fields: Any) -> None:
        """Set ``name``, ``slowmode``, or fields of the thread (``archived``, ``locked``, …)."""
        thread = channel.thread
        assert thread is not None
        if "archived" in fields and "archived_at" not in fields:
            fields["archived_at"] = datetime.now(UTC)
        for name, value in fields.items():
            setattr(channel if name in ("name", "slowmode") else thread, name, value)
        data = payloads.of_channel(channel, viewer=self._world.bot)
        self._tell("THREAD_UPDATE", data, channel.guild, channel)

    def delete(self, channel: Channel) -> None:
        guild, thread = channel.guild, channel.thread
        assert guild is not None
        assert thread is not None
        data: Json = {
            "id": str(channel.id),
            "guild_id": str(guild.id),
            "parent_id": str(channel.parent_id),
            "type": int(channel.type),
        }
        self._tell("THREAD_DELETE", data, guild, channel)
        del guild.threads[channel.id], self._world.channels[channel.id]

    def add_member(self, channel: Channel, user: User) -> None:
        thread = channel.thread
        assert thread is not None
        if user.id in thread.members:
            return
        thread.members[user.id] = datetime.now(UTC)
        if user is self._world.bot and channel.type is ChannelType.PRIVATE_THREAD:
            data = payloads.of_channel(channel, viewer=user)
            self._tell("THREAD_CREATE", data, channel.guild, channel)
        self._members(channel, added=[payloads.of_thread_member(channel, user.id)])

    def remove_member(self, channel: Channel, user: User) -> None:
        thread = channel.thread
        assert thread is not None
        if thread.members.pop(user.id, None):
            self._members(channel, removed=[str(user.id)])

    def _members(
        self, channel: Channel, added: list[Json] | None = None, removed: list[str] | None = None
    ) -> None:
        assert channel.guild is not None
        assert channel.thread is not None
        data: Json = {
            "id": str(channel.id),
            "guild_id": str(channel.guild.id),
            "member_count": len(channel.thread.members),
            "added_members": added or [],
            "removed_member_ids": removed or [],
        }
        self._tell("THREAD_MEMBERS_UPDATE", data, channel.guild)
