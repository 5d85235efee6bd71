"""``/status``: how the bot fares, for whoever manages a server."""

from __future__ import annotations

import math
from collections.abc import Iterator

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Services
from bot.cogs.rights import managed_guild
from bot.health import memory_in_use
from bot.views.pages import page
from bot.wording import of_date

NO_CONTENT = "replies to me that do not mention me are not heard: Discord keeps their text from me"

MINUTE, HOUR, DAY = 60, 3600, 86400


class Status(commands.Cog):
    """What an operator would look up first."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services

    @app_commands.command(name="status", description="How I fare: connection, knowledge, load")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def status(self, interaction: discord.Interaction) -> None:
        """Show it to whoever asked."""
        guild = managed_guild(interaction)
        lines = [*self._about_connection(guild), *self._about_knowledge(guild), *self._about_load()]
        text = "\n".join(("### How I fare", *(f"- {line}" for line in lines)))
        await interaction.response.send_message(view=page(text), ephemeral=True)

    def _about_connection(self, guild: discord.Guild) -> Iterator[str]:
        health = self._services.health
        trouble = health.trouble()
        yield f"Health: {trouble or 'well'}"
        yield f"Running for {duration(health.uptime)}"
        since = health.since_event
        event = "no event yet" if since is None else f"the last event came {duration(since)} ago"
        yield f"Discord: a heartbeat takes {_milliseconds(self._bot.latency)}, {event}"
        yield f"Shards: {self._shards(guild)}"
        content = self._bot.intents.message_content
        yield f"Message content: {'asked for' if content else f'not asked for, so {NO_CONTENT}'}"

    def _shards(self, guild: discord.Guild) -> str:
        if not isinstance(self._bot, discord.AutoShardedClient):
            return "one connection for everything"
        shards = self._bot.shards
        closed = sorted(number for number, shard in shards.items() if shard.is_closed())
        lost = f"; not connected: {', '.join(map(str, closed))}" if closed else ""
        here = f"this server is on shard {guild.shard_id}"
        return f"{len(shards) - len(closed)} of {len(shards)} connected, {here}{lost}"

    def _about_knowledge(self, guild: discord.Guild) -> Iterator[str]:
        mind = self._services.responder.minds.of(guild.id)
        base = mind.base
        yield (
            f"Knowledge: {len(base.entries)} entries, the newest reviewed on "
            f"{of_date(base.newest_review)}, version {base.version}"
        )
        yield (
            f"Model: {self._services.parts.embedder.fingerprint}, "
            f"{mind.ranker.passages:,} vectors in the index"
        )

    def _about_load(self) -> Iterator[str]:
        health = self._services.health
        yield f"Questions in the last hour: {health.questions_in_last_hour}"
        yield f"Waiting for the model: {self._services.responder.waiting}"
        yield f"Memory: {memory_in_use() / 2**20:.0f} MB"
        yield f"Late by at most {_milliseconds(health.lag)} in the last minute"


def duration(seconds: float) -> str:
    """A length of time as people say it, in its two largest units."""
    whole = int(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"
    return f"{whole // DAY} d {whole % DAY // HOUR} h"


def _milliseconds(seconds: float) -> str:
    return "an unknown time" if not math.isfinite(seconds) else f"{seconds * 1000:.0f} ms"
