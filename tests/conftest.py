"""What the tests share: one compiled model for them all, and copies of the knowledge to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.parts import Parts, build_parts
from bot.settings import Settings
from index.embedding import Embedder
from knowledge.base import SHIPPED

pytest_plugins = ["loopback.fixtures"]


@pytest.fixture(scope="session")
def cache_folder(pytestconfig: pytest.Config) -> Path:
    """Kept between runs, so that the model is compiled once for a working copy."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("reroute"))


@pytest.fixture(scope="session")
def parts(cache_folder: Path) -> Parts:
    """The real model over the shipped knowledge."""
    return build_parts(Settings(cache=cache_folder))


@pytest.fixture(scope="session")
def embedder(parts: Parts) -> Embedder:
    return parts.embedder


@pytest.fixture
def knowledge_copy(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge that a test may break."""
    ignore = shutil.ignore_patterns("*.py", "__pycache__")
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge", ignore=ignore))
