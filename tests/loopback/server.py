"""The loopback Discord itself: the world, its HTTP and gateway sides, and what went wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from aiohttp import web

from .changes import Changes
from .faults import FaultList
from .gateway import Gateway
from .intents import application_flags
from .interactions import Interactions
from .rest import Rest
from .routes import ALL
from .routes_application import CommandStore
from .thread_changes import ThreadChanges
from .world import World

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which a test that waits gives up."""


class Loopback:
    """A Discord on 127.0.0.1. ``async with Loopback() as loopback: …`` serves it.

    ``violations`` are the bot's breaches of Discord's rules; :meth:`check` raises them.
    """

    def __init__(self) -> None:
        self.world = World()
        self.violations: list[str] = []
        self.patience = PATIENCE
        self.response_seconds = 3.0
        """The time for the first response to an interaction."""
        self.watchers: list[Callable[[], str | None]] = []
        """Each says why it is no use to wait any longer, or None."""
        self.said: list[str] = []
        """Everything that people wrote, which must never be found in a log."""
        self.gateway = Gateway(self)
        self.changes = Changes(self)
        self.threads = ThreadChanges(self)
        self.interactions = Interactions(self)
        self.commands = CommandStore(self.world.application_id, self.world.snowflakes)
        self.recommended_shards = 1
        self.faults = FaultList()
        self.rest = Rest(self, ALL)
        self._tolerated: list[str] = []
        self._change = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Loopback:
        app = web.Application(middlewares=[self.rest.middleware], client_max_size=64 * 2**20)
        app.router.add_get("/gateway/", self.gateway.connect)
        self.rest.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        self.interactions.close()
        await self.gateway.drop()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """What takes the place of https://discord.com/api/v10."""
        return f"http://127.0.0.1:{self._port}/api/v10"

    @property
    def cdn_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/cdn"

    @property
    def gateway_url(self) -> str:
        """What takes the place of wss://gateway.discord.gg/."""
        return f"ws://127.0.0.1:{self._port}/gateway/"

    @property
    def application_flags(self) -> int:
        return application_flags(self.world.granted_intents)

    # --- waiting

    def changed(self) -> None:
        """Wake whoever waits: something happened."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, found: Callable[[], T], what: str) -> T:
        """Wait until ``found()`` is truthy, and return it. Fails at once if the bot broke a rule
        or ended.
        """
        try:
            async with asyncio.timeout(self.patience):
                while not (value := found()):
                    self.check()
                    for watcher in self.watchers:
                        reason = watcher()
                        assert reason is None, f"waiting for {what}: {reason}"
                    await self._change.wait()
                return value
        except TimeoutError:
            recent = "\n".join(map(str, self.rest.requests[-5:]))
            raise AssertionError(
                f"waited {self.patience:.0f} s for {what}; the last requests were:\n{recent}"
            ) from None

    async def settled(self) -> None:
        """Wait until nobody waits for the bot: every interaction has its response, and none is
        left "thinking".
        """
        await self.until(
            lambda: not self.interactions.unanswered,
            f"answers to {[one.name for one in self.interactions.unanswered]}",
        )

    # --- breaches of the rules

    def violate(self, what: str) -> None:
        """Record a breach by the bot."""
        if not any(re.search(pattern, what) for pattern in self._tolerated):
            self.violations.append(what)
            self.changed()

    def check(self) -> None:
        """Raise AssertionError if the bot broke a rule."""
        assert not self.violations, "the bot broke Discord's rules:\n" + "\n".join(self.violations)

    def tolerate(self, pattern: str) -> None:
        """From now on, let pass what matches the regular expression."""
        self._tolerated.append(pattern)

    def forget(self) -> None:
        """Begin anew after a test: no faults, no breaches, none tolerated, and nobody waits."""
        self.faults.clear()
        self.violations.clear()
        self._tolerated.clear()
        self.interactions.close()

    @contextmanager
    def expects(self, pattern: str) -> Iterator[list[str]]:
        """A breach that matches must happen within the block, and is then forgiven."""
        before, self.violations = self.violations, []
        kept = list(self._tolerated)
        found: list[str] = []

        def note(what: str) -> None:
            if re.search(pattern, what):
                found.append(what)
                self.changed()
            elif not any(re.search(one, what) for one in kept):
                self.violations.append(what)
                self.changed()

        original, self.violate = self.violate, note  # type: ignore[method-assign]
        try:
            yield found
        finally:
            self.violate = original  # type: ignore[method-assign]
            self.violations = before + self.violations
        assert found, f"nothing happened that matches {pattern!r}; instead: {self.violations}"
