"""New posts in a forum: one short reply, where moderators want it, and only when sure.

Somebody in a crisis is helped as everywhere: in private, with a short word in
the post. In doubt it says nothing: people answer people.
"""

from __future__ import annotations

import logging

import discord
from discord import ui
from discord.ext import commands

from bot.cogs.desk import Asker, Desk
from bot.cogs.listening import tell_privately
from bot.cogs.related import Related
from bot.cogs.thread_rights import is_moderator
from bot.conversation.replies import Answer, Fixed, Reply
from bot.store.following import load_followed
from bot.store.threads import mark_signposted
from bot.views.controls import Controls, Interaction
from bot.views.pages import page, without_mentions
from bot.views.replies import URGENT, urgent_word
from bot.views.threads import signpost_view
from bot.views.trouble import UNREACHABLE, RefusalError, is_gone, note_trouble

log = logging.getLogger(__name__)

SURE = 0.9
"""The probability from which it speaks without having been asked: higher than for an answer."""

LOOKED_AT = 20
"""Messages of a post that are looked through for somebody's answer."""

NOT_YOURS = "Only the person who wrote this post, or a moderator, can hide this."


class Signposting(commands.Cog):
    """Listens to new posts of forums in which replies are on."""

    def __init__(self, bot: commands.Bot, desk: Desk, related: Related, controls: Controls) -> None:
        self._bot = bot
        self._desk = desk
        self._related = related
        controls.add("hide-signpost", self.hide)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """The first message of a post has the post's id."""
        thread = message.channel
        if isinstance(thread, discord.Thread) and message.id == thread.id:
            try:
                await self._consider(thread, message)
            except Exception as error:
                note_trouble(error, "a new post")

    async def hide(self, interaction: Interaction, _: tuple[str, ...]) -> None:
        """Take the reply away for everybody, because the post's author wishes it."""
        thread, reply = interaction.channel, interaction.message
        owner = thread.owner_id if isinstance(thread, discord.Thread) else None
        if interaction.user.id != owner and not await is_moderator(interaction, self._desk):
            raise RefusalError(NOT_YOURS)
        await interaction.response.send_message(
            "Hidden, for everybody. I say nothing more here unless somebody asks me.",
            ephemeral=True,
        )
        if reply is not None:
            try:
                await reply.delete()
            except discord.HTTPException as error:
                if not is_gone(error):
                    raise

    async def _consider(self, thread: discord.Thread, message: discord.Message) -> None:
        followed = await load_followed(self._desk.services.store, thread.parent_id)
        if followed is None or not followed.replies or not _by_a_person(message):
            return
        if self._bot.user in message.mentions or not self._desk.services.work.join():
            return  # It was asked, and answers as it does anywhere; or it is being stopped.
        asker = Asker(message.author.id, thread.id, thread.guild.id)
        # Without the message content intent there is only the title.
        text = f"{thread.name}\n{without_mentions(message.content)}"
        reply = await self._desk.ask(asker, text, follows=False)
        view: ui.LayoutView | None = None
        if reply.route in URGENT and isinstance(reply, Fixed):
            if await mark_signposted(self._desk.services.store, thread.guild.id, thread.id):
                await self._help(thread, message, reply)
                await self._desk.count(asker, reply)
            return
        if isinstance(reply, Answer) and reply.evidence.score >= SURE:
            view = await self._signpost(thread, message, reply)
        if view is None or not _may_write(thread) or await _is_answered(thread, message):
            return
        # Noted before it is said: rather never than twice.
        if await mark_signposted(self._desk.services.store, thread.guild.id, thread.id):
            await thread.send(view=view)
            await self._desk.count(asker, reply)

    async def _signpost(
        self, thread: discord.Thread, message: discord.Message, reply: Answer
    ) -> ui.LayoutView:
        found = await self._related.numbers_for(reply, message.author, thread, public=True)
        more = bool(found or reply.threads)
        return signpost_view(reply.entry, reply.nation, found, more=more)

    async def _help(self, thread: discord.Thread, message: discord.Message, reply: Fixed) -> None:
        """The full words in private, a short one in the post, a link for the moderators."""
        delivered = await tell_privately(message, reply)
        if _may_write(thread):
            await thread.send(view=urgent_word(reply, delivered=delivered))
        await self._call_moderators(thread, reply)

    async def _call_moderators(self, thread: discord.Thread, reply: Reply) -> None:
        number = (await self._desk.settings_of(thread.guild.id)).log_channel
        channel = thread.guild.get_channel(number) if number else None
        if not isinstance(channel, discord.TextChannel):
            return
        try:
            # No text and no name: whoever opens the link sees what they may see.
            await channel.send(
                view=page(
                    f"Somebody may need a person now ({reply.route.value}): <{thread.jump_url}>\n"
                    "I have sent them the numbers to ring. Please look in."
                )
            )
        except UNREACHABLE as error:
            log.warning("the log channel cannot be written in (%s)", type(error).__name__)


def _by_a_person(message: discord.Message) -> bool:
    ordinary = (discord.MessageType.default, discord.MessageType.reply)
    return not message.author.bot and message.webhook_id is None and message.type in ordinary


def _may_write(thread: discord.Thread) -> bool:
    if thread.locked or thread.archived:
        return False
    allowed = thread.permissions_for(thread.guild.me)
    return allowed.view_channel and allowed.send_messages_in_threads


async def _is_answered(thread: discord.Thread, post: discord.Message) -> bool:
    """Whether somebody else has written in the post already."""
    async for other in thread.history(limit=LOOKED_AT):
        if other.author != post.author and not other.author.bot:
            return True
    return False
