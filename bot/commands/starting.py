"""What every command needs before it can do its work, with the waiting shown."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from bot.parts import Parts, build_parts
from bot.settings import Settings, SettingsError, load_settings
from index.models import ModelError
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.problems import KnowledgeError


def consoles() -> tuple[Console, Console]:
    """One console for replies, one for everything about them."""
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            # A byte that is not UTF-8 becomes a sign, not a traceback.
            stream.reconfigure(encoding="utf-8", errors="replace")
    return Console(), Console(stderr=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table in which nothing is cut off, and nothing in a cell is read as a style."""
    made = Table(*(Column(name, overflow="fold") for name in columns), box=None, pad_edge=False)
    for row in rows:
        made.add_row(*(Text(str(cell)) for cell in row))
    return made


def fail(message: str) -> NoReturn:
    """Say ``message`` on standard error and end with exit code 1."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)
    raise typer.Exit(1)


def settings_or_exit() -> Settings:
    """The settings, or a plain sentence and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        return load_settings()
    except SettingsError as error:
        fail(str(error))


def base_or_exit(settings: Settings) -> KnowledgeBase:
    """The knowledge base without a model, or its faults and exit code 1."""
    try:
        return load_knowledge(settings.knowledge)
    except KnowledgeError as error:
        fail(f"The knowledge base has faults:\n{error}")


def parts_or_exit(settings: Settings) -> Parts:
    """The built parts, or what is wrong and exit code 1. Shows a bar while it works."""
    # The default model is in a package; nothing may be looked for on a network.
    os.environ.setdefault("HF_HUB_OFFLINE", "1" if "/" not in settings.model else "0")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        compiling = not any((settings.cache / "models").glob("*/verified"))
        words = "Preparing the model (only the first time)" if compiling else "Starting"
        task = bar.add_task(words, total=None)
        try:
            return build_parts(
                settings,
                lambda done, total: bar.update(
                    task, description="Reading the knowledge", completed=done, total=total
                ),
            )
        except KnowledgeError as error:
            fail(f"The knowledge base has faults:\n{error}")
        except ModelError as error:
            fail(f"The model cannot be used: {error}")
