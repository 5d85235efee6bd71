"""Messages: mentions, replies to the bot, and direct messages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

import discord
from discord import ui
from discord.ext import commands

from bot.cogs.asking import PATIENCE
from bot.cogs.desk import Asker, Desk
from bot.cogs.hearing import Hearing, may_refer
from bot.cogs.related import Related
from bot.conversation.replies import Fixed, Reply
from bot.conversation.speaking import Heard, Speak, decide
from bot.views.once import Once
from bot.views.pages import page
from bot.views.replies import URGENT, reply_view, urgent_word
from bot.views.trouble import UNREACHABLE, note_trouble
from bot.work import RESTARTING

log = logging.getLogger(__name__)

MOST_REMEMBERED = 2_000
"""Questions whose reply still follows an edit or a deletion; kept in memory only."""

GREETING = (
    "Hello. Ask me about exercise, physio, your rights or life with MS, in your own words. "
    "You can also type `/ask` or browse with `/topics`."
)


@dataclass
class _Question:
    """A question and our reply to it. Of what was asked, only a number is kept."""

    asked: int
    """The hash of its text, to tell whether an edit changed it."""
    reply: discord.PartialMessage | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a reply is made, so that an edit waits for it."""


class Listening(commands.Cog):
    """Answers messages when it is asked, and only then."""

    def __init__(self, bot: commands.Bot, desk: Desk, related: Related) -> None:
        self._desk = desk
        self._related = related
        self._hearing = Hearing(bot, desk)
        self._once = Once()
        self._questions: OrderedDict[int, _Question] = OrderedDict()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer, if the decision is to speak."""
        if not self._once.first(message.id):
            return  # Discord repeats itself.
        try:
            await self._take(message)
        except Exception as error:
            sentence = note_trouble(error, "a message")
            if sentence and message.id in self._questions:
                with contextlib.suppress(*UNREACHABLE):
                    await _say(message, page(sentence))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Let our reply follow what the question says now."""
        question = self._questions.get(payload.message_id)
        if question is None:
            return
        try:
            async with question.lock:
                await self._follow(payload.message, question)
        except Exception as error:
            note_trouble(error, "an edited message")

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take our reply away with its question."""
        await self._withdraw([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same, for many at once."""
        await self._withdraw(payload.message_ids)

    async def _take(self, message: discord.Message) -> None:
        heard = await self._hearing.of(message)
        decision = decide(heard)
        if decision.asked_in_vain and heard.from_person:
            await self._help_unseen(message, heard)
        if not decision.speaks:
            log.debug("silent: %s", decision.value)
            return
        if not self._desk.services.work.join():
            await _say(message, page(RESTARTING))
            return
        question = self._remember(message.id, heard)
        async with question.lock:
            await self._respond(message, heard, decision, question)

    async def _respond(
        self, message: discord.Message, heard: Heard, decision: Speak, question: _Question
    ) -> None:
        """Send a reply, and keep where it is."""
        asker = _asker(message)
        reply = await self._think(message, heard) if decision is Speak.ANSWER else None
        urgent = reply is not None and reply.route in URGENT
        too_fast = None if urgent else self._desk.too_fast(asker)
        if too_fast:
            view = page(too_fast) if self._desk.may_tell(asker) else None
        elif reply is None:
            view = page(GREETING)
        elif urgent and message.guild is not None and isinstance(reply, Fixed):
            view = await self._help_in_private(message, reply)
        else:
            view = await self._view(message, reply)
        if message.id not in self._questions:
            return  # It was deleted while the reply was being made.
        question.reply = await _say(message, view) if view else None
        if message.id not in self._questions:
            await _delete(question.reply)
        if reply is not None and not too_fast:
            await self._desk.count(asker, reply)

    async def _follow(self, message: discord.Message, question: _Question) -> None:
        """Change our reply if the question changed; take it away if it is one no more."""
        heard = await self._hearing.of(message)
        if hash(heard.question) == question.asked:
            return  # Discord added a preview; nobody changed anything.
        question.asked = hash(heard.question)
        decision = decide(heard)
        if decision is not Speak.ANSWER:
            await _delete(question.reply)
            question.reply = None
            return
        if not self._desk.services.work.join():
            return
        reply = await self._think(message, heard)
        if reply.route in URGENT or question.reply is None:
            await _delete(question.reply)
            await self._respond(message, heard, decision, question)
        elif not self._desk.too_fast(_asker(message)):
            await question.reply.edit(view=await self._view(message, reply))

    async def _think(self, message: discord.Message, heard: Heard) -> Reply:
        """The reply; whoever waits long for it sees that it is being written."""
        ask = self._desk.ask(_asker(message), heard.question, about=heard.about)
        asking = asyncio.create_task(ask)
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        if not done:
            with contextlib.suppress(*UNREACHABLE):
                await message.channel.typing()
        return await asking

    async def _view(self, message: discord.Message, reply: Reply) -> ui.LayoutView:
        found = await self._related.for_reply(reply, message.author, message.channel, public=True)
        return reply_view(reply, moderated=_asker(message).moderated, related=found)

    async def _help_in_private(self, message: discord.Message, reply: Fixed) -> ui.LayoutView:
        """Send the full words by direct message; what to say in the channel."""
        return urgent_word(reply, delivered=await tell_privately(message, reply))

    async def _help_unseen(self, message: discord.Message, heard: Heard) -> None:
        """Where it may not speak, help in a crisis still comes by direct message."""
        if not heard.question:
            return
        reply = await self._think(message, heard)
        if reply.route in URGENT:
            await tell_privately(message, reply)
            await self._desk.count(_asker(message), reply)

    async def _withdraw(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            question = self._questions.pop(number, None)
            if question:
                await _delete(question.reply)

    def _remember(self, number: int, heard: Heard) -> _Question:
        question = self._questions[number] = _Question(hash(heard.question))
        if len(self._questions) > MOST_REMEMBERED:
            self._questions.popitem(last=False)
        return question


def _asker(message: discord.Message) -> Asker:
    return Asker(message.author.id, message.channel.id, message.guild.id if message.guild else None)


async def _say(message: discord.Message, view: ui.LayoutView) -> discord.PartialMessage:
    """Reply to ``message``, or write below it where replying is not allowed."""
    if may_refer(message):
        sent = await message.reply(view=view, mention_author=False)
    else:
        sent = await message.channel.send(view=view)
    # Not the whole message: that holds the question.
    return discord.PartialMessage(channel=sent.channel, id=sent.id)


async def tell_privately(message: discord.Message, reply: Reply) -> bool:
    """Send ``reply`` by direct message; whether it arrived."""
    try:
        await message.author.send(view=reply_view(reply))
    except UNREACHABLE as error:
        log.info("no direct message could be sent (%s)", type(error).__name__)
        return False
    return True


async def _delete(reply: discord.PartialMessage | None) -> None:
    if reply is None:
        return
    try:
        await reply.delete()
    except UNREACHABLE as error:
        # Most often somebody was quicker.
        log.info("a reply could not be taken away (%s)", type(error).__name__)
