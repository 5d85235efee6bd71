"""What members see: the bot as a process, on the loopback Discord of ``tests/loopback``."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from loopback.community import Community
from loopback.process import BotProcess
from loopback.world import Channel

from bot.store.engine import Store


@pytest_asyncio.fixture(loop_scope="session")
async def store(shared_bot: BotProcess) -> AsyncIterator[Store]:
    """The database of the shared bot, to look into and to set up."""
    async with await Store.open(shared_bot.environment["REROUTE_DATABASE"]) as opened:
        yield opened


@pytest.fixture
def away(community: Community) -> Channel:
    """A channel of a server without the bot, in which the stranger brings it along."""
    changes = community.loopback.changes
    elsewhere = changes.add_guild("Elsewhere", community.stranger.user)
    community.stranger.user.installed = True
    return changes.add_channel(elsewhere, "chat")
