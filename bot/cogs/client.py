"""The Discord client: connects, and holds the cogs."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Parts, Services, services
from bot.cogs.about_me import AboutMe
from bot.cogs.asking import Asking
from bot.cogs.browsing import Browsing
from bot.cogs.desk import Desk
from bot.cogs.details import Details
from bot.cogs.feedback import Feedback
from bot.cogs.letters import Letters
from bot.cogs.listening import Listening
from bot.views.controls import CONTROLS, Controls
from bot.views.forms import Forms
from bot.views.once import Once
from bot.views.trouble import report_trouble

log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree["Client"]):
    """The commands; what goes wrong in them becomes a plain sentence."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._once = Once()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Run a command once, even if Discord sends it twice."""
        return self._once.first(interaction.id)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the member, and log what the developers need."""
        await report_trouble(interaction, error)


class Client(commands.Bot):
    """Reroute on Discord. Asks for no privileged intent."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            # Nothing that it sends can mention anyone.
            allowed_mentions=discord.AllowedMentions.none(),
            # What people write is not held in memory.
            max_messages=None,
        )
        self.parts = parts
        self.controls = Controls()
        self.forms = Forms()

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Connect, with the store and the conversation open for as long as the connection is."""
        async with services(self.parts) as opened:
            await self._add_cogs(opened)
            await super().start(token, reconnect=reconnect)

    async def setup_hook(self) -> None:
        """Tell Discord the commands."""
        self.add_dynamic_items(*CONTROLS)
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand in the forms; commands and controls find their way by themselves."""
        await self.forms.dispatch(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: the cogs listen for themselves."""

    async def _add_cogs(self, opened: Services) -> None:
        desk = Desk(opened)
        cogs = (
            Asking(self, desk),
            Listening(self, desk),
            Details(desk, self.controls),
            Feedback(desk, self.controls, self.forms),
            Browsing(desk, self.controls),
            AboutMe(desk),
            Letters(desk, self.forms),
        )
        for cog in cogs:
            await self.add_cog(cog)


def serve(parts: Parts, token: str) -> None:
    """Run the bot until it is stopped."""
    logging.getLogger("reroute").setLevel(logging.INFO)
    Client(parts).run(token, log_level=logging.INFO, root_logger=True)
