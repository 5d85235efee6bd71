"""The Discord client: connects, and holds the cogs."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.app import Parts, conversation
from bot.cogs.asking import Asking

log = logging.getLogger(__name__)


class Client(commands.Bot):
    """Reroute on Discord. Asks for no privileged intent."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            # Nothing that it sends can mention anyone.
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.parts = parts

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Connect, with the conversation open for as long as the connection is."""
        async with conversation(self.parts) as responder:
            await self.add_cog(Asking(self, responder, self.parts.settings.nation))
            await super().start(token, reconnect=reconnect)

    async def setup_hook(self) -> None:
        """Tell Discord the commands."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: the cogs listen for themselves."""


def serve(parts: Parts, token: str) -> None:
    """Run the bot until it is stopped."""
    logging.getLogger("reroute").setLevel(logging.INFO)
    Client(parts).run(token, log_level=logging.INFO, root_logger=True)
