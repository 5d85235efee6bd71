"""``reroute knowledge report``: what in the knowledge base needs an editor's eye."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.commands.starting import base_or_exit, consoles, settings_or_exit, table
from knowledge.base import KnowledgeBase
from knowledge.readability import Readability, readability
from knowledge.upkeep import (
    Due,
    MissingNations,
    ThinlySourced,
    due_for_review,
    missing_nations,
    thinly_sourced,
)


@dataclass(frozen=True)
class Upkeep:
    """All findings, in the order in which they are shown."""

    due: Sequence[Due]
    thinly_sourced: Sequence[ThinlySourced]
    missing_nations: Sequence[MissingNations]
    readability: dict[str, Readability]
    """By entry, hardest first."""


def report(
    within: Annotated[
        int, typer.Option(min=0, help="Also show reviews that are due in this many days.")
    ] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Report on reviews that are due, thin sources, missing nations and readability."""
    out, _ = consoles()
    found = _look(base_or_exit(settings_or_exit()), within)
    if as_json:
        print(json.dumps(asdict(found), default=str, ensure_ascii=False))  # noqa: T201 - for programs
        return
    for title, columns, rows in _sections(found, within):
        _print(out, title, columns, rows)


def _look(base: KnowledgeBase, within: int) -> Upkeep:
    measured = {entry.id: readability(entry) for entry in base.entries.values()}
    hardest = sorted(
        measured.items(), key=lambda one: (one[1].answer_grade, one[1].points_grade), reverse=True
    )
    return Upkeep(
        due=due_for_review(base, date.today(), within),  # noqa: DTZ011 - a day is enough
        thinly_sourced=thinly_sourced(base),
        missing_nations=missing_nations(base),
        readability=dict(hardest),
    )


Section = tuple[str, Sequence[str], list[Sequence[Any]]]


def _sections(found: Upkeep, within: int) -> Iterator[Section]:
    yield (
        f"Reviews that are late or due in {within} days",
        ("Entry", "Review by", "Days left"),
        [(one.entry, one.review_by, one.days) for one in found.due],
    )
    yield (
        "Points that rest on one source, and entries that rest on one publisher",
        ("Entry", "Points", "Only publisher"),
        [
            (one.entry, ", ".join(map(str, one.points)), one.only_publisher or "")
            for one in found.thinly_sourced
        ],
    )
    yield (
        "Nations that are missing",
        ("Entry", "What is missing"),
        [(one.entry, one.reason) for one in found.missing_nations],
    )
    yield (
        "Readability, hardest first (Flesch-Kincaid grade, words)",
        ("Entry", "Answer", "Words", "Points", "Words", "In order"),
        [
            (
                name,
                one.answer_grade,
                one.answer_words,
                one.points_grade,
                one.points_words,
                "yes" if one.in_order else "no",
            )
            for name, one in found.readability.items()
        ],
    )


def _print(out: Console, title: str, columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    out.print(f"{title}: {len(rows) or 'none'}", markup=False, highlight=False)
    if rows:
        out.print(table(columns, rows))
    out.print()
