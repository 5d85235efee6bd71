"""What is to be done when servers come and go: permissions told, what is kept deleted."""

from __future__ import annotations

import logging

import aiohttp
import discord
from discord.ext import commands

from bot.app import Services
from bot.permissions import IN_CHANNEL, IN_FORUM, NEEDED, missing
from bot.store.communities import forget_community

log = logging.getLogger(__name__)

_GONE = {10004, 50001}
"""What Discord answers about a server that the bot is not in: unknown, or no access."""


class Housekeeping(commands.Cog):
    """Listens to servers coming and going. Says nothing in them: it speaks when asked."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._told: dict[int, tuple[str, ...]] = {}

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Say which servers withhold a permission; channels' names only at debug."""
        log.info("connected to Discord, in %d servers", len(self._bot.guilds))
        for guild in self._bot.guilds:
            self._tell_missing(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The same for a server that has just invited it."""
        log.info("server %d: joined", guild.id)
        self._tell_missing(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Delete what is kept for a server, once Discord confirms that the bot is not in it.

        An outage comes as another event; but what is deleted cannot be had back, so Discord is
        asked once more.
        """
        if not await self._is_out(guild.id):
            log.warning("server %d: gone, but Discord does not confirm it; kept", guild.id)
            return
        await forget_community(self._services.store, guild.id)
        # What it published stays, without the choices that went with its settings.
        await self._services.editor.refresh(guild.id)
        self._told.pop(guild.id, None)
        log.info("server %d: left, all but its published changes is deleted", guild.id)

    async def _is_out(self, guild_id: int) -> bool:
        try:
            await self._bot.fetch_guild(guild_id, with_counts=False)
        except discord.HTTPException as error:
            return error.code in _GONE
        except (aiohttp.ClientError, OSError):
            return False
        return False

    def _tell_missing(self, guild: discord.Guild) -> None:
        lacking = missing(guild.me.guild_permissions.value, NEEDED)
        labels = tuple(permission.label for permission in lacking)
        if labels != self._told.get(guild.id, ()):
            self._told[guild.id] = labels
            words = f"my role lacks {', '.join(labels)}" if labels else "my role lacks nothing now"
            log.log(
                logging.WARNING if labels else logging.INFO,
                "server %d: %s (see /setup there)",
                guild.id,
                words,
            )
        if log.isEnabledFor(logging.DEBUG):
            self._tell_channels(guild)

    def _tell_channels(self, guild: discord.Guild) -> None:
        channels: list[discord.abc.GuildChannel] = [*guild.text_channels, *guild.forums]
        for channel in channels:
            needed = IN_FORUM if isinstance(channel, discord.ForumChannel) else IN_CHANNEL
            lacking = missing(channel.permissions_for(guild.me).value, needed)
            if lacking:
                labels = ", ".join(permission.label for permission in lacking)
                log.debug("server %d: in #%s I lack %s", guild.id, channel.name, labels)
