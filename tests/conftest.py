"""What the tests share: one compiled model for them all, and copies of the knowledge to break."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from bot.editing.preview import development_questions
from bot.parts import Parts, build_parts
from bot.settings import Settings
from index.embedding import Embedder
from knowledge.base import SHIPPED

pytest_plugins = ["loopback.fixtures"]


@pytest.fixture(scope="session")
def prepared(pytestconfig: pytest.Config) -> Path:
    """Kept between runs, so that the model is compiled once for a working copy."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("reroute"))


@pytest.fixture(scope="session")
def cache_folder(prepared: Path) -> Iterator[Path]:
    """The cache of the processes that this run starts; of this worker, if several share the tests.

    Empty until ``parts`` is asked for.
    """
    with tempfile.TemporaryDirectory(dir=prepared.parent, prefix="run-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def parts(prepared: Path, cache_folder: Path) -> Parts:
    """The real model over the shipped knowledge, which ``cache_folder`` holds from now on.

    What previews ask is there too. One worker compiles and embeds; the others wait for it.
    """
    with FileLock(prepared / "lock"):
        made = build_parts(Settings(cache=prepared))
        development_questions(made.embedder, prepared)
        # What triage learned comes with the program, so the cache holds none of it.
        for name in ("models", "vectors", "development"):
            # Links cost nothing. The cache's files are never written into, only replaced.
            shutil.copytree(prepared / name, cache_folder / name, copy_function=os.link)
    return dataclasses.replace(made, settings=Settings(cache=cache_folder))


@pytest.fixture(scope="session")
def embedder(parts: Parts) -> Embedder:
    return parts.embedder


@pytest.fixture
def knowledge_copy(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge that a test may break."""
    ignore = shutil.ignore_patterns("*.py", "__pycache__")
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge", ignore=ignore))
