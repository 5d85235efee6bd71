"""Starting the command line as its users do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.base import SHIPPED

Environment = Callable[..., dict[str, str]]


@pytest.fixture
def environment(cache_folder: Path) -> Environment:
    """The environment of a process: nothing of the developer's own settings."""

    def environment(**more: str) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith(("REROUTE", "DISCORD"))}
        own |= {"REROUTE_CACHE": str(cache_folder), "HF_HUB_OFFLINE": "1", "COLUMNS": "60"}
        return own | more

    return environment


@pytest.fixture
def run_bare(environment: Environment):
    """Run ``reroute`` for commands that need no model."""

    def run(*words: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=stdin,
            capture_output=True,
            cwd=SHIPPED.parent,
            env=environment(**more),
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def run(run_bare, parts: object):
    """Run ``reroute`` with the model already compiled, so that each start is quick."""
    return run_bare
