"""Threads on the same thing: found for whoever asks, and read live when they are shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

import discord
from discord.ext import commands
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Services
from bot.cogs.sight import may_open, readable
from bot.conversation.replies import Answer, Reply
from bot.store.following import followed_in
from bot.store.members import threads_opted_out
from bot.store.pins import pins_of
from bot.threads.ranking import SHOWN
from bot.views.related import NONE_RELATED, RelatedThreads, ThreadLink
from bot.views.trouble import UNREACHABLE, Interaction
from index.ranker import Query

log = logging.getLogger(__name__)

_UNKNOWN = 10003
"""Discord's code for a channel or thread that is not there."""

NAMING = 1.0
"""Seconds that an answer waits for the titles of threads; those not read by then are left out.

With what a question itself may take before Discord is told that it is being
answered, this stays within the 3 s that Discord allows.
"""

ROUNDS = 3
"""How often it looks for others in the place of those that are no longer to be suggested."""


def viewer_of(interaction: Interaction) -> discord.Member | None:
    """Whoever acts, as a member of a server that added the bot; ``None`` elsewhere."""
    user = interaction.user
    installed = interaction.is_guild_integration()
    return user if installed and isinstance(user, discord.Member) else None


class Related:
    """Finds threads for a member, and looks at each anew before it is shown."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services

    async def for_reply(
        self, reply: Reply, viewer: object, place: object, *, public: bool
    ) -> RelatedThreads:
        """Threads to go with ``reply``; none with anything but an answer.

        Named are those that ``viewer`` may open and, if ``public``, everybody
        else who reads the reply in ``place``.
        """
        found = await self.numbers_for(reply, viewer, place, public=public)
        if not found or not isinstance(viewer, discord.Member):
            return NONE_RELATED
        try:
            threads = await self.open_now(found, viewer, place, public=public, within=NAMING)
        except SQLAlchemyError as error:
            _without_store(error)
            return NONE_RELATED
        named = tuple(ThreadLink(thread.name, thread.jump_url) for thread in threads)
        return RelatedThreads(found, named)

    async def numbers_for(
        self, reply: Reply, viewer: object, place: object, *, public: bool
    ) -> tuple[int, ...]:
        """Threads to go with ``reply``, without their titles, which take a moment to read.

        They are ranked by what the reply was found by, or by the title of an
        entry that was picked rather than asked for.
        """
        if not isinstance(reply, Answer):
            return ()
        asked = reply.query or reply.entry.title
        try:
            return await self.find(asked, viewer, place, public=public, entry=reply.entry.id)
        except SQLAlchemyError as error:
            _without_store(error)
            return ()

    async def for_picked(self, interaction: Interaction, answer: Answer) -> RelatedThreads:
        """Threads to go with an entry that was picked rather than asked for."""
        return await self.for_reply(
            answer, viewer_of(interaction), interaction.channel, public=False
        )

    async def find(
        self,
        asked: Query | str,
        viewer: object,
        place: object,
        *,
        public: bool = False,
        entry: str | None = None,
        but: int | None = None,
    ) -> tuple[int, ...]:
        """Up to three threads on what ``asked`` says that ``viewer`` may open.

        What moderators recommend with ``entry`` comes first. The thread ``but``
        is left out, and so is ``place``. Whoever is no member of a server that
        follows channels is shown none.
        """
        if not isinstance(viewer, discord.Member):
            return ()
        guild = viewer.guild
        followed = [one.channel for one in await followed_in(self._services.store, guild.id)]
        channels = readable(viewer, followed, asked_in=place, public=public)
        if not channels:
            return ()
        here = {but, getattr(place, "id", None)}
        pinned = await self._pinned(guild.id, entry, channels) if entry else []
        if isinstance(asked, str):
            asked = await self._services.responder.query(asked)
        found = await self._ranked(guild.id, asked, channels, here)
        together = dict.fromkeys(number for number in (*pinned, *found) if number not in here)
        return tuple(together)[:SHOWN]

    async def open_now(
        self,
        numbers: Iterable[int],
        viewer: discord.Member,
        place: object,
        *,
        public: bool = False,
        within: float | None = None,
    ) -> list[discord.Thread]:
        """Those of the threads that ``viewer`` may open at this moment, as they are now.

        ``public``: others see it as well, and must be able to open them too.
        What Discord has not told ``within`` so many seconds is left out.
        """
        guild, store = viewer.guild, self._services.store
        channels = {one.channel for one in await followed_in(store, guild.id)}
        peers, here = self._services.peers, getattr(place, "id", None)
        # What is not in the index was excluded, deleted, or never meant to be suggested.
        known = [
            number
            for number in dict.fromkeys(numbers)
            if number != here and await peers.get(guild.id, number) is not None
        ]
        threads = [
            thread
            for thread in await self._live_ones(guild, known, within)
            if may_open(viewer, thread, channels, asked_in=place, public=public)
        ]
        # Last, and from the store: another process may just have taken one out.
        out = await threads_opted_out(store, [thread.owner_id for thread in threads])
        await peers.remove(guild.id, [t.id for t in threads if t.owner_id in out])
        kept = await peers.kept(guild.id, [thread.id for thread in threads])
        return [thread for thread in threads if thread.id in kept]

    async def _live_ones(
        self, guild: discord.Guild, numbers: Sequence[int], within: float | None
    ) -> list[discord.Thread]:
        """The threads as Discord has them now, as far as it tells in time."""
        if not numbers:
            return []
        tasks = [asyncio.create_task(self._live(guild, number)) for number in numbers]
        try:
            done, _ = await asyncio.wait(tasks, timeout=within)
        finally:
            for task in tasks:
                task.cancel()
        threads = [task.result() for task in tasks if task in done]
        return [thread for thread in threads if thread is not None]

    async def _live(self, guild: discord.Guild, number: int) -> discord.Thread | None:
        thread = guild.get_thread(number)
        if thread is not None:
            return thread
        try:
            fetched = await self._bot.fetch_channel(number)
        except UNREACHABLE as error:
            if isinstance(error, discord.NotFound) and error.code == _UNKNOWN:
                await self._services.peers.remove(guild.id, [number])
            else:
                log.info("a thread could not be looked at (%s)", type(error).__name__)
            return None
        return fetched if isinstance(fetched, discord.Thread) else None

    async def _ranked(
        self, community: int, query: Query, channels: frozenset[int], but: set[int | None]
    ) -> Sequence[int]:
        mind, peers = self._services.responder.minds.of(community), self._services.peers
        gone: set[int] = set()
        found: list[int] = []
        for _ in range(ROUNDS):
            ranked = await peers.rank(
                community,
                mind,
                query,
                lambda thread: thread.channel in channels and thread.id not in but | gone,
            )
            shown = [hit.thread.id for hit in ranked.shown]
            kept = await peers.kept(community, shown)
            found = [number for number in shown if number in kept]
            if found == shown:
                break
            # Taken out by another process: the next best take their place.
            gone.update(set(shown) - kept)
        return found

    async def _pinned(self, community: int, entry: str, channels: frozenset[int]) -> Sequence[int]:
        peers = self._services.peers
        pins = await pins_of(self._services.store, community, entry)
        numbers = [pin.thread for pin in pins if pin.thread]
        known = [await peers.get(community, number) for number in numbers]
        found = [thread.id for thread in known if thread and thread.channel in channels]
        kept = await peers.kept(community, found)
        return [number for number in found if number in kept]


def _without_store(error: SQLAlchemyError) -> None:
    # An answer does not wait for a database.
    log.error("no threads are looked for (%s)", type(error).__name__)
