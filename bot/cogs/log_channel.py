"""The channel in which moderators are told what was changed, and what to look at."""

from __future__ import annotations

import logging

import discord

from bot.editing.drafts import Saved
from bot.permissions import ATTACH, FOR_LOG, missing
from bot.store.communities import load_community
from bot.store.engine import Store
from bot.views.audit import change_view, proposal_view
from knowledge.records import Record

log = logging.getLogger(__name__)


class LogChannel:
    """Writes to the log channel of a server, if it has chosen one and lets the bot write there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(self, guild: discord.Guild, view: discord.ui.LayoutView) -> bool:
        """Send ``view``; whether it was delivered."""
        channel = await self.find(guild)
        if channel is None:
            return False
        try:
            await channel.send(view=view)
        except discord.HTTPException as error:
            _undelivered(guild, error)
            return False
        return True

    async def tell_change(
        self, guild: discord.Guild, saved: Saved, name: str, before: Record | None
    ) -> None:
        """Say who changed what and why; for a proposal, with the buttons to decide on it."""
        if saved.live or saved.trouble:
            await self.tell(guild, change_view(saved.revisions, name, before))
            return
        view = proposal_view(saved.revisions, name, before, urgent=saved.urgent)
        await self.tell(guild, view)

    async def show(self, guild: discord.Guild, words: str, picture: discord.File) -> bool:
        """Send ``words`` with a picture that says the same; whether it was delivered."""
        channel = await self.find(guild)
        if channel is None:
            return False
        attach = not missing(channel.permissions_for(guild.me).value, (ATTACH,))
        try:
            await (channel.send(words, file=picture) if attach else channel.send(words))
        except discord.HTTPException as error:
            _undelivered(guild, error)
            return False
        return True

    async def find(self, guild: discord.Guild) -> discord.TextChannel | None:
        """The channel, if one was chosen, is still there, and may be written in."""
        number = (await load_community(self._store, guild.id)).log_channel
        channel = guild.get_channel(number) if number else None
        if not isinstance(channel, discord.TextChannel):
            return None
        if missing(channel.permissions_for(guild.me).value, FOR_LOG):
            log.warning(
                "server %d: I may not write in its log channel (see /setup there)", guild.id
            )
            return None
        return channel


def _undelivered(guild: discord.Guild, error: discord.HTTPException) -> None:
    log.warning("server %d: its log channel takes nothing (%d)", guild.id, error.status)
