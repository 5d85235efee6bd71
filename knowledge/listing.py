"""The table of all entries, as the page for editors shows it."""

from __future__ import annotations

from knowledge.base import KnowledgeBase
from knowledge.schema import Area, Entry, Nation

PART = "entries"
"""The part of the page that the table is (see :mod:`knowledge.marks`)."""

_COLUMNS = ("entry", "title", "area", "nations", "sources", "reviewed")


def entries_table(base: KnowledgeBase, folder: str) -> str:
    """A Markdown table of all entries, by area and title.

    ``folder`` is the way from the page to the knowledge, for the links.
    """
    rows = [_COLUMNS, ("---",) * len(_COLUMNS)]
    rows += [_row(entry, folder) for area in Area for entry in base.in_area(area)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(entry: Entry, folder: str) -> tuple[str, ...]:
    path = f"{folder}/entries/{entry.area.value}/{entry.id}.yaml"
    sources = {source for point in entry.points for source in point.sources}
    title = entry.title.replace("|", r"\|")
    return (
        f"[{entry.id}]({path})",
        title,
        entry.area.value,
        _nations(entry),
        str(len(sources)),
        str(entry.reviewed),
    )


def _nations(entry: Entry) -> str:
    """Whose rules the entry tells apart; "everywhere" if its points hold for all."""
    named = {nation for point in entry.points for nation in point.nations}
    return ", ".join(n.label for n in Nation if n in named) or "everywhere"
