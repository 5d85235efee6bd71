"""``reroute knowledge links``: do the addresses of sources and signposts still lead somewhere."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.commands.starting import base_or_exit, consoles, settings_or_exit, table
from knowledge.addresses import addresses

if TYPE_CHECKING:
    from knowledge.links import Link

WORST_FIRST = ("broken", "not reached", "moved", "ok")


def links(
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for an answer.")] = 20,
    everything: Annotated[
        bool, typer.Option("--all", help="Also list the addresses that are in order.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Ask every address once; exit code 1 if one is broken. Needs the network."""
    out, notes = consoles()
    named = list(addresses(base_or_exit(settings_or_exit())))
    found = asyncio.run(_check(named, timeout, notes))
    found.sort(key=lambda link: (WORST_FIRST.index(link.state), link.url))
    if as_json:
        print(json.dumps([asdict(link) for link in found], ensure_ascii=False))  # noqa: T201 - for programs
    else:
        _print(out, [link for link in found if everything or link.state != "ok"])
        counts = Counter(link.state.value for link in found)
        told = ", ".join(f"{counts[state]} {state}" for state in reversed(WORST_FIRST))
        out.print(f"{len(found)} addresses: {told}", highlight=False)
    if any(link.state == "broken" for link in found):
        raise typer.Exit(1)


async def _check(named: list[tuple[str, str]], patience: float, notes: Console) -> list[Link]:
    from knowledge.links import check_links

    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Asking", total=len({url for _, url in named}))
        found = []
        async for link in check_links(named, patience=patience):
            found.append(link)
            bar.advance(task)
    return found


def _print(out: Console, found: list[Link]) -> None:
    columns = ("State", "Address", "What was found", "Where it stands")
    rows = [
        (
            link.state.value,
            link.url,
            f"{link.detail}, leads to {link.leads_to}" if link.leads_to else link.detail,
            ", ".join(link.places),
        )
        for link in found
    ]
    if rows:
        out.print(table(columns, rows))
