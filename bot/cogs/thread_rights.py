"""Who may decide about threads. Asked by each command, and again by each control."""

from __future__ import annotations

import discord

from bot.cogs.desk import Desk
from bot.cogs.rights import NOT_HERE, moderates
from bot.views.controls import Interaction
from bot.views.trouble import RefusalError

NOT_YOURS = (
    "Only moderators can do that: people who may manage the server or its threads, or who have "
    "the moderators' role that was chosen for me."
)


def member_of(interaction: Interaction) -> discord.Member:
    """Whoever acts, as a member of a server that added the bot; refused elsewhere."""
    member = interaction.user
    if not isinstance(member, discord.Member) or not interaction.is_guild_integration():
        raise RefusalError(NOT_HERE)
    return member


async def is_moderator(interaction: Interaction, desk: Desk) -> bool:
    """Whether whoever acts moderates here, by what Discord says of them at this moment."""
    member = member_of(interaction)
    if member.guild_permissions.manage_threads:
        return True
    return moderates(await desk.settings_of(member.guild.id), interaction)


async def need_moderator(interaction: Interaction, desk: Desk) -> discord.Member:
    """Whoever acts, if they moderate here; raises :class:`RefusalError` otherwise."""
    if not await is_moderator(interaction, desk):
        raise RefusalError(NOT_YOURS)
    return member_of(interaction)
