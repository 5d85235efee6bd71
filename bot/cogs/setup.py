"""``/setup``: what the people who manage a server choose for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk import Desk
from bot.cogs.rights import managed_guild
from bot.store.communities import CommunitySettings, change_community, load_community
from bot.views.controls import Controls, Interaction
from bot.views.replies import read_nation
from bot.views.setup import setup_page


class Setup(commands.Cog):
    """A community's choices, each with a control that checks anew who uses it."""

    def __init__(self, desk: Desk, controls: Controls) -> None:
        self._desk = desk
        controls.add("setup-channels", self.channels)
        controls.add("setup-role", self.role)
        controls.add("setup-log", self.log)
        controls.add("setup-nation", self.nation)
        controls.add("setup-approval", self.approval)
        controls.add("setup-withdraw", self.withdraw)

    @app_commands.command(name="setup", description="Choose where I may speak, and who moderates")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def setup(self, interaction: discord.Interaction) -> None:
        """Show the choices to whoever manages the server."""
        guild = managed_guild(interaction)
        await interaction.response.defer(ephemeral=True)
        settings = await load_community(self._desk.services.store, guild.id)
        await interaction.followup.send(view=setup_page(guild, settings), ephemeral=True)

    async def channels(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Where it may speak; none chosen: everywhere."""
        chosen = frozenset(_ids(arguments))
        await self._change(interaction, lambda settings: replace(settings, channels=chosen))

    async def role(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Who moderates."""
        chosen = next(iter(_ids(arguments)), None)
        await self._change(interaction, lambda settings: replace(settings, moderator_role=chosen))

    async def log(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Where the moderators are told what happened."""
        chosen = next(iter(_ids(arguments)), None)
        await self._change(interaction, lambda settings: replace(settings, log_channel=chosen))

    async def nation(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Which nation is assumed."""
        chosen = read_nation(arguments[-1])
        await self._change(interaction, lambda settings: replace(settings, nation=chosen))

    async def approval(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Whether a second moderator has to agree to a change."""
        needed = arguments[0] == "on"
        await self._change(interaction, lambda settings: replace(settings, needs_approval=needed))

    async def withdraw(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Whether entries are withdrawn when nobody reviews them."""
        days = next(iter(_ids(arguments)), None)
        guild = managed_guild(interaction)
        await self._change(interaction, lambda settings: replace(settings, withdraw_after=days))
        await self._desk.services.editor.refresh(guild.id)

    async def _change(
        self,
        interaction: Interaction,
        change: Callable[[CommunitySettings], CommunitySettings],
    ) -> None:
        guild = managed_guild(interaction)
        await interaction.response.defer()
        settings = await change_community(self._desk.services.store, guild.id, change)
        # On disk by now: only then may it say so.
        await interaction.edit_original_response(view=setup_page(guild, settings, saved=True))


def _ids(values: tuple[str, ...]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]
