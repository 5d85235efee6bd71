"""Reading followed channels: their threads from the first on, once, and then what changes.

How far a channel has been read is in the store, so that a process that is
killed goes on where it was. Threads are read under one lock, from Discord as
they are then: whichever event comes last, what is kept is the latest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import numpy as np
from discord.ext import commands
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Services
from bot.cogs.sight import PUBLIC, FollowableChannel, may_read
from bot.store.following import (
    Followed,
    begin_again,
    begin_all_again,
    followed_in,
    load_followed,
    note_progress,
    unseen,
)
from bot.store.members import threads_opted_out
from bot.store.threads import Kept
from bot.threads.thread import Thread, texts_of_thread
from bot.views.trouble import UNREACHABLE, note_trouble

log = logging.getLogger(__name__)

STEP = 25
"""Threads that are kept at once; after each step it is noted how far it came."""

OVERLAP = timedelta(minutes=2)
"""Read again after a start, in case two clocks differ."""

LATER = 60.0
"""Seconds after which a channel that could not be read is tried again."""


class Reading:
    """Reads channels, one after another, in the background. Belongs to one event loop."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._waiting: dict[int, None] = {}
        self._current: int | None = None
        self._gone: set[int] = set()
        """Deleted while a channel is being read: a list that was fetched before may have them."""
        self._task: asyncio.Task[None] | None = None
        self._one_by_one = asyncio.Lock()
        self._moved = asyncio.Condition()

    @property
    def with_content(self) -> bool:
        """Whether opening posts can be read, and not only titles."""
        return self._bot.intents.message_content

    @property
    def busy(self) -> frozenset[int | None]:
        """The channels that are being read, or wait for it."""
        return frozenset((*self._waiting, self._current))

    def start(self, channel: int) -> None:
        """Read ``channel`` as far as it has not been read yet."""
        self._waiting[channel] = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def start_all(self, guild: discord.Guild) -> None:
        """Read what is followed in ``guild`` and was not, or changed while nobody listened."""
        outdated = await self._services.peers.outdated(guild.id)
        for followed in await followed_in(self._services.store, guild.id):
            if followed.channel in outdated:
                await begin_again(self._services.store, followed.channel)
            self.start(followed.channel)

    async def start_again(self) -> None:
        """Read all that is followed anew; what is not found again is forgotten.

        What another process serves it reads anew when it starts next.
        """
        await begin_all_again(self._services.store)
        for guild in self._bot.guilds:
            await self.start_all(guild)

    async def moved(self, seconds: float) -> None:
        """Wait until reading has come further, at most ``seconds``."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait()
        except TimeoutError:
            pass

    async def stop(self) -> None:
        """Leave off; the next start goes on from here."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look_at(self, thread: discord.Thread) -> None:
        """Read ``thread`` as it is now, if its channel is followed."""
        followed = await load_followed(self._services.store, thread.parent_id)
        if followed is not None:
            await self._take([thread])

    async def look_again(self, guild: discord.Guild, number: int) -> None:
        """Read a thread that is known, whose opening post changed."""
        if await self._services.peers.get(guild.id, number) is None:
            return
        thread = guild.get_thread(number) or await self._bot.fetch_channel(number)
        if isinstance(thread, discord.Thread):
            await self._take([thread])

    async def lose(self, guild: discord.Guild, number: int) -> None:
        """Forget a thread that was deleted, even if it is being read at this moment."""
        self._gone.add(number)
        await self._services.peers.remove(guild.id, [number])
        async with self._one_by_one:
            await self._services.peers.remove(guild.id, [number])

    async def _work(self) -> None:
        while self._waiting:
            channel = self._current = next(iter(self._waiting))
            del self._waiting[channel]
            try:
                await self._read(channel)
            except (*UNREACHABLE, SQLAlchemyError) as error:
                log.warning("channel %d: not read to the end (%s)", channel, type(error).__name__)
                asyncio.get_running_loop().call_later(LATER, self.start, channel)
            except Exception as error:
                note_trouble(error, "reading a channel")
            finally:
                self._current = None
                await self._tell()
        self._gone.clear()

    async def _read(self, number: int) -> None:
        channel = self._bot.get_channel(number)
        followed = await load_followed(self._services.store, number)
        if followed is None or not isinstance(channel, FollowableChannel):
            return
        if channel.guild.unavailable or not may_read(channel, channel.guild.me):
            log.info("channel %d: it cannot be read now", number)
            return
        began = datetime.now(UTC)
        await self._read_recent(channel, followed)
        followed = replace(followed, caught_up=began)
        await note_progress(self._services.store, followed)
        if not followed.complete:
            await self._read_archive(channel, followed)

    async def _read_recent(self, channel: FollowableChannel, followed: Followed) -> None:
        """The threads that are open, and those that were closed since it last looked."""
        found = list(channel.threads)
        if followed.caught_up is not None:
            async for thread in channel.archived_threads(limit=None):
                if thread.archive_timestamp < followed.caught_up - OVERLAP:
                    break
                found.append(thread)
        for start in range(0, len(found), STEP):
            await self._take(found[start : start + STEP])

    async def _read_archive(self, channel: FollowableChannel, followed: Followed) -> None:
        """All closed threads, from the last closed to the first, and from where it left off."""
        # A little later than it got: several may have been closed in the same moment.
        before = followed.before + timedelta(milliseconds=1) if followed.before else None
        waiting: list[discord.Thread] = []
        async for thread in channel.archived_threads(limit=None, before=before):
            waiting.append(thread)
            if len(waiting) == STEP:
                await self._take(waiting)
                followed = replace(followed, before=thread.archive_timestamp)
                await note_progress(self._services.store, followed)
                waiting = []
        await self._take(waiting)
        gone = await unseen(self._services.store, followed)
        await self._services.peers.remove(followed.community, gone)
        await note_progress(self._services.store, replace(followed, complete=True))
        log.info("channel %d: read to the end", channel.id)

    async def _take(self, threads: Sequence[discord.Thread]) -> None:
        """Keep ``threads`` of one server, or let go of those that may not be suggested."""
        if not threads:
            return
        community = threads[0].guild.id
        async with self._one_by_one:
            texts: list[str] = []
            gone, kept = [], []
            owners = [thread.owner_id for thread in threads]
            out = await threads_opted_out(self._services.store, owners)
            for listed in threads:
                # What came in a list may have been renamed since.
                thread = listed.guild.get_thread(listed.id) or listed
                if self._may_keep(thread) and thread.owner_id not in out:
                    own = texts_of_thread(thread.name, await self._opening(thread))
                    kept.append((_described(thread), len(own)))
                    texts += own
                else:
                    gone.append(thread.id)
            await self._services.peers.remove(community, gone)
            await self._services.peers.put(community, await self._embedded(kept, texts))
        await self._tell()

    async def _embedded(
        self, threads: Sequence[tuple[Thread, int]], texts: Sequence[str]
    ) -> list[Kept]:
        """Threads with their vectors, of which each has so many of ``texts``."""
        if not threads:
            return []
        vectors = await self._services.responder.embedder.embed(texts)
        ends = np.cumsum([length for _, length in threads])
        return [
            (thread, vectors[end - length : end])
            for (thread, length), end in zip(threads, ends, strict=True)
        ]

    def _may_keep(self, thread: discord.Thread) -> bool:
        return thread.type in PUBLIC and thread.id not in self._gone

    async def _opening(self, thread: discord.Thread) -> str:
        """The opening post, where it may be read; a thread on a message opens with that."""
        if not self.with_content:
            return ""
        in_forum = isinstance(thread.parent, discord.ForumChannel)
        place = thread if in_forum else thread.parent
        if not isinstance(place, discord.Thread | discord.TextChannel):
            return ""
        try:
            return (await place.fetch_message(thread.id)).content
        except (discord.NotFound, discord.Forbidden):
            return ""

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()


def _described(thread: discord.Thread) -> Thread:
    created = discord.utils.snowflake_time(thread.id)
    return Thread(
        id=thread.id,
        community=thread.guild.id,
        channel=thread.parent_id,
        created=created,
        last_active=discord.utils.snowflake_time(thread.last_message_id or thread.id),
    )
