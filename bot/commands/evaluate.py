"""``reroute evaluate``: how well does it answer, measured on questions that it has not seen."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.app import Parts
from bot.commands.starting import consoles, fail, parts_or_exit, settings_or_exit
from bot.conversation import calibration
from bot.evaluation import headlines
from bot.evaluation.fitting import fit_confidence
from bot.evaluation.measures import Figure
from bot.evaluation.pictures import draw
from bot.evaluation.report import Report, make_report
from bot.evaluation.running import Outcome, run_cases
from bot.evaluation.sets import Half, load_set

SETS = ("in_scope", "out_of_scope", "conversations", "urgent", "decisions", "not_decisions")


def evaluate(
    fit: Annotated[
        bool, typer.Option("--fit", help="First fit the confidence anew, on the fitting half.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help="Also write the report, as JSON, to this file.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Also draw reliability and coverage into this folder.")
    ] = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="Fail if a headline figure fell below the recorded one.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Record the headline figures anew.")
    ] = False,
) -> None:
    """Measure the answers on the test half of the development questions."""
    out, notes = consoles()
    settings = settings_or_exit()
    parts = parts_or_exit(settings)
    if fit:
        _fit(parts, notes)
        parts = parts_or_exit(settings)
    outcomes = asyncio.run(_outcomes(parts, notes))
    areas = {entry.id: entry.area.value for entry in parts.mind.base.entries.values()}
    report = make_report(outcomes, areas)
    _print(report, out)
    if write:
        write.write_text(json.dumps(_plain(report), indent=1) + "\n", "utf-8")
    if pictures:
        draw(outcomes["in_scope"], outcomes["out_of_scope"], pictures)
    if record:
        headlines.record(report, headlines.load_headlines())
    if hold:
        lost = list(headlines.losses(report, headlines.load_headlines()))
        if lost:
            fail("Figures fell below the recorded ones:\n" + "\n".join(lost))


async def _outcomes(parts: Parts, notes: Console) -> dict[str, list[Outcome]]:
    known = parts.mind.base.entries
    sets = {
        name: [
            case
            for case in load_set(name, Half.TEST)
            if not case.topics or any(topic in known for topic in case.topics)
        ]
        for name in SETS
    }
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Asking", total=sum(map(len, sets.values())))
        return {
            name: await run_cases(parts, cases, lambda: bar.advance(task))
            for name, cases in sets.items()
        }


def _fit(parts: Parts, notes: Console) -> None:
    cases = load_set("in_scope", Half.FIT) + load_set("out_of_scope", Half.FIT)
    made = (
        f"reroute evaluate --fit, {date.today().isoformat()}, "  # noqa: DTZ011 - a day is enough
        f"on {len(cases)} development questions, model {parts.embedder.fingerprint}"
    )
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Fitting", total=len(cases))
        fitted = fit_confidence(parts.mind, parts.embedder, cases, made, lambda: bar.advance(task))
    path = Path(calibration.__file__).with_name("calibration.json")
    path.write_text(fitted.model_dump_json(indent=1) + "\n", "utf-8")
    notes.print(f"Wrote {path}", highlight=False, soft_wrap=True)


def _print(report: Report, out: Console) -> None:
    for section, figures in report.items():
        table = Table(section, "Figure (95% interval)", box=None, pad_edge=False)
        for name, value in figures.items():
            table.add_row(name, str(value) if isinstance(value, Figure) else f"{value:.3f}")
        out.print(table)
        out.print()


def _plain(report: Report) -> dict[str, dict[str, object]]:
    return {
        section: {
            name: asdict(value) if isinstance(value, Figure) else value
            for name, value in figures.items()
        }
        for section, figures in report.items()
    }
