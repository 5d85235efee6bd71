"""A community of the shared bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from loopback.community import Community
from loopback.fixtures import new_community
from loopback.process import BotProcess


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot."""
    async with new_community(shared) as made:
        yield made
