"""The community of the bot that a module's tests share, with a log channel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from loopback.community import Community, make_community
from loopback.process import BotProcess
from writing import choose_log


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot, and chosen a log channel."""
    made = make_community(shared.loopback)
    await choose_log(made)
    yield made
    shared.loopback.check()
