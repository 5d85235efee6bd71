"""What comes by itself in the log channel: the week, reviews that are near, what a release changed.

Each is told once: who told it is noted in the store, so that a restart, or
another process, does not tell it again.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import discord
from discord.ext import commands, tasks

from bot.cogs.draft_pages import DraftPages
from bot.cogs.log_channel import LogChannel
from bot.cogs.privately import begin
from bot.editing.drafts import ConflictError, NotAllowedError, fingerprint
from bot.editing.drift import drifted, keep_ours, take_release
from bot.editing.looking import due
from bot.store.counts import counts_since
from bot.store.notices import claim_notice, release_notice, was_told
from bot.store.questions import open_questions
from bot.views.attention import drift_view, reminder_view
from bot.views.controls import Controls, Interaction
from bot.views.pages import page
from bot.views.records import name_in, subject_of
from bot.views.trouble import RefusalError
from bot.views.weekly import picture_text, week_of, week_picture, week_text
from knowledge.problems import KnowledgeError

EVERY = 30.0
"""Minutes between two looks."""

log = logging.getLogger(__name__)


class Routine(commands.Cog):
    """Looks now and then whether there is something to tell."""

    def __init__(
        self, bot: commands.Bot, pages: DraftPages, channel: LogChannel, controls: Controls
    ) -> None:
        self._bot = bot
        self._pages = pages
        self._services = pages.services
        self._channel = channel
        controls.add("k-drift", self.decide)

    async def cog_load(self) -> None:
        """Begin."""
        self._look.start()

    async def cog_unload(self) -> None:
        """End."""
        self._look.cancel()

    @tasks.loop(minutes=EVERY)
    async def _look(self) -> None:
        for guild in self._bot.guilds:
            if await self._channel.find(guild) is None:
                continue
            try:
                await self.tell(guild, datetime.now(UTC).date())
            except Exception:
                # One server's trouble is not another's; it is tried again at the next look.
                log.exception("server %d: what is due could not be told", guild.id)

    @_look.before_loop
    async def _connected(self) -> None:
        await self._bot.wait_until_ready()

    async def tell(self, guild: discord.Guild, today: date) -> None:
        """Tell ``guild`` what it has not been told."""
        await self._tell_drift(guild)
        await self._remind(guild, today)
        await self._tell_week(guild, today)

    async def _tell_week(self, guild: discord.Guild, today: date) -> None:
        """The last whole week, Monday to Sunday, if anything happened in it."""
        store = self._services.store
        first = today - timedelta(days=today.weekday() + 7)
        name = f"week:{first.isoformat()}"
        if await was_told(store, guild.id, name):
            return
        base = self._services.editor.knowledge(guild.id)
        areas = {entry.id: entry.area.label for entry in base.entries.values()}
        week = week_of(first, await counts_since(store, guild.id, first), areas)
        if not week.asked and not any(week.helped.values()):
            return
        waiting = len(await open_questions(store, guild.id))
        drawn = await asyncio.to_thread(week_picture, week)
        picture = discord.File(io.BytesIO(drawn), "week.png", description=picture_text(week))
        words = week_text(week, waiting)
        await self._once(guild, name, lambda: self._channel.show(guild, words, picture))

    async def _remind(self, guild: discord.Guild, today: date) -> None:
        """Entries that are to be reviewed in 30 days or less, or were, each date once."""
        standing, store = self._services.editor.standing(guild.id), self._services.store
        names = {
            f"review:{one.entry.id}:{one.entry.review_by.isoformat()}": one
            for one in due(standing, today)
        }
        new = [name for name in names if await claim_notice(store, guild.id, name)]
        if not new:
            return
        view = reminder_view([names[name] for name in new])
        if not await self._channel.tell(guild, view):
            for name in new:
                await release_notice(store, guild.id, name)

    async def _tell_drift(self, guild: discord.Guild) -> None:
        editor = self._services.editor
        found = await asyncio.to_thread(drifted, editor, guild.id)
        for one in found:
            mark = fingerprint(one.base_now)[:16] if one.base_now else "gone"
            view = drift_view(one, name_in(editor.standing(guild.id), one.subject))
            await self._once(
                guild,
                f"drift:{one.subject}:{mark}",
                lambda view=view: self._channel.tell(guild, view),  # type: ignore[misc]
            )

    async def _once(
        self, guild: discord.Guild, name: str, deliver: Callable[[], Awaitable[bool]]
    ) -> None:
        """Deliver what is called ``name``, if nobody has; noted first: better late than twice."""
        store = self._services.store
        if await claim_notice(store, guild.id, name) and not await deliver():
            await release_notice(store, guild.id, name)

    async def decide(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Keep the community's words, or take the release's."""
        way, subject = arguments[0], subject_of(arguments[1:])
        desktop = await self._pages.desktop(interaction)
        guild = await self._pages.guild(interaction)
        show = await begin(interaction, anew=True)
        before = desktop.editor.standing(guild.id).record(subject)
        choose = keep_ours if way == "ours" else take_release
        try:
            saved = await choose(desktop.editor, guild.id, subject, desktop.author)
        except KnowledgeError:
            raise RefusalError("That is decided already: nothing is left to change.") from None
        except NotAllowedError as error:
            raise RefusalError(str(error)) from None
        except ConflictError:
            raise RefusalError("Somebody has changed it meanwhile. Please look again.") from None
        name = name_in(desktop.editor.standing(guild.id), subject)
        await show(page(_DECIDED[way] if saved.live else "Saved. Another moderator has to agree."))
        await self._channel.tell_change(guild, saved, name, before)


_DECIDED = {
    "ours": "Saved. Members go on seeing your words.",
    "release": "Saved. Members see the release's words from now on.",
}
