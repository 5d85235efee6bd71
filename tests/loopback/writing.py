"""Acting as people do: writing, and threads; and waiting for what the bot writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import permissions
from .changes import REPLY
from .offers import NotOffered
from .world import Channel, Message, User

if TYPE_CHECKING:
    from .server import Loopback


@dataclass(eq=False)
class Writer:
    """Somebody with a Discord client. What their client would not let them do raises
    :class:`NotOffered`.
    """

    loopback: Loopback
    user: User

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self.loopback.world.dm(self.user)

    def says(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Iterable[tuple[str, bytes]] = (),
    ) -> Message:
        """Write a message. ``reply_to`` with ``ping`` mentions the author replied to."""
        self._need(channel, permissions.sending_bit(channel))
        thread = channel.thread
        if thread and thread.locked:
            self._need(channel, permissions.MANAGE_THREADS)
        if thread and thread.archived:
            self.loopback.threads.update(channel, archived=False)
        message = self._message(channel, text, files)
        if reply_to:
            message.type, message.reference = REPLY, reply_to
            message.reference_ids = {
                "type": 0,
                "channel_id": str(channel.id),
                "message_id": str(reply_to.id),
            }
            message.mentions = [reply_to.author] if ping else []
        if thread:
            self.loopback.threads.add_member(channel, self.user)
        return self.loopback.changes.post(message)

    def mentions_bot(self, channel: Channel, text: str, **details: Any) -> Message:
        """Write to the bot by name."""
        return self.says(channel, f"<@{self.loopback.world.bot.id}> {text}", **details)

    def edits(self, message: Message, text: str) -> None:
        self._own(message)
        self.loopback.said.append(text)
        self.loopback.changes.edit(message, content=text)

    def deletes(self, message: Message) -> None:
        if message.author is not self.user:
            self._need(message.channel, permissions.MANAGE_MESSAGES)
        self.loopback.changes.delete(message)

    def reacts(self, message: Message, emoji: str, *, add: bool = True) -> None:
        self._sees(message)
        self.loopback.changes.react(message, self.user, emoji, add=add)

    def _message(
        self, channel: Channel, text: str, files: Iterable[tuple[str, bytes]] = ()
    ) -> Message:
        store = self.loopback.interactions.store
        kept = [store.upload(channel, *file) for file in files]
        self.loopback.said.append(text)
        number = self.loopback.world.snowflakes.next()
        return Message(number, channel, self.user, text, attachments=kept)

    # --- threads

    def opens_thread(
        self,
        channel: Channel,
        name: str,
        *,
        private: bool = False,
        on: Message | None = None,
    ) -> Channel:
        """A thread in a text channel."""
        bit = permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS
        self._need(channel, bit)
        return self.loopback.threads.create(channel, self.user, name, private=private, starter=on)

    def posts(self, forum: Channel, title: str, text: str, *, tags: Iterable[str] = ()) -> Channel:
        """A post in a forum; ``tags`` by name."""
        self._need(forum, permissions.SEND_MESSAGES)
        ids = [tag.id for tag in forum.tags if tag.name in tags]
        if forum.requires_tag and not ids:
            raise NotOffered("this forum needs a tag")
        self.loopback.said.append(title)
        first = self._message(forum, text)
        return self.loopback.threads.post(forum, self.user, title, first, tags=ids)

    def changes_thread(self, channel: Channel, **fields: Any) -> None:
        """``archived``, ``locked``, ``name``, ``pinned``, ``tags`` (ids) …"""
        assert channel.thread is not None
        if channel.thread.owner_id != self.id or {"locked", "pinned"} & set(fields):
            self._need(channel, permissions.MANAGE_THREADS)
        self.loopback.threads.update(channel, **fields)

    def deletes_thread(self, channel: Channel) -> None:
        self._need(channel, permissions.MANAGE_THREADS)
        self.loopback.threads.delete(channel)

    def _need(self, channel: Channel, bits: int) -> None:
        if not permissions.may(channel, self.user, bits):
            raise NotOffered(f"{self.user.name} may not do that in {channel.name!r} ({bits:#x})")

    def _sees(self, message: Message) -> None:
        if message.deleted or message.only_for not in (None, self.user):
            raise NotOffered(f"{self.user.name} does not see that message")
        self._need(message.channel, permissions.VIEW_CHANNEL)

    def _own(self, message: Message) -> None:
        if message.author is not self.user:
            raise NotOffered("only one's own messages can be edited")


def bot_messages(
    loopback: Loopback, channel: Channel, after: Message | None = None
) -> list[Message]:
    """What the bot wrote in ``channel`` so far, oldest first; not what only one person sees."""
    first = after.id if after else 0
    return [
        message
        for number, message in sorted(channel.messages.items())
        if number > first and message.author is loopback.world.bot and not message.ephemeral
    ]


async def replies_to(loopback: Loopback, message: Message, count: int = 1) -> list[Message]:
    """Wait for so many replies of the bot to a message."""

    def found() -> list[Message]:
        every = bot_messages(loopback, message.channel, message)
        replies = [one for one in every if one.reference is message]
        return replies if len(replies) >= count else []

    return await loopback.until(found, f"{count} replies to {message.content!r}")


async def reply_to(loopback: Loopback, message: Message) -> Message:
    """Wait for the bot's reply to a message."""
    return (await replies_to(loopback, message))[0]
