"""How points, signposts and sources are put into words: the same on Discord and in a terminal."""

from __future__ import annotations

from datetime import date

from knowledge.schema import Basis, Entry, Nation, Point, PublicThread, Signpost, Source

_LABELS = {Basis.RESEARCH: "Research", Basis.UNKNOWN: "Not known"}

OVERDUE = "A new review is overdue, so check what matters to you."

DIFFERS = "The rules differ by nation. Tell me where you live to see only yours."

TALKED = "Others have talked about this"
EXPERIENCE = "What people tell there is their own experience, not advice."


def of_point(point: Point, nation: Nation | None) -> str:
    """A point, with where it holds and whether it is proven, for a member in ``nation``."""
    notes = []
    if point.nations and point.nations != (nation,):
        notes.append(" and ".join(one.label for one in point.nations))
    if point.basis in _LABELS:
        notes.append(_LABELS[point.basis])
    return f"{', '.join(notes)}: {point.text}" if notes else point.text


def ways_to_reach(signpost: Signpost) -> list[str]:
    """How ``signpost`` is reached, the quickest way first."""
    ways = []
    if signpost.phone:
        note = f" ({signpost.phone_note})" if signpost.phone_note else ""
        ways.append(signpost.phone + note)
    if signpost.text:
        ways.append(f"text {signpost.text}")
    if signpost.email:
        ways.append(signpost.email)
    if signpost.hours:
        ways.append(signpost.hours)
    if signpost.url:
        ways.append(str(signpost.url))
    return ways


def of_signpost(signpost: Signpost) -> str:
    """A signpost in one line."""
    ways = ways_to_reach(signpost)
    name = f"{signpost.name}: {', '.join(ways)}" if ways else signpost.name
    return f"{name}. {signpost.purpose}"


def of_signpost_briefly(signpost: Signpost, nation: Nation | None, mark: str = "") -> str:
    """A signpost for a moment in which every word counts: the name and the quickest ways.

    Where the member's nation is not known, it says for which one it is, if for only one.
    ``mark`` goes around the first way.
    """
    where = ""
    if nation is None and len(signpost.nations) == 1:
        label = signpost.nations[0].label
        where = f" ({label})" if label not in signpost.name else ""
    first, *others = [
        way for way in ways_to_reach(signpost) if not signpost.phone or "://" not in way
    ] or [""]
    return ", ".join([f"{signpost.name}{where}: {mark}{first}{mark}", *others])


def of_source(source: Source) -> str:
    """A source in one line."""
    dated = f", {source.date}" if source.date else ""
    address = f" {source.url}" if source.url else ""
    return f"{source.title} ({source.publisher}{dated}){address}"


def of_date(day: date) -> str:
    """A day as people write it: 4 November 2026."""
    return f"{day.day} {day:%B %Y}"


def if_overdue(overdue: bool) -> str:
    """A sentence, with a space before it, for an answer whose review is late; else nothing."""
    return f" {OVERDUE}" if overdue else ""


def differs_by_nation(entry: Entry, nation: Nation | None) -> bool:
    """Whether a member who has named no nation should be asked for it."""
    return nation is None and any(point.nations for point in entry.points)


def of_thread(thread: PublicThread) -> str:
    """A public thread in one line."""
    return f"{thread.title} ({thread.publisher}) {thread.url}"
