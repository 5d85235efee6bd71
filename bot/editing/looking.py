"""Looking into a community's knowledge: by text and meaning, and by what is due for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.editing.live import Live, Standing
from index.ranker import Query
from knowledge.schema import Entry
from knowledge.upkeep import due_for_review

SOON = 30
"""Days before a review date from which an entry is shown as due."""

MOST = 10


class Stage(StrEnum):
    """How far a review is gone by."""

    SOON = "soon"
    PAST = "past"
    WITHDRAWN = "withdrawn"
    """Not answered with any more."""


@dataclass(frozen=True)
class DueEntry:
    """An entry that somebody should review."""

    entry: Entry
    days: int
    """Until its review date; below zero, it is past."""
    stage: Stage


def due(standing: Standing, today: date, within: int = SOON) -> list[DueEntry]:
    """The entries whose review is past or near, the latest first."""
    found = []
    for one in due_for_review(standing.base, today, within):
        stage = Stage.SOON if one.days >= 0 else Stage.PAST
        if one.entry in standing.withdrawn:
            stage = Stage.WITHDRAWN
        found.append(DueEntry(standing.base.entries[one.entry], one.days, stage))
    return found


async def search(live: Live, community: int, text: str, most: int = MOST) -> list[Entry]:
    """Entries that have ``text`` in their title or id, then those that are nearest in meaning."""
    standing = live.standing(community)
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = {
        entry.id: entry
        for entry in sorted(standing.base.entries.values(), key=lambda entry: entry.title)
        if wanted in entry.title.lower() or wanted in entry.id
    }
    mind = live.minds.of(community)
    query = Query(text, (), await live.embedder.embed([text]))
    for entry in mind.ranker.rank(query).ids:
        found.setdefault(entry, mind.base.entries[entry])
    # By meaning alone nothing is left out; the reader stops where it no longer helps.
    return list(found.values())[:most]
