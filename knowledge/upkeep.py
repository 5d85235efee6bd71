"""What in the knowledge base needs an editor's eye. Pure: nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.base import KnowledgeBase
from knowledge.schema import UK_NATIONS, Area, Entry, Nation


@dataclass(frozen=True)
class Due:
    """An entry whose review has come, or soon will."""

    entry: str
    review_by: date
    days: int
    """Until the review; below zero, it is late."""


@dataclass(frozen=True)
class ThinlySourced:
    """Where an entry leans on little."""

    entry: str
    points: tuple[int, ...]
    """The points, counted from 1, that rest on a single source."""
    only_publisher: str | None
    """The publisher of all its sources, if there is only one."""


@dataclass(frozen=True)
class MissingNations:
    """An entry that speaks to some UK nations and not to others."""

    entry: str
    points: tuple[Nation, ...]
    """Nations without a point of their own, though another nation has one."""
    signposts: tuple[Nation, ...]
    """Nations without a signpost of their own, though another nation has one."""
    reason: str
    """In words, for whoever puts it right."""


def due_for_review(base: KnowledgeBase, today: date, within: int) -> list[Due]:
    """The entries whose review falls before ``today`` or in ``within`` days, latest first."""
    last = today + timedelta(days=within)
    due = [
        Due(entry.id, entry.review_by, (entry.review_by - today).days)
        for entry in base.entries.values()
        if entry.review_by <= last
    ]
    return sorted(due, key=lambda one: (one.review_by, one.entry))


def thinly_sourced(base: KnowledgeBase) -> list[ThinlySourced]:
    """The entries with points on one source, or with all their points on one publisher."""
    found = []
    for entry in base.entries.values():
        points = tuple(
            number for number, point in enumerate(entry.points, 1) if len(set(point.sources)) == 1
        )
        publishers = {base.sources[i].publisher for point in entry.points for i in point.sources}
        only = publishers.pop() if len(publishers) == 1 else None
        if points or only:
            found.append(ThinlySourced(entry.id, points, only))
    return sorted(found, key=lambda one: (one.only_publisher is None, one.entry))


def missing_nations(base: KnowledgeBase) -> list[MissingNations]:
    """The entries that should speak to each UK nation and do not.

    An entry needs nations if it is about rights, or if a point or signpost of
    it is for some of the four nations only. A point or signpost for all four,
    or for none by name, is nobody's own.
    """
    found = []
    for entry in sorted(base.entries.values(), key=lambda entry: entry.id):
        points = _without_own(point.nations for point in entry.points)
        signposts = _without_own(base.signposts[i].nations for i in entry.signposts)
        reasons = list(_reasons(entry, points, signposts))
        if reasons:
            found.append(MissingNations(entry.id, points, signposts, "; ".join(reasons)))
    return found


def _without_own(nations: Iterable[tuple[Nation, ...]]) -> tuple[Nation, ...]:
    """The UK nations that have nothing of their own where another nation has."""
    own = [set(some) & set(UK_NATIONS) for some in nations]
    partial = [some for some in own if 0 < len(some) < len(UK_NATIONS)]
    if not partial:
        return ()
    return tuple(nation for nation in UK_NATIONS if nation not in set().union(*partial))


def _reasons(
    entry: Entry, points: tuple[Nation, ...], signposts: tuple[Nation, ...]
) -> Iterator[str]:
    if entry.area is Area.RIGHTS and not any(point.nations for point in entry.points):
        yield "about rights, but no point names a nation"
    for kind, nations in (("point", points), ("signpost", signposts)):
        if nations:
            yield f"no {kind} of its own for {', '.join(nation.label for nation in nations)}"
