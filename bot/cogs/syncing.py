"""Telling Discord the commands: only when they changed, and again until it worked."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp
import discord
from discord import app_commands
from discord.backoff import ExponentialBackoff

from index.files import write_atomically

log = logging.getLogger(__name__)

LONGEST_WAIT = 300.0
PASSING = 500
"""From this HTTP status on it is Discord that is in trouble, which passes."""


class Syncing:
    """Brings the commands of a tree to Discord."""

    def __init__(self, tree: app_commands.CommandTree[Any], folder: Path) -> None:
        """``folder`` keeps what was told last; it can be deleted at any time."""
        self._tree = tree
        self._file = folder / "commands.json"
        self._again: asyncio.Task[None] | None = None

    async def sync(self) -> None:
        """Tell the commands if need be. A failure is logged and tried again later, on the side."""
        if not await self._attempt():
            self._again = asyncio.create_task(self._keep_trying(), name="command sync")

    def cancel(self) -> None:
        """Try no more."""
        if self._again:
            self._again.cancel()

    async def _keep_trying(self) -> None:
        backoff = ExponentialBackoff()
        while True:
            await asyncio.sleep(min(backoff.delay(), LONGEST_WAIT))
            if await self._attempt():
                return

    async def _attempt(self) -> bool:
        """Whether it is done with: told, unchanged, or refused for good."""
        try:
            await self._tell()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            status = error.status if isinstance(error, discord.HTTPException) else PASSING
            if status < PASSING:
                log.error("Discord refuses the commands: %s", error)
                return True
            log.warning(
                "the commands could not be told to Discord (%s); trying again",
                type(error).__name__ if status == PASSING else status,
            )
            return False
        return True

    async def _tell(self) -> None:
        ours = self._tree.get_commands()
        wanted = _digest(command.to_dict(self._tree) for command in ours)
        if self._told() == [wanted, await self._held()]:
            log.info("commands: %d, unchanged", len(ours))
            return
        await self._tree.sync()
        log.info("commands: %d told to Discord", len(ours))
        self._remember([wanted, await self._held()])

    async def _held(self) -> str:
        """What Discord holds for this application, so that a change from elsewhere is noticed."""
        return _digest(command.to_dict() for command in await self._tree.fetch_commands())

    def _told(self) -> object:
        try:
            return json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return None

    def _remember(self, told: list[str]) -> None:
        def write(file: BinaryIO) -> None:
            file.write(json.dumps(told).encode())

        try:
            write_atomically(self._file, write)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._file, error.strerror)


def _digest(commands: Iterable[Any]) -> str:
    lines = sorted(json.dumps(command, sort_keys=True, default=str) for command in commands)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
