"""A community of the shared bot, with a log channel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from loopback.community import Community
from loopback.fixtures import new_community
from loopback.process import BotProcess
from writing import choose_log


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot, and chosen a log channel."""
    async with new_community(shared) as made:
        await choose_log(made)
        yield made
