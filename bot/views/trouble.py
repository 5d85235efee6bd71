"""When something goes wrong: the member reads a plain sentence, the log holds the trace."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

import aiohttp
import discord
from discord import app_commands

from bot.work import RESTARTING, Work

log = logging.getLogger("bot.trouble")

Interaction = discord.Interaction[Any]

UNREACHABLE = (discord.DiscordException, aiohttp.ClientError, OSError)
"""What is raised where Discord, or the way to it, is out of order."""


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
    elif sentence := note_trouble(original, _name_of(interaction)):
        await say_privately(interaction, sentence)


def note_trouble(error: BaseException, where: str) -> str | None:
    """Log ``error``; gives what to say to the person, or ``None`` if there is nobody to tell."""
    if is_gone(error):
        log.info("%s: it went away before it was answered (%s)", where, type(error).__name__)
        return None
    reference = secrets.token_hex(3)
    log.error("trouble %s in %s\n%s", reference, where, "\n".join(trace_of(error)))
    return (
        "Sorry, something went wrong on my side. Please try again in a moment. If it happens "
        f"again, tell a moderator this reference: {reference}."
    )


def trace_of(error: BaseException) -> Iterator[str]:
    """Where ``error`` was raised, and of which kind; what caused it first.

    The messages of exceptions are left out: a database or a parser likes to
    repeat in them what somebody wrote.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from trace_of(before)
        yield "which led to:"
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    numbers = (
        f" (status {error.status}, code {error.code})"
        if isinstance(error, discord.HTTPException)
        else ""
    )
    yield f"{type(error).__module__}.{type(error).__qualname__}{numbers}"


async def say_privately(interaction: Interaction, text: str) -> None:
    """Say ``text`` to whoever acted and to nobody else, if they can still be reached."""
    if interaction.type is discord.InteractionType.autocomplete:
        return  # Nothing can be said to somebody who is still typing.
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except UNREACHABLE as error:
        log.info("a private word could not be delivered (%s)", type(error).__name__)


def is_gone(error: BaseException) -> bool:
    """Whether there is nobody left to answer, or somebody has been answered already."""
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
