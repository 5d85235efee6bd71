"""Telling other processes that a community's knowledge has changed.

PostgreSQL carries the word (LISTEN and NOTIFY). SQLite serves a single process,
which knows what it did: there nothing is sent, and nothing ever comes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store

CHANNEL = "reroute_knowledge"
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds before connecting again, doubled each time."""

EVERYTHING = 0
"""Stands for every community: word of some change may have been missed."""

log = logging.getLogger(__name__)


async def notify(session: AsyncSession, community: int) -> None:
    """Tell the others of a change in ``community``, if and when the transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_notify(CHANNEL, str(community))))


async def listen(store: Store) -> AsyncIterator[int]:
    """The communities that changed, as word comes, one's own changes among them; never ends.

    :data:`EVERYTHING` comes first, and whenever the connection was lost and is
    there again.
    """
    if store.backend != "postgresql":
        await asyncio.Event().wait()
    wait = FIRST_WAIT
    while True:
        heard: asyncio.Queue[int | None] = asyncio.Queue()
        try:
            async with store.driver_connection() as connection:
                connection.add_termination_listener(lambda _, heard=heard: heard.put_nowait(None))
                await connection.add_listener(CHANNEL, _hearing(heard))
                wait = FIRST_WAIT
                yield EVERYTHING
                while (community := await heard.get()) is not None:
                    yield community
        except Exception as error:  # Whatever the driver raises when a connection is lost.
            log.warning("not told of changes (%s); trying again", type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


def _hearing(heard: asyncio.Queue[int | None]) -> Any:  # noqa: ANN401 - asyncpg's callback
    def hear(_: object, __: int, ___: str, payload: str) -> None:
        if payload.isdecimal():
            heard.put_nowait(int(payload))

    return hear
