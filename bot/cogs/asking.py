"""``/ask``, mentions and direct messages: a question in, one plain reply out."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.conversation.answering import Message, Responder
from bot.conversation.replies import Answer, Choice, Reply, Route
from bot.terminal import as_text
from knowledge.schema import Nation

LONGEST = 2000
"""Characters that Discord takes in one message."""

_NATIONS = [app_commands.Choice(name=nation.label, value=nation.value) for nation in Nation]


class Asking(commands.Cog):
    """Answers when it is asked, and only then."""

    def __init__(self, bot: commands.Bot, responder: Responder, nation: Nation | None) -> None:
        self._bot = bot
        self._responder = responder
        self._nation = nation

    @app_commands.command(name="ask", description="Ask about exercise, physio, your rights or MS")
    @app_commands.describe(question="What you want to know", nation="Where you live")
    @app_commands.choices(nation=_NATIONS)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 1500],
        nation: app_commands.Choice[str] | None = None,
    ) -> None:
        """Answer privately: what somebody asks about their health is theirs to share."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = Nation(nation.value) if nation else self._nation
        key = f"{interaction.channel_id}:{interaction.user.id}"
        reply = await self._responder.reply(Message(question, key, chosen))
        for part in _parts(as_text(reply)):
            await interaction.followup.send(part, ephemeral=True, suppress_embeds=True)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a mention or a direct message from a person."""
        if message.author.bot or message.webhook_id or self._bot.user is None:
            return
        mentioned = self._bot.user in message.mentions
        if message.guild is not None and not mentioned:
            return
        question = _without_mention(message.content, self._bot.user.id)
        if not question:
            return
        key = f"{message.channel.id}:{message.author.id}"
        async with message.channel.typing():
            reply = await self._responder.reply(Message(question, key, self._nation))
        if message.guild is not None and reply.route in (Route.CRISIS, Route.EMERGENCY):
            await self._help_in_private(message, reply)
            return
        for part in _parts(as_text(reply)):
            await message.reply(part, suppress_embeds=True)

    async def _help_in_private(self, message: discord.Message, reply: Reply) -> None:
        """Full words by direct message; in the channel too if that cannot be delivered."""
        text = as_text(reply)
        try:
            for part in _parts(text):
                await message.author.send(part, suppress_embeds=True)
        except discord.Forbidden:
            for part in _parts(text):
                await message.reply(part, suppress_embeds=True)
            return
        if not isinstance(reply, Answer | Choice):
            await message.reply(reply.words.public)


def _without_mention(text: str, user_id: int) -> str:
    return text.replace(f"<@{user_id}>", "").replace(f"<@!{user_id}>", "").strip()


def _parts(text: str) -> list[str]:
    """``text`` in pieces that fit a message, cut between paragraphs."""
    parts = [""]
    for line in text.split("\n"):
        for start in range(0, max(len(line), 1), LONGEST):
            piece = line[start : start + LONGEST]
            if len(parts[-1]) + len(piece) + 1 > LONGEST:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return [part for part in parts if part.strip()]
