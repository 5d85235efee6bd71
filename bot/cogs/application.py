"""What Discord knows of the application behind a token."""

from __future__ import annotations

import aiohttp
import discord


class ApplicationError(Exception):
    """Discord did not say; the message tells why."""


async def fetch_application_id(token: str) -> int:
    """The id of the application that ``token`` belongs to. Raises :class:`ApplicationError`."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            raise ApplicationError("Discord refuses the token.") from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise ApplicationError("Discord cannot be reached.") from error
        if client.application_id is None:
            raise ApplicationError("Discord named no application.")
        return client.application_id
