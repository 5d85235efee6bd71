"""What stands in the menu of a message. discord.py does not take it as a method of a cog."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands


def message_menu(
    name: str,
    callback: Callable[[discord.Interaction, discord.Message], Coroutine[Any, Any, None]],
    *,
    everywhere: bool = False,
    shown_to: discord.Permissions | None = None,
) -> app_commands.ContextMenu:
    """An entry of that menu; in servers that added the bot, unless ``everywhere``.

    ``shown_to`` says who is offered it; whether they may is checked again.
    """
    menu = app_commands.ContextMenu(
        name=name,
        callback=callback,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=everywhere),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=everywhere, private_channel=everywhere
        ),
    )
    menu.default_permissions = shown_to
    return menu


class WithMenus:
    """Goes before ``Cog``: entries that come and go with a cog."""

    def __init__(self, bot: commands.Bot, menus: Sequence[app_commands.ContextMenu]) -> None:
        self._bot = bot
        self._menus = menus

    async def cog_load(self) -> None:
        """Add them."""
        for menu in self._menus:
            self._bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take them away again."""
        for menu in self._menus:
            self._bot.tree.remove_command(menu.name, type=menu.type)
