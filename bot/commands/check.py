"""``reroute check``: is everything in order, and if not, what is wrong and where."""

from __future__ import annotations

import numpy as np
import typer
from rich.console import Console

from bot.commands.starting import consoles
from bot.parts import build_parts
from bot.settings import SettingsError, load_settings
from index.models import ModelError
from knowledge.base import load_knowledge
from knowledge.problems import KnowledgeError


def check() -> None:
    """Check settings, knowledge, model and index; exit code 1 if anything is wrong."""
    out, _ = consoles()
    if not _everything_in_order(out):
        raise typer.Exit(1)


def _everything_in_order(out: Console) -> bool:
    def say(part: str, finding: str) -> None:
        out.print(f"{part}: {finding}", markup=False, highlight=False, soft_wrap=True)

    try:
        settings = load_settings()
        say("Settings", "in order")
    except SettingsError as error:
        say("Settings", str(error))
        return False
    try:
        base = load_knowledge(settings.knowledge)
        held = (
            f"{len(base.entries)} entries, {len(base.letters)} letters, {len(base.sources)} sources"
        )
        say("Knowledge", f"in order, {held}")
    except KnowledgeError as error:
        for problem in error.problems:
            say("Knowledge", str(problem))
        return False
    try:
        parts = build_parts(settings)
    except ModelError as error:
        say("Model", str(error))
        return False
    say("Model", f"in order, {parts.embedder.fingerprint}")
    ranker = parts.mind.ranker
    lost = sorted(set(base.entries) - set(ranker.ids))
    vectors = parts.embedder.embed([entry.title for entry in base.entries.values()])
    if lost or not np.isfinite(vectors).all():
        say(
            "Index",
            f"does not hold {', '.join(lost)}" if lost else "has vectors that are not finite",
        )
        return False
    say("Index", f"in order, {len(ranker.ids)} entries")
    return True
