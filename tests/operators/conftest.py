"""A Discord with a community, and bots as processes that each test starts as it likes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from loopback.community import Community, make_community
from loopback.process import BotProcess
from loopback.server import Loopback

from bot.app import Parts

MakeBot = Callable[..., BotProcess]


@pytest_asyncio.fixture(loop_scope="session")
async def here() -> AsyncIterator[Community]:
    """A community on a Discord of the test's own."""
    async with Loopback() as loopback:
        yield make_community(loopback)
        loopback.check()


@pytest_asyncio.fixture(loop_scope="session")
async def make_bot(
    here: Community, tmp_path: Path, cache_folder: Path, parts: Parts
) -> AsyncIterator[MakeBot]:
    """A bot with settings of its own, not started yet; its database is the test's own."""
    made: list[BotProcess] = []

    def make(**environment: str) -> BotProcess:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        own = {"REROUTE_CACHE": str(cache_folder), "REROUTE_LOG_LEVEL": "debug"}
        made.append(BotProcess(here.loopback, folder, own | environment))
        return made[-1]

    yield make
    for bot in made:
        await bot.close()
    for bot in made:
        bot.check()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def shared(
    tmp_path_factory: pytest.TempPathFactory, cache_folder: Path, parts: Parts
) -> AsyncIterator[BotProcess]:
    """One connected bot for the tests of a module."""
    async with Loopback() as loopback:
        own = {"REROUTE_CACHE": str(cache_folder), "REROUTE_LOG_LEVEL": "debug"}
        bot = BotProcess(loopback, tmp_path_factory.mktemp("bot"), own)
        await bot.start()
        yield bot
        await bot.close()
        bot.check()


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot."""
    yield make_community(shared.loopback)
    shared.loopback.check()
