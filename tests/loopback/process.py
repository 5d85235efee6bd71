"""The bot as its own process: started, watched, stopped, killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from . import rerouted
from .server import Loopback

ROOT = Path(__file__).resolve().parents[2]

_SHORT = 12
"""Texts of fewer characters may stand in a log by chance."""


class BotProcess:
    """``python -m bot run`` against a loopback Discord. Its log and its database are files in
    ``folder``, kept over restarts.
    """

    def __init__(self, loopback: Loopback, folder: Path, environment: dict[str, str]) -> None:
        self.loopback = loopback
        # Never the operator's own database.
        database = f"sqlite+aiosqlite:///{folder / 'reroute.db'}"
        self.environment = {"REROUTE_DATABASE": database} | environment
        self.tracebacks_allowed = False
        self._log = folder / "bot.log"
        self._database = f"sqlite+aiosqlite:///{folder / 'reroute.db'}"
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._stopping = False
        loopback.watchers.append(self._why_useless)

    @property
    def log(self) -> str:
        """Everything that it wrote so far, on both streams."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal."""
        return self._process.returncode if self._process else None

    async def launch(self, *words: str) -> None:
        """Start it, without waiting for anything. ``words``: ``run``, unless given."""
        assert self._process is None or self._process.returncode is not None
        own = {k: v for k, v in os.environ.items() if not k.startswith(("REROUTE", "DISCORD"))}
        own |= {"HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
        own |= {"DISCORD_TOKEN": self.loopback.world.token, "REROUTE_DATABASE": self._database}
        own |= self.environment
        self._stopping = False
        script = str(Path(rerouted.__file__))
        addresses = (self.loopback.api_url, self.loopback.gateway_url)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                script,
                *addresses,
                *(words or ("run",)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=own,
            )
        self._waiting = asyncio.create_task(self._watch(self._process))

    async def start(self, shards: int = 1) -> None:
        """Start it, and wait until it is connected and has its guilds."""
        for session in self.loopback.gateway.live:
            session.socket = None  # What an earlier process left open counts no more.
        await self.launch()
        await self.loopback.gateway.ready(shards)

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit code."""
        self.send(sign)
        return await self.ended()

    def send(self, sign: signal.Signals) -> None:
        """Send a signal that ends it, and go on."""
        assert self._process is not None
        self._stopping = True
        if self._process.returncode is None:
            self._process.send_signal(sign)

    async def kill(self) -> None:
        """kill -9."""
        await self.stop(signal.SIGKILL)

    async def ended(self) -> int:
        """Wait until it ends by itself; gives the exit code."""
        self._stopping = True
        assert self._process is not None
        assert self._waiting is not None
        try:
            async with asyncio.timeout(self.loopback.patience):
                await asyncio.shield(self._waiting)
        except TimeoutError:
            self._process.kill()
            await self._waiting
            raise AssertionError(f"the bot did not end; its log:\n{self.tail}") from None
        assert self._process.returncode is not None
        return self._process.returncode

    async def close(self) -> None:
        """End it for good, whatever it is doing."""
        if self._process and self._process.returncode is None:
            await self.stop(signal.SIGKILL)
        self.loopback.watchers.remove(self._why_useless)

    def check(self) -> None:
        """Raise AssertionError if it logged a traceback or a person's words, or tried to reach
        another machine.
        """
        log = self.log
        assert rerouted.BLOCKED not in log, f"it tried to leave this machine:\n{self.tail}"
        if not self.tracebacks_allowed:
            assert "Traceback" not in log, f"it logged a traceback:\n{self.tail}"
        for text in set(self.loopback.said):
            assert len(text) < _SHORT or text not in log, f"it logged what somebody said: {text}"

    @property
    def tail(self) -> str:
        return "\n".join(self.log.splitlines()[-60:])

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        await process.wait()
        self.loopback.changed()

    def _why_useless(self) -> str | None:
        if self.exit_code is None or self._stopping:
            return None
        return f"the bot ended with {self.exit_code}; its log:\n{self.tail}"


async def logged(bot: BotProcess, words: str) -> None:
    """Wait until ``words`` stand in the bot's log."""
    async with asyncio.timeout(bot.loopback.patience):
        while words not in bot.log:
            assert bot.exit_code is None, bot.tail
            await asyncio.sleep(0.05)
