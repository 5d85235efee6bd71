"""Opening the database: connected, migrated, and set so that committed means on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

MIGRATIONS = Path(__file__).parent / "migrations"

GRACE = 5.0
"""Seconds that closing waits for transactions that are open."""


class StoreError(Exception):
    """The database cannot be used; the message says why, without its password."""


class Store:
    """An open database. Sessions may be used at once from one event loop."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to ``url`` (an SQLAlchemy address), bringing its tables up to date.

        Raises :class:`StoreError`.
        """
        try:
            address = make_url(url)
            engine = create_async_engine(
                address,
                pool_pre_ping=True,
                # An error's text may end up in the log: without what somebody wrote.
                hide_parameters=True,
            )
        except (SQLAlchemyError, ImportError, ValueError) as error:
            # Not the address itself: it may hold a password.
            raise StoreError(f"REROUTE_DATABASE cannot be used: {type(error).__name__}") from error
        try:
            if address.get_backend_name() == "sqlite":
                if address.database:
                    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
                event.listen(engine.sync_engine, "connect", _prepare_sqlite)
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
        except (SQLAlchemyError, OSError) as error:
            await engine.dispose()
            reason = str(getattr(error, "orig", None) or error)
            name = address.render_as_string(hide_password=True)
            raise StoreError(f"the database {name} cannot be opened: {reason}") from error
        return cls(engine)

    @property
    def backend(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def driver_connection(self) -> AsyncIterator[Any]:
        """A connection as the driver knows it, for what SQLAlchemy has no words for.

        It is closed after the block. Raises :class:`OSError` if there is none.
        """
        try:
            connection = await self._engine.connect()
        except SQLAlchemyError as error:
            raise ConnectionError(type(error).__name__) from error
        try:
            yield (await connection.get_raw_connection()).driver_connection
        finally:
            # Not for others: what was set on it, a listener say, would go on.
            await connection.invalidate()
            await connection.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed when the block ends, or none of them.

        After the block the changes are on disk: only then may anybody be told "saved".
        """
        self._open += 1
        self._idle.clear()
        try:
            async with self._sessions.begin() as session:
                yield session
        finally:
            self._open -= 1
            if not self._open:
                self._idle.set()

    async def close(self) -> None:
        """Finish what is open, for :data:`GRACE` at most, and let go of the database.

        What is cut off in the middle is undone, but the pool complains of it in the log.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), GRACE)
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *details: object) -> None:
        await self.close()


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own type
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        # FULL: a commit has reached the disk when it returns.
        "synchronous = FULL",
        "foreign_keys = ON",
        "busy_timeout = 10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
