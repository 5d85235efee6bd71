"""Empty databases of each kind; a PostgreSQL to test on, if the environment names one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

SERVER = os.environ.get("REROUTE_TEST_POSTGRES", "")
"""An SQLAlchemy address (postgresql+asyncpg://…) of a server on which databases may be made."""

needs_postgres = pytest.mark.skipif(not SERVER, reason="REROUTE_TEST_POSTGRES is not set")

KINDS = ("sqlite", pytest.param("postgresql", marks=needs_postgres))
"""Parameters of a fixture that gives what :func:`database_of` makes."""


@asynccontextmanager
async def database_of(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of an empty database of one of :data:`KINDS`; a file is in ``folder``."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'reroute.db'}"
        return
    async with empty_database() as made:
        yield made


@asynccontextmanager
async def empty_database() -> AsyncIterator[str]:
    """The address of a database of its own, which is gone after the block."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(SERVER.replace("+asyncpg", ""))
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        yield SERVER.rsplit("/", 1)[0] + f"/{name}"
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()
