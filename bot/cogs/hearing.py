"""What is known of a message when it is decided whether to speak."""

from __future__ import annotations

import re

import discord
from discord.ext import commands

from bot.cogs.desk import Desk
from bot.conversation.speaking import Heard
from bot.views.controls import read_id
from bot.views.pages import without_mentions

_QUOTES = re.compile(r"^ {0,3}>.*$|```.*?```|`[^`\n]*`", re.MULTILINE | re.DOTALL)

_OF_AN_ENTRY = "more"
"""The action of the button that only an answer has; its first argument is the entry."""


class Hearing:
    """Gathers what the decision needs."""

    def __init__(self, bot: commands.Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk

    async def of(self, message: discord.Message) -> Heard:
        """What is known of ``message``."""
        user = self._bot.user
        assert user is not None, "messages arrive after the login"  # noqa: S101
        replied = message.reference.resolved if message.reference else None
        ours = replied if isinstance(replied, discord.Message) and replied.author == user else None
        question = without_mentions(message.content)
        by_name = _names(message.content, user.id)
        # Without a mention, the text of a reply to us arrives only with the content intent.
        mentioned = user in message.mentions or (ours is not None and bool(question))
        thread = message.channel if isinstance(message.channel, discord.Thread) else None
        parent = thread.parent_id if thread else None
        allowed = True
        if message.guild and mentioned:
            settings = await self._desk.settings_of(message.guild.id)
            allowed = settings.may_speak_in(message.channel.id, parent)
        return Heard(
            direct=message.guild is None,
            from_person=not message.author.bot and message.webhook_id is None,
            ordinary=message.type in (discord.MessageType.default, discord.MessageType.reply),
            mentioned=mentioned,
            only_quoted=by_name
            and ours is None
            and not _names(_QUOTES.sub("", message.content), user.id),
            question=question,
            about=_entry_of(ours) if ours else None,
            to_others=ours is not None
            and not by_name
            and any(other != user for other in message.mentions),
            closed=thread is not None and (thread.locked or thread.archived),
            allowed=allowed,
            able=_may_write(message),
        )


def may_refer(message: discord.Message) -> bool:
    """Whether the bot may reply to ``message``, and not only write below it."""
    allowed = _permissions(message)
    return allowed is None or allowed.read_message_history


def _may_write(message: discord.Message) -> bool:
    allowed = _permissions(message)
    if allowed is None:
        return True
    if isinstance(message.channel, discord.Thread):
        return allowed.send_messages_in_threads
    return allowed.send_messages


def _permissions(message: discord.Message) -> discord.Permissions | None:
    """What the bot may do there; ``None`` in direct messages."""
    if message.guild is None or isinstance(
        message.channel, discord.DMChannel | discord.PartialMessageable
    ):
        return None
    return message.channel.permissions_for(message.guild.me)


def _entry_of(answer: discord.Message) -> str | None:
    """The entry that one of our own messages shows, if it shows one."""
    for row in answer.components:
        for button in row.children if isinstance(row, discord.ActionRow) else ():
            custom_id = getattr(button, "custom_id", None) or ""
            try:
                action, arguments = read_id(custom_id)
            except ValueError:
                continue
            if action == _OF_AN_ENTRY and arguments:
                return arguments[0]
    return None


def _names(text: str, user_id: int) -> bool:
    return f"<@{user_id}>" in text or f"<@!{user_id}>" in text
