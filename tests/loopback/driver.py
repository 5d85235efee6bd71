"""Acting as people do: writing, commands, buttons, forms, threads; and reading what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import permissions
from .changes import REPLY
from .command_limits import CHAT, MESSAGE, USER
from .component_limits import Kind
from .forms import filled, value_of
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction
from .offers import NotOffered, Values, descend, find_command, owners
from .reading import buttons, name_of, selects
from .world import Channel, Json, Message, User

if TYPE_CHECKING:
    from .server import Loopback


@dataclass(eq=False)
class Person:
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

    # --- writing

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

    # --- commands

    def slash(
        self, name: str, channel: Channel, *, stale: bool = False, **options: Any
    ) -> Interaction:
        """Run a command; ``name`` with its subcommands, such as "knowledge add". Values are what
        the option takes: text, number, bool, User, Role, Channel, or (filename, content).
        """
        self.loopback.said += [value for value in options.values() if isinstance(value, str)]
        return self._chat(COMMAND, name, channel, options, stale=stale)

    async def completes(
        self, name: str, channel: Channel, option: str, text: str, **others: Any
    ) -> list[Json]:
        """Type ``text`` into an option, and see what is suggested: name and value."""
        given = {**others, option: text}
        interaction = self._chat(AUTOCOMPLETE, name, channel, given, focused=option)
        return await interaction.suggestions()

    def _chat(
        self,
        kind: int,
        name: str,
        channel: Channel,
        given: dict[str, Any],
        *,
        stale: bool = False,
        focused: str | None = None,
    ) -> Interaction:
        first, *rest = name.split()
        command = find_command(self.loopback, self.user, channel, CHAT, first, stale=stale)
        path, known = descend(command, rest)
        if focused and not any(o["name"] == focused and o.get("autocomplete") for o in known):
            raise NotOffered(f"{focused!r} suggests nothing")
        values = Values(self.loopback, channel)
        options = values.options(known, given, focused)
        for step in reversed(path):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data = self._command(command) | {"options": options}
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(kind, channel, data, name)

    def message_menu(self, name: str, message: Message, *, stale: bool = False) -> Interaction:
        """Apps → ``name`` on a message."""
        self._sees(message)
        return self._menu(MESSAGE, name, message.channel, message, stale=stale)

    def user_menu(
        self, name: str, channel: Channel, target: User, *, stale: bool = False
    ) -> Interaction:
        """Apps → ``name`` on a person."""
        return self._menu(USER, name, channel, target, stale=stale)

    def _menu(
        self, kind: int, name: str, channel: Channel, target: Message | User, *, stale: bool
    ) -> Interaction:
        command = find_command(self.loopback, self.user, channel, kind, name, stale=stale)
        values = Values(self.loopback, channel)
        target_id = values.resolve(target)
        data = self._command(command) | {"target_id": target_id, "resolved": values.resolved}
        return self._send(COMMAND, channel, data, name)

    def _command(self, command: Json) -> Json:
        data = {key: command[key] for key in ("id", "name", "type")}
        return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})

    # --- components and forms

    def presses(
        self,
        message: Message,
        label: str | None = None,
        *,
        custom_id: str | None = None,
    ) -> Interaction:
        """Press a button of the message as it is now, named by its label or custom_id."""
        self._sees(message)
        button = self._find(buttons(message), label, custom_id)
        if button.get("url"):
            raise NotOffered("a link tells the bot nothing")
        data: Json = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        name = f"button {label or custom_id}"
        return self._send(COMPONENT, message.channel, data, name, source=message)

    def chooses(
        self,
        message: Message,
        *wanted: Any,
        menu: str | None = None,
        custom_id: str | None = None,
    ) -> Interaction:
        """Choose in a select menu (the only one, or named by placeholder or custom_id): options
        by label or value, or users, roles and channels.
        """
        self._sees(message)
        select = self._find(selects(message), menu, custom_id)
        low, high = select.get("min_values"), select.get("max_values") or 1
        if not (1 if low is None else low) <= len(wanted) <= high:
            raise NotOffered(f"this menu takes {low} to {high} values")
        values = Values(self.loopback, message.channel)
        if select["type"] == Kind.STRING_SELECT:
            chosen = [value_of(select["options"], one, name_of(select)) for one in wanted]
        else:
            chosen = [values.resolve(one) for one in wanted]
        data: Json = {
            "component_type": select["type"],
            "custom_id": select["custom_id"],
            "id": select["id"],
            "values": chosen,
        }
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(COMPONENT, message.channel, data, "select", source=message)

    async def submits(self, shown: Interaction, given: dict[str, Any]) -> Interaction:
        """Fill in the form that ``shown`` opened and send it; values by label or custom_id."""
        form = await shown.form()
        self.loopback.said += [value for value in given.values() if isinstance(value, str)]
        values = Values(self.loopback, shown.channel)
        data: Json = {
            "custom_id": form["custom_id"],
            "components": filled(form, given, values),
        }
        if values.resolved:
            data["resolved"] = values.resolved
        return self._send(FORM, shown.channel, data, form["title"], source=shown.source)

    def _find(self, components: list[Json], label: str | None, custom_id: str | None) -> Json:
        found = [
            one
            for one in components
            if (label is None or name_of(one) == label)
            and (custom_id is None or one.get("custom_id") == custom_id)
        ]
        if len(found) != 1:
            names = [name_of(one) for one in components]
            raise NotOffered(f"{len(found)} fit {label or custom_id!r}; there are {names}")
        if found[0].get("disabled"):
            raise NotOffered(f"{label or custom_id!r} is switched off")
        return found[0]

    def _send(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        name: str,
        *,
        source: Message | None = None,
    ) -> Interaction:
        there = owners(self.loopback, self.user, channel)
        return self.loopback.interactions.send(
            kind, self.user, channel, data, owners=there, name=name, source=source
        )

    # --- what they may do

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
