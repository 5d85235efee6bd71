"""What members see: the bot as a process, on the loopback Discord of ``tests/loopback``."""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback.fixtures import (  # noqa: F401
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
