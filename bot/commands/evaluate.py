"""``reroute evaluate``: how well does it answer, measured on questions that it has not seen."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.commands.starting import consoles, fail, parts_or_exit, settings_or_exit
from bot.conversation import calibration
from bot.conversation.mind import SHIPPED
from bot.evaluation import headlines
from bot.evaluation.fitting import fit_confidence
from bot.evaluation.followup_fitting import fit_follow_ups
from bot.evaluation.measures import Figure
from bot.evaluation.pictures import draw
from bot.evaluation.report import Report, as_markdown, make_report
from bot.evaluation.running import Outcome, run_cases
from bot.evaluation.sets import Half, load_set
from bot.evaluation.thread_sets import ThreadSet, load_natural_threads, load_threads
from bot.evaluation.threads import ThreadOutcome, fit_threads, run_threads, thread_figures
from bot.evaluation.triage_fitting import fit_triage
from bot.parts import Parts
from bot.threads import calibration as thread_calibration
from knowledge.marks import with_part

SETS = ("in_scope", "out_of_scope", "conversations", "urgent", "decisions", "not_decisions")

APART = "urgent_apart"
"""A set on which nothing is ever fitted: both its halves are reported."""


def evaluate(
    *,
    fit: Annotated[
        bool, typer.Option("--fit", help="First fit the confidence anew, on the fitting half.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help="Also write the report, as JSON, to this file.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Also draw reliability and coverage into this folder.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Also write the figures into this page, between its marks.")
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
    threads = {
        "Peer threads": load_threads(),
        "Peer threads, as members write": load_natural_threads(),
    }
    areas = {entry.id: entry.area.value for entry in parts.mind.base.entries.values()}
    report = {
        **make_report(outcomes, areas),
        **{
            section: thread_figures(cases, _threads(parts, cases, Half.TEST, notes))
            for section, cases in threads.items()
        },
    }
    _print(report, out)
    if write:
        write.write_text(json.dumps(_plain(report), indent=1) + "\n", "utf-8")
    if pictures:
        draw(outcomes["in_scope"], outcomes["out_of_scope"], pictures)
    if page:
        page.write_text(with_part(page.read_text("utf-8"), "figures", as_markdown(report)), "utf-8")
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
    sets[APART] = load_set(APART)
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Asking", total=sum(map(len, sets.values())))
        return {
            name: await run_cases(parts, cases, lambda: bar.advance(task))
            for name, cases in sets.items()
        }


def _threads(parts: Parts, cases: ThreadSet, half: Half, notes: Console) -> list[ThreadOutcome]:
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Ranking threads", total=None)
        return run_threads(
            parts.mind,
            parts.embedder,
            cases,
            half,
            lambda done, total: bar.update(task, completed=done, total=total),
        )


def _fit(parts: Parts, notes: Console) -> None:
    _ship(parts.settings.cache / "learned", notes)
    cases = load_set("in_scope", Half.FIT) + load_set("out_of_scope", Half.FIT)
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Fitting", total=len(cases))
        made = _made(parts, f"{len(cases)} development questions")
        fitted = fit_confidence(parts.mind, parts.embedder, cases, made, lambda: bar.advance(task))
        task = bar.add_task("Fitting triage", total=None)
        weighing = fit_triage(
            parts.mind.triage,
            parts.embedder,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
        # What follows builds on the confidence, so it is fitted after it.
        mind = replace(parts.mind, calibration=fitted.model_copy(update={"triage": weighing}))
        task = bar.add_task("Fitting follow-ups", total=None)
        fitted = fit_follow_ups(
            mind,
            parts.embedder,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    _keep(fitted, calibration.__file__, notes)
    # The threads' own calibration builds on the confidence, so it is fitted after it.
    parts = replace(parts, mind=replace(mind, calibration=fitted))
    outcomes = [
        outcome
        for cases in (load_threads(), load_natural_threads())
        for outcome in _threads(parts, cases, Half.FIT, notes)
    ]
    made = _made(parts, f"{len(outcomes)} development queries")
    _keep(fit_threads(outcomes, made), thread_calibration.__file__, notes)


def _ship(learned: Path, notes: Console) -> None:
    """Put what triage has just learned anew beside what the program ships, in place of it."""
    for path in sorted(learned.glob("*.npz")):
        SHIPPED.mkdir(exist_ok=True)
        shutil.move(path, SHIPPED / path.name)
        notes.print(f"Wrote {SHIPPED / path.name}", highlight=False, soft_wrap=True)


def _made(parts: Parts, on: str) -> str:
    """How a calibration came about, to stand in its file."""
    today = date.today().isoformat()  # noqa: DTZ011 - a day is enough
    return f"reroute evaluate --fit, {today}, on {on}, model {parts.embedder.fingerprint}"


def _keep(fitted: BaseModel, module: str, notes: Console) -> None:
    """Write a calibration beside the module that reads it."""
    path = Path(module).with_name("calibration.json")
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
