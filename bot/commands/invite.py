"""``reroute invite``: the address that adds the bot to a server, with what it needs and no more."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Annotated

import typer
from rich.console import Console

from bot.commands.starting import consoles, fail, settings_or_exit
from bot.permissions import NEEDED, SCOPES, invite_link

LONGEST_NUMBER = 20
"""Digits of an id on Discord."""

NEEDS = (
    "Set DISCORD_TOKEN, or give the application's id: reroute invite --application-id NUMBER. It "
    'stands at https://discord.com/developers/applications, under "General Information".'
)


def invite(
    application_id: Annotated[
        int | None, typer.Option(help="The application's id; otherwise found by DISCORD_TOKEN.")
    ] = None,
) -> None:
    """Print the link that invites the bot to a server, and what each permission is for."""
    out, _ = consoles()
    number = application_id or _own_id()
    _say(out, invite_link(number))
    _say(out, "")
    _say(out, f"It asks for the scopes {' and '.join(SCOPES)}, and for these permissions:")
    for permission in NEEDED:
        _say(out, f"- {permission.label}: {permission.reason}.")


def _own_id() -> int:
    token = settings_or_exit().discord_token
    if token is None:
        fail(NEEDS)
    return id_in(token.get_secret_value()) or _ask(token.get_secret_value())


def id_in(token: str) -> int | None:
    """The application's id, which is the first part of most tokens; ``None`` if it is not."""
    first = token.partition(".")[0]
    try:
        digits = base64.b64decode(first + "=" * (-len(first) % 4), "-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    fits = digits.isdigit() and len(digits) <= LONGEST_NUMBER
    return int(digits) if fits else None


def _ask(token: str) -> int:
    from bot.cogs.application import ApplicationError, fetch_application_id

    try:
        return asyncio.run(fetch_application_id(token))
    except ApplicationError as error:
        fail(f"{error} {NEEDS}")


def _say(out: Console, line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
