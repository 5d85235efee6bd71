"""A real discord.py client, to prove the loopback Discord with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from .community import Community
from .sample import Sample, connected


@pytest_asyncio.fixture(loop_scope="session")
async def sample(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sample]:
    """The client, in this process and connected to the test's own Discord."""
    client = Sample()
    async with connected(discord_world.loopback, monkeypatch, client):
        await discord_world.loopback.gateway.ready()
        await client.wait_until_ready()
        yield client
