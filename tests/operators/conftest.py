"""The community of the bot that a module's tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from loopback.community import Community, make_community
from loopback.process import BotProcess


@pytest_asyncio.fixture(loop_scope="session")
async def community(shared: BotProcess) -> AsyncIterator[Community]:
    """A new community that has just invited the shared bot."""
    yield make_community(shared.loopback)
    shared.loopback.check()
