"""``reroute knowledge``: what the knowledge base holds, for people at a terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import links, upkeep
from bot.commands.starting import base_or_exit, consoles, fail, settings_or_exit, table
from knowledge.base import KnowledgeBase
from knowledge.listing import PART, entries_table
from knowledge.marks import with_part
from knowledge.records import as_yaml
from knowledge.schema import Area, Entry

app = typer.Typer(help="Look into the knowledge base.", no_args_is_help=True)
app.command("links")(links.links)
app.command("report")(upkeep.report)


@app.command("list")
def list_entries(
    area: Annotated[Area | None, typer.Option(help="Only this area.")] = None,
) -> None:
    """List the entries."""
    out, _ = consoles()
    columns = ("Entry", "Title", "Reviewed", "Review by")
    rows = [(one.id, one.title, one.reviewed, one.review_by) for one in _entries(_base(), area)]
    out.print(table(columns, rows))


@app.command()
def show(entry_id: Annotated[str, typer.Argument(help="The entry's id.")]) -> None:
    """Show one entry as it is written."""
    out, _ = consoles()
    out.print(as_yaml(_entry(entry_id)), markup=False, highlight=False, soft_wrap=True)


@app.command()
def export(
    area: Annotated[Area | None, typer.Option(help="Only this area.")] = None,
) -> None:
    """Print entries as YAML, for review outside."""
    out, _ = consoles()
    for entry in _entries(_base(), area):
        out.print("---\n" + as_yaml(entry), markup=False, highlight=False, soft_wrap=True, end="")


@app.command("table")
def entries(
    write: Annotated[
        Path | None, typer.Option(help="Renew the table in this page, between its marks.")
    ] = None,
) -> None:
    """Print the table of all entries in Markdown, or renew it in a page."""
    out, notes = consoles()
    settings = settings_or_exit()
    start = write.resolve().parent if write else Path.cwd()
    folder = Path(os.path.relpath(settings.knowledge, start)).as_posix()
    made = entries_table(base_or_exit(settings), folder)
    if write is None:
        out.print(made, markup=False, highlight=False, soft_wrap=True)
        return
    try:
        write.write_text(with_part(write.read_text("utf-8"), PART, made), "utf-8")
    except (OSError, ValueError) as error:
        fail(f"{write}: {error}")
    notes.print(f"Renewed the table in {write}", markup=False, highlight=False, soft_wrap=True)


def _base() -> KnowledgeBase:
    return base_or_exit(settings_or_exit())


def _entry(entry_id: str) -> Entry:
    entry = _base().entries.get(entry_id)
    if entry is None:
        fail(f'There is no entry "{entry_id}". See: reroute knowledge list')
    return entry


def _entries(base: KnowledgeBase, area: Area | None) -> list[Entry]:
    areas = [area] if area else list(Area)
    return [entry for one in areas for entry in base.in_area(one)]
