"""Followed channels from day to day: each event that changes what is known of their threads."""

from __future__ import annotations

from collections.abc import Awaitable

import discord
from discord.ext import commands

from bot.app import Services
from bot.cogs.reading import Reading
from bot.views.trouble import note_trouble


class Watching(commands.Cog):
    """Keeps what is known of followed channels up to date, from what Discord tells."""

    def __init__(self, bot: commands.Bot, services: Services, reading: Reading) -> None:
        self._bot = bot
        self._services = services
        self._reading = reading

    async def cog_unload(self) -> None:
        """Leave off reading."""
        await self._reading.stop()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """After a start, a new session or an outage: look for what happened meanwhile."""
        await _quietly(self._reading.start_all(guild), "catching up")

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let go of the threads of a server that removed the bot."""
        self._services.peers.drop(guild.id)

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A new thread; a forum's post has no words yet, they come with its first message."""
        await _quietly(self._reading.look_at(thread), "a new thread")

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread that was opened again, or that has come into sight."""
        await _quietly(self._reading.look_at(thread), "a thread")

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread with another title."""
        if before.name != after.name:
            await _quietly(self._reading.look_at(after), "a renamed thread")

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread that is gone."""
        guild = self._bot.get_guild(payload.guild_id)
        if guild:
            await _quietly(self._reading.lose(guild, payload.thread_id), "a deleted thread")

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel that is gone, with all its threads."""
        await _quietly(
            self._services.peers.unfollow(channel.guild.id, channel.id), "a deleted channel"
        )

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Something written in a thread; the first message of a post is what it is about."""
        if not isinstance(message.channel, discord.Thread) or message.guild is None:
            return
        await _quietly(
            self._services.peers.active(message.guild.id, message.channel.id, message.created_at),
            "a message in a thread",
        )
        if message.id == message.channel.id and self._reading.with_content:
            await _quietly(self._reading.look_at(message.channel), "a new post")

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """An opening post that says something else now."""
        await self._opening_changed(payload.guild_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """An opening post that is gone."""
        await self._opening_changed(payload.guild_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same, for many at once."""
        for number in payload.message_ids:
            await self._opening_changed(payload.guild_id, number)

    async def _opening_changed(self, guild_id: int | None, message: int) -> None:
        guild = self._bot.get_guild(guild_id) if guild_id else None
        # An opening post has the id of its thread.
        if guild and self._reading.with_content:
            await _quietly(self._reading.look_again(guild, message), "a changed post")


async def _quietly(work: Awaitable[object], where: str) -> None:
    try:
        await work
    except Exception as error:
        note_trouble(error, where)
