"""Fixtures: a loopback Discord, a community in it, and the bot as a process.

A plugin that ``tests/conftest.py`` names, so every test can ask for them. All tests and fixtures
with them share one event loop, so that one process can serve many.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.parts import Parts

from .community import Community, make_community
from .process import BotProcess
from .server import Loopback

SERVERS = {"loopback", "shared_bot", "here", "shared"}
"""The fixtures that serve a Discord; the others rest on these."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the asynchronous tests that use a loopback Discord on the session's loop."""
    for item in items:
        if pytest_asyncio.is_async_test(item) and SERVERS & set(item.fixturenames):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session")
async def loopback() -> AsyncIterator[Loopback]:
    """A Discord of the test's own. The test fails if the bot broke a rule of Discord's."""
    async with Loopback() as loopback:
        yield loopback
        loopback.check()


@pytest.fixture
def discord_world(loopback: Loopback) -> Community:
    """A community on the test's own Discord, with the bot invited but not started."""
    return make_community(loopback)


StartBot = Callable[..., Awaitable[BotProcess]]


@pytest_asyncio.fixture(loop_scope="session")
async def start_bot(
    discord_world: Community, tmp_path: Path, cache_folder: Path, parts: Parts
) -> AsyncIterator[StartBot]:
    """Starts the bot with settings of one's own: ``await start_bot(REROUTE_NATION="wales")``.

    ``parts`` has compiled the model, so that it starts quickly.
    """
    processes: list[BotProcess] = []

    async def start(**environment: str) -> BotProcess:
        folder = tmp_path / f"bot-{len(processes)}"
        folder.mkdir()
        own = {"REROUTE_CACHE": str(cache_folder)} | environment
        process = BotProcess(discord_world.loopback, folder, own)
        processes.append(process)
        await process.start()
        return process

    try:
        yield start
        await discord_world.loopback.settled()
    finally:
        for process in processes:
            await process.close()
    for process in processes:
        process.check()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(start_bot: StartBot) -> BotProcess:
    """The bot of the test's own, connected; for tests that stop it or break the connection."""
    return await start_bot()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared_bot(
    tmp_path_factory: pytest.TempPathFactory, cache_folder: Path, parts: Parts
) -> AsyncIterator[BotProcess]:
    """One connected bot for all tests that leave it as it is."""
    async with Loopback() as loopback:
        folder = tmp_path_factory.mktemp("bot")
        process = BotProcess(loopback, folder, {"REROUTE_CACHE": str(cache_folder)})
        try:
            await process.start()
            yield process
        finally:
            await process.close()
        process.check()


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared_bot: BotProcess) -> AsyncIterator[Community]:
    """A new community on the shared Discord: the shared bot has just been invited to it."""
    async with new_community(shared_bot) as made:
        yield made
        shared_bot.check()


@asynccontextmanager
async def new_community(bot: BotProcess) -> AsyncIterator[Community]:
    """A community that has just invited ``bot``; what fails in it is no trouble to the next."""
    loopback = bot.loopback
    try:
        yield make_community(loopback)
        loopback.faults.clear()
        await loopback.settled()
        loopback.check()
    finally:
        loopback.forget()


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
    """A bot with settings of its own, not started yet; its database is in ``tmp_path``."""
    made: list[BotProcess] = []

    def make(**environment: str) -> BotProcess:
        made.append(BotProcess(here.loopback, tmp_path, _talkative(cache_folder) | environment))
        return made[-1]

    yield make
    for bot in made:
        await bot.close()
    for bot in made:
        bot.check()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared(
    tmp_path_factory: pytest.TempPathFactory, cache_folder: Path, parts: Parts
) -> AsyncIterator[BotProcess]:
    """One connected bot that logs all that it can, for what moderators and operators do."""
    async with Loopback() as loopback:
        bot = BotProcess(loopback, tmp_path_factory.mktemp("bot"), _talkative(cache_folder))
        await bot.start()
        yield bot
        await bot.close()
        bot.check()


def _talkative(cache: Path) -> dict[str, str]:
    return {"REROUTE_CACHE": str(cache), "REROUTE_LOG_LEVEL": "debug"}
