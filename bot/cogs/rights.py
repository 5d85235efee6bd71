"""Who may do what: asked anew at every command, button and form, as a role may have gone."""

from __future__ import annotations

import discord

from bot.store.communities import CommunitySettings, load_community
from bot.store.engine import Store
from bot.views.controls import Interaction
from bot.views.trouble import RefusalError

NOT_YOURS = (
    "Only people who may manage this server can do that. Ask somebody with the permission "
    "“Manage Server”."
)
NOT_A_MODERATOR = (
    "Only moderators can do that. Whoever manages this server chooses their role with `/setup`."
)
NOT_HERE = "That works only in a server that added me."


def managed_guild(interaction: Interaction) -> discord.Guild:
    """The server, if whoever acts may manage it now; raises :class:`RefusalError` otherwise."""
    guild = _guild(interaction)
    if not interaction.permissions.manage_guild:
        raise RefusalError(NOT_YOURS)
    return guild


async def moderated_guild(store: Store, interaction: Interaction) -> discord.Guild:
    """The server, if whoever acts may moderate it now; raises :class:`RefusalError` otherwise."""
    guild = _guild(interaction)
    if not moderates(await load_community(store, guild.id), interaction):
        raise RefusalError(NOT_A_MODERATOR)
    return guild


def moderates(settings: CommunitySettings, interaction: Interaction) -> bool:
    """Whether whoever acts has the moderators' role, or may manage the server."""
    if interaction.permissions.manage_guild:
        return True
    user, role = interaction.user, settings.moderator_role
    return role is not None and isinstance(user, discord.Member) and user.get_role(role) is not None


def _guild(interaction: Interaction) -> discord.Guild:
    guild = interaction.guild
    if guild is None or not interaction.is_guild_integration():
        raise RefusalError(NOT_HERE)
    return guild
