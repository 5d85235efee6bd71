"""The fixtures of :mod:`loopback.fixtures`, for the tests of the loopback Discord itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fixtures import (  # noqa: F401
    bot,
    community,
    discord_world,
    loopback,
    on_one_loop,
    shared_bot,
    start_bot,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one loop."""
    on_one_loop(items, Path(__file__).parent)
