"""``reroute knowledge``: what the knowledge base holds, for people at a terminal."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml
from rich.table import Table

from bot.commands.starting import base_or_exit, consoles, fail, settings_or_exit
from knowledge.base import KnowledgeBase
from knowledge.schema import Area, Entry

app = typer.Typer(help="Look into the knowledge base.", no_args_is_help=True)


@app.command("list")
def list_entries(
    area: Annotated[Area | None, typer.Option(help="Only this area.")] = None,
) -> None:
    """List the entries."""
    out, _ = consoles()
    table = Table("Entry", "Title", "Reviewed", "Review by", box=None, pad_edge=False)
    for entry in _entries(_base(), area):
        table.add_row(entry.id, entry.title, str(entry.reviewed), str(entry.review_by))
    out.print(table)


@app.command()
def show(entry_id: Annotated[str, typer.Argument(help="The entry's id.")]) -> None:
    """Show one entry as it is written."""
    out, _ = consoles()
    out.print(_as_yaml(_entry(entry_id)), markup=False, highlight=False, soft_wrap=True)


@app.command()
def export(
    area: Annotated[Area | None, typer.Option(help="Only this area.")] = None,
) -> None:
    """Print entries as YAML, for review outside."""
    out, _ = consoles()
    for entry in _entries(_base(), area):
        out.print("---\n" + _as_yaml(entry), markup=False, highlight=False, soft_wrap=True, end="")


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


def _as_yaml(entry: Entry) -> str:
    fields = entry.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=90)
