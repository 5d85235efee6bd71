"""Answering somebody alone: in their own private message where there is one, else in a new one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

from bot.views.controls import Interaction

Show = Callable[[discord.ui.LayoutView], Awaitable[None]]


async def begin(interaction: Interaction, *, anew: bool = False) -> Show:
    """Tell Discord that it takes a moment; gives what shows the result.

    ``anew`` leaves the message whose control was used as it is. A message that
    others see is never changed.
    """
    message = interaction.message
    if not anew and message is not None and message.flags.ephemeral:
        await interaction.response.defer()

        async def change(view: discord.ui.LayoutView) -> None:
            await interaction.edit_original_response(
                view=view, allowed_mentions=discord.AllowedMentions.none()
            )

        return change
    await interaction.response.defer(ephemeral=True, thinking=True)

    async def send(view: discord.ui.LayoutView) -> None:
        await interaction.followup.send(view=view, ephemeral=True)

    return send
