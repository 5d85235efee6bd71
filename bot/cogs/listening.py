"""Messages: mentions, replies to the bot, and direct messages."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict

import discord
from discord.ext import commands

from bot.cogs.asking import URGENT
from bot.cogs.desk import SLOW_DOWN, Asker, Desk
from bot.conversation.replies import Fixed, Reply
from bot.conversation.speaking import Heard, Speak, decide
from bot.store.communities import load_community
from bot.views.replies import reply_view, urgent_word
from bot.work import RESTARTING

log = logging.getLogger(__name__)

MOST_REMEMBERED = 2_000
"""Questions whose reply still follows an edit or a deletion; kept in memory only."""

GREETING = (
    "Hello. Ask me about exercise, physio, your rights or life with MS, in your own words. "
    "You can also type `/ask` or browse with `/topics`."
)

_QUOTES = re.compile(r"^ {0,3}>.*$|```.*?```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


class Listening(commands.Cog):
    """Answers messages when it is asked, and only then."""

    def __init__(self, bot: commands.Bot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        # By question: our reply, or None while it is being made. A second event with the same
        # id is Discord repeating itself.
        self._replies: OrderedDict[int, discord.Message | None] = OrderedDict()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer, if the decision is to speak."""
        if message.id in self._replies:
            return
        heard = await self._hear(message)
        decision = decide(heard)
        if not decision.speaks:
            log.debug("silent: %s", decision.value)
            return
        if not self._desk.services.work.join():
            await message.reply(RESTARTING, mention_author=False)
            return
        self._remember(message.id, None)
        if decision is Speak.GREET:
            self._remember(message.id, await message.reply(GREETING, mention_author=False))
            return
        async with message.channel.typing():
            reply = await self._desk.ask(_asker(message), heard.question)
        await self._answer(message, reply)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Let our reply follow what the question says now."""
        old = self._replies.get(payload.message_id)
        message = payload.message
        if old is None or message.edited_at is None:
            return
        before = payload.cached_message
        if before is not None and before.content == message.content:
            return  # Discord added a preview; nobody changed anything.
        heard = await self._hear(message)
        if decide(heard) is not Speak.ANSWER or not self._desk.services.work.join():
            return
        reply = await self._desk.ask(_asker(message), heard.question)
        if reply.route in URGENT:
            await self._answer(message, reply)
        else:
            await old.edit(content=None, view=reply_view(reply))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take our reply away with its question."""
        await self._withdraw(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same, for many at once."""
        for number in payload.message_ids:
            await self._withdraw(number)

    async def _answer(self, message: discord.Message, reply: Reply) -> None:
        asker = _asker(message)
        if not self._desk.keeps_pace(asker) and reply.route not in URGENT:
            await message.reply(SLOW_DOWN, mention_author=False)
            return
        if isinstance(reply, Fixed) and reply.route in URGENT and message.guild is not None:
            sent = await self._help_in_private(message, reply)
        else:
            sent = await message.reply(view=reply_view(reply), mention_author=False)
        if message.id in self._replies:
            self._remember(message.id, sent)
        else:  # The question was deleted while the reply was being made.
            await sent.delete()
        await self._desk.count(asker, reply)

    async def _help_in_private(self, message: discord.Message, reply: Fixed) -> discord.Message:
        """The full words by direct message, a short one in the channel."""
        try:
            await message.author.send(view=reply_view(reply))
        except discord.Forbidden:
            return await message.reply(view=urgent_word(reply, delivered=False))
        return await message.reply(view=urgent_word(reply, delivered=True))

    async def _withdraw(self, number: int) -> None:
        ours = self._replies.pop(number, None)
        if ours is None:
            return
        try:
            await ours.delete()
        except discord.NotFound:
            return  # Somebody was quicker.

    def _remember(self, number: int, reply: discord.Message | None) -> None:
        self._replies[number] = reply
        self._replies.move_to_end(number)
        while len(self._replies) > MOST_REMEMBERED:
            self._replies.popitem(last=False)

    async def _hear(self, message: discord.Message) -> Heard:
        """Gather what the decision needs."""
        user = self._bot.user
        assert user is not None, "messages arrive after the login"  # noqa: S101
        named = user in message.mentions
        replied = message.reference.resolved if message.reference else None
        answers_us = isinstance(replied, discord.Message) and replied.author.id == user.id
        question = _without_mention(message.content, user.id)
        direct = message.guild is None
        settings = (
            await load_community(self._desk.services.store, message.guild.id)
            if (message.guild and (named or answers_us))
            else None
        )
        thread = message.channel if isinstance(message.channel, discord.Thread) else None
        return Heard(
            direct=direct,
            from_person=not message.author.bot and message.webhook_id is None,
            ordinary=message.type in (discord.MessageType.default, discord.MessageType.reply),
            # Without a mention, the text of a reply to us arrives only with the content intent.
            mentioned=named or (answers_us and bool(question)),
            only_quoted=_names(message.content, user.id)
            and not answers_us
            and not _names(_QUOTES.sub("", message.content), user.id),
            question=question,
            closed=thread is not None and (thread.locked or thread.archived),
            allowed=settings is None
            or settings.may_speak_in(message.channel.id, thread.parent_id if thread else None),
            able=direct or _may_write(message),
        )


def _asker(message: discord.Message) -> Asker:
    return Asker(message.author.id, message.channel.id, message.guild.id if message.guild else None)


def _may_write(message: discord.Message) -> bool:
    if message.guild is None or isinstance(message.channel, discord.DMChannel):
        return True
    allowed = message.channel.permissions_for(message.guild.me)
    if isinstance(message.channel, discord.Thread):
        return allowed.send_messages_in_threads
    return allowed.send_messages


def _names(text: str, user_id: int) -> bool:
    return f"<@{user_id}>" in text or f"<@!{user_id}>" in text


def _without_mention(text: str, user_id: int) -> str:
    return text.replace(f"<@{user_id}>", "").replace(f"<@!{user_id}>", "").strip()
