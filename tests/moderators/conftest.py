"""A community with two moderators and a log channel, and bots as processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from loopback.community import Community, make_community
from loopback.process import BotProcess
from loopback.server import Loopback
from writing import choose_log

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
    """A bot not started yet; its database is the test's own, in ``tmp_path``."""
    made: list[BotProcess] = []

    def make(**environment: str) -> BotProcess:
        made.append(BotProcess(here.loopback, tmp_path, _settings(cache_folder) | environment))
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
        bot = BotProcess(loopback, tmp_path_factory.mktemp("bot"), _settings(cache_folder))
        await bot.start()
        yield bot
        await bot.close()
        bot.check()


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot, and chosen a log channel."""
    made = make_community(shared.loopback)
    await choose_log(made)
    yield made
    shared.loopback.check()


def _settings(cache: Path) -> dict[str, str]:
    return {"REROUTE_CACHE": str(cache), "REROUTE_LOG_LEVEL": "debug"}
