"""Running the bot: connected until it is told to stop, through whatever passes by itself."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal

import aiohttp
import discord
from discord.backoff import ExponentialBackoff

from bot.app import Services, services
from bot.cogs.client import Client, NeverConnectedError, make_client
from bot.cogs.status import NO_CONTENT
from bot.cogs.syncing import PASSING
from bot.health import watch
from bot.parts import Parts

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
GRACE = 10.0
"""Seconds for finishing what is being answered when it is told to stop."""

SIGNALS = (signal.SIGTERM, signal.SIGINT)

NOT_ACCEPTED = (
    "Discord refuses the token. Copy it again: https://discord.com/developers/applications, your "
    'application, "Bot", "Reset Token". Then set DISCORD_TOKEN to it.'
)
SWITCH_ON = (
    'Discord does not allow this bot to read message content. Switch on "Message Content Intent" '
    'under "Bot" at https://discord.com/developers/applications, or switch off '
    "REROUTE_MESSAGE_CONTENT. Going on without it: %s"
)
WITHOUT_CONTENT = f"the message content intent is off: {NO_CONTENT}"
CLOSED = {
    4004: NOT_ACCEPTED,
    4010: "Discord refuses these shards: check REROUTE_SHARD_IDS and REROUTE_SHARD_COUNT.",
    4011: "Discord wants a bot of this size to be divided: set REROUTE_SHARD_COUNT.",
    4013: "Discord does not know an intent that this version asks for: a newer one is needed.",
    4014: "Discord does not allow an intent that this version asks for.",
}


class StartError(Exception):
    """It cannot run, and trying again would not help; the message says what to do."""


def serve(parts: Parts, token: str) -> None:
    """Run the bot until it is told to stop.

    Raises :class:`StartError`, :class:`bot.store.engine.StoreError`.
    """
    asyncio.run(_serve(parts, token))


async def _serve(parts: Parts, token: str) -> None:
    async with services(parts) as opened:
        # What is loaded by now stays. Looking through it for garbage would hold up
        # everybody for a tenth of a second, again and again.
        gc.collect()
        gc.freeze()
        await Running(opened, token).until_stopped()
    log.info("stopped")


class Running:
    """One run of the bot, from its first connection to its last."""

    def __init__(self, opened: Services, token: str) -> None:
        self._services = opened
        self._token = token
        self._client: Client | None = None
        self._stop = asyncio.Event()

    async def until_stopped(self) -> None:
        """Be connected until a signal comes, then finish what was begun."""
        loop = asyncio.get_running_loop()
        for sign in SIGNALS:
            loop.add_signal_handler(sign, self._told_to_stop)
        watching = asyncio.create_task(watch(self._services.health))
        connected = asyncio.create_task(self._keep_connected())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({connected, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if self._stop.is_set():
                await self._wind_down()
            else:
                await connected  # Raises what ended it.
        finally:
            for task in (connected, stopping, watching):
                task.cancel()
            await asyncio.gather(connected, stopping, watching, return_exceptions=True)

    def _told_to_stop(self) -> None:
        self._stop.set()
        loop = asyncio.get_running_loop()
        for sign in SIGNALS:
            # A second signal ends the process at once.
            loop.remove_signal_handler(sign)
            signal.signal(sign, signal.SIG_DFL)

    async def _wind_down(self) -> None:
        work = self._services.work
        work.close()
        log.info("stopping, %d being answered", len(work))
        if not await work.finished(GRACE):
            log.warning("stopping with %d unanswered after %.0f s", len(work), GRACE)
        if self._client:
            await self._client.close()

    async def _keep_connected(self) -> None:
        """Connect, and connect anew after what passes by itself. Raises :class:`StartError`."""
        content = self._services.settings.message_content
        if not content:
            log.info(WITHOUT_CONTENT)
        backoff = ExponentialBackoff()
        while True:
            self._client = make_client(self._services, content=content)
            try:
                async with self._client as client:
                    await client.start(self._token)
                return
            except discord.PrivilegedIntentsRequired:
                if not content:
                    raise StartError(CLOSED[4014]) from None
                log.warning(SWITCH_ON, NO_CONTENT)
                content = False
                continue
            except NeverConnectedError:
                reason = "the gateway takes no connection"
            except (
                discord.DiscordException,
                aiohttp.ClientError,
                OSError,
            ) as error:
                reason = _passing_or_raise(error)
            seconds = min(backoff.delay(), LONGEST_WAIT)
            log.warning("Discord cannot be reached: %s. Trying again in %.0f s.", reason, seconds)
            await asyncio.sleep(seconds)


def _passing_or_raise(error: Exception) -> str:
    """In a few words why ``error`` keeps it from Discord; raises if that will not pass."""
    match error:
        case discord.LoginFailure():
            raise StartError(NOT_ACCEPTED) from None
        case discord.ConnectionClosed():
            words = f"Discord closed the connection for good (code {error.code})."
            raise StartError(CLOSED.get(error.code, words)) from None
        case discord.HTTPException(status=status) if status >= PASSING:
            return f"it answers {status}"
        case discord.HTTPException():
            raise StartError(f"Discord refuses the login ({error.status}).") from None
        case discord.GatewayNotFound() | aiohttp.ClientError() | OSError():
            return type(error).__name__
        case _:
            raise error
