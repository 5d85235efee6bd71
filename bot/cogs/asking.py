"""``/ask`` and the message menu "Find information"."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk import Desk, asker_of
from bot.cogs.menus import WithMenus, message_menu
from bot.cogs.related import Related, viewer_of
from bot.conversation.replies import Reply
from bot.views.pages import on_one_line, page, without_mentions
from bot.views.replies import URGENT, reply_view
from bot.views.trouble import RefusalError
from bot.wording import capitalised
from knowledge.schema import Nation

PATIENCE = 1.2
"""Seconds to wait for the reply before telling Discord that it is being prepared.

Discord wants an answer within 3 s. A reply is ready in a fraction of a second
unless many ask at once, and only once it is known can it be shown in private
without a public trace: so it is waited for a moment first.
"""

FEW = 20
"""Questions in the making up to which that is worth the wait. Above, Discord is told at once."""

NATIONS = [
    app_commands.Choice(name=capitalised(nation.label), value=nation.value) for nation in Nation
]

NO_WORDS = "I found no words there that I could look up. Please type your question after `/ask`."


class Asking(WithMenus, commands.Cog):
    """Questions by command and by menu."""

    def __init__(self, bot: commands.Bot, desk: Desk, related: Related) -> None:
        self._desk = desk
        self._asked = 0
        self._related = related
        self._menu = message_menu("Find information", self.find_information, everywhere=True)
        super().__init__(bot, [self._menu])

    @app_commands.command(name="ask", description="Ask about exercise, physio, your rights or MS")
    @app_commands.describe(
        question="What you want to know, in your own words",
        nation="Where you live, if the rules differ",
        private="Show the reply to me alone",
    )
    @app_commands.choices(nation=NATIONS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 2000],
        nation: app_commands.Choice[str] | None = None,
        private: bool = False,
    ) -> None:
        """Answer in the channel where the bot may speak, and to the asker alone elsewhere."""
        chosen = Nation(nation.value) if nation else None
        await self._answer(interaction, question, chosen, hidden=private, follows=True)

    @ask.autocomplete("question")
    async def suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Likely questions; whoever has a question of their own just goes on typing."""
        mind = self._desk.services.responder.minds.of(asker_of(interaction).community)
        found = mind.suggestions.matching(typed)
        return [app_commands.Choice(name=text, value=text) for text in found]

    async def find_information(
        self, interaction: discord.Interaction, message: discord.Message
    ) -> None:
        """Look for information on somebody's message; only whoever asked sees it."""
        await self._answer(interaction, message.content, None, hidden=True, follows=False)

    async def _may_answer_openly(self, interaction: discord.Interaction) -> bool:
        if interaction.guild_id is None:
            # Nobody else reads a direct message with the bot; others do read one between people.
            return not interaction.context.private_channel
        if not interaction.is_guild_integration():
            return False
        settings = await self._desk.settings_of(interaction.guild_id)
        parent = getattr(interaction.channel, "parent_id", None)
        return settings.may_speak_in(interaction.channel_id, parent)

    async def _answer(
        self,
        interaction: discord.Interaction,
        written: str,
        nation: Nation | None,
        *,
        hidden: bool,
        follows: bool,
    ) -> None:
        question = without_mentions(written)
        if not on_one_line(question):
            raise RefusalError(NO_WORDS)
        making = asyncio.create_task(
            self._made(interaction, question, nation, hidden=hidden, follows=follows)
        )
        self._asked += 1
        try:
            # All that is waited for is in the task: whatever takes long, Discord is told in time.
            if self._asked > FEW or not (await asyncio.wait({making}, timeout=PATIENCE))[0]:
                # Privately: what is promised in private can be shown in public later, not the
                # reverse.
                await interaction.response.defer(ephemeral=True, thinking=True)
            made = await making
        finally:
            self._asked -= 1
        if not made.hidden and interaction.response.is_done():
            # A follow-up would fill the private "thinking" line: that is taken away first.
            await interaction.delete_original_response()
        await _send(interaction, made.view, hidden=made.hidden)
        if made.reply:
            await self._desk.count(asker_of(interaction), made.reply)

    async def _made(
        self,
        interaction: discord.Interaction,
        question: str,
        nation: Nation | None,
        *,
        hidden: bool,
        follows: bool,
    ) -> _Made:
        asker = asker_of(interaction)
        reply = await self._desk.ask(asker, question, nation, follows=follows)
        urgent = reply.route in URGENT
        if not urgent and (sentence := self._desk.too_fast(asker)):
            return _Made(page(sentence), hidden=True)
        private = hidden or urgent or not await self._may_answer_openly(interaction)
        # The question is shown where others see the answer, or where it may be shared later.
        asked = None if urgent or interaction.command is self._menu else question
        found = await self._related.for_reply(
            reply, viewer_of(interaction), interaction.channel, public=not private
        )
        view = reply_view(reply, asked, moderated=asker.moderated, related=found)
        return _Made(view, hidden=private, reply=reply)


@dataclass(frozen=True)
class _Made:
    """What is shown, and whether only to whoever asked."""

    view: discord.ui.LayoutView
    hidden: bool
    reply: Reply | None = None
    """``None`` if the question was not answered, because there were too many."""


async def _send(
    interaction: discord.Interaction, view: discord.ui.LayoutView, *, hidden: bool
) -> None:
    """Send as the first response if that is still to come, as a follow-up otherwise."""
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=hidden)
    else:
        await interaction.response.send_message(view=view, ephemeral=hidden)
