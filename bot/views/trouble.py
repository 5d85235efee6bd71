"""When something goes wrong: the member reads a plain sentence, the log holds the trace."""

from __future__ import annotations

import logging
import secrets
from typing import Any, Protocol, runtime_checkable

import discord
from discord import app_commands

from bot.work import RESTARTING, Work

log = logging.getLogger("bot.trouble")

Interaction = discord.Interaction[Any]


class RefusalError(Exception):
    """Something that a person may not do, or that cannot be done now. The message is for them."""


class RefusedCommandError(app_commands.AppCommandError, RefusalError):
    """A refusal raised by a check of a command."""


@runtime_checkable
class HasWork(Protocol):
    """A client that knows what is being answered."""

    work: Work


def take_up(interaction: Interaction) -> None:
    """Count what the current task does as work; raises :class:`RefusalError` during a stop."""
    client = interaction.client
    if isinstance(client, HasWork) and not client.work.join():
        raise RefusalError(RESTARTING)


async def report_trouble(interaction: Interaction, error: BaseException) -> None:
    """Tell the member in a sentence; log what the developers need, and no message text."""
    original = getattr(error, "original", error)
    if isinstance(original, RefusalError):
        await say_privately(interaction, str(original))
        return
    if _is_gone(original):
        # The interaction, its channel or its message is no more: there is nobody to tell.
        log.info("an interaction went away before it was answered (%s)", type(original).__name__)
        return
    reference = secrets.token_hex(3)
    log.error("trouble %s in %s", reference, _name_of(interaction), exc_info=original)
    await say_privately(
        interaction,
        "Sorry, something went wrong on my side. Please try again in a moment. If it happens "
        f"again, tell a moderator this reference: {reference}.",
    )


async def say_privately(interaction: Interaction, text: str) -> None:
    """Say ``text`` to whoever acted and to nobody else, if they can still be reached."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except discord.HTTPException as error:
        log.info("a private word could not be delivered (%s)", type(error).__name__)


def _is_gone(error: BaseException) -> bool:
    # Unknown by now: channel, message, webhook, interaction, token. 40060: answered already,
    # because Discord sent the same event twice.
    gone = {10003, 10008, 10015, 10062, 40060, 50027}
    return isinstance(error, discord.HTTPException) and error.code in gone


def _name_of(interaction: Interaction) -> str:
    """What was used: a command's name or a control's action, never what was typed."""
    if isinstance(interaction.command, app_commands.Command | app_commands.ContextMenu):
        return f"command {interaction.command.qualified_name}"
    data: Any = interaction.data or {}
    return f"control {':'.join(str(data.get('custom_id', '?')).split(':')[:2])}"
