"""How points, signposts and sources are put into words: the same on Discord and in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.conversation.replies import QuietWord
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
        notes.append(capitalised(listed([one.label for one in point.nations])))
    if point.basis in _LABELS:
        notes.append(_LABELS[point.basis])
    return f"{', '.join(notes)}: {point.text}" if notes else point.text


def ways_to_reach(
    signpost: Signpost, *, strong: str = "", link: Callable[[str], str] = str
) -> list[str]:
    """How ``signpost`` is reached, the quickest way first.

    ``strong`` is put around what to ring or to text, and around nothing else;
    ``link`` shows an address.
    """
    ways = []
    if signpost.phone:
        note = f" ({signpost.phone_note})" if signpost.phone_note else ""
        ways.append(f"{strong}{signpost.phone}{strong}{note}")
    if signpost.text:
        ways.append(f"text {strong}{signpost.text}{strong}")
    if signpost.email:
        ways.append(signpost.email)
    if signpost.hours:
        ways.append(signpost.hours)
    if signpost.url:
        ways.append(link(str(signpost.url)))
    return ways


def of_signpost(signpost: Signpost) -> str:
    """A signpost in one line."""
    ways = ways_to_reach(signpost)
    name = f"{signpost.name}: {', '.join(ways)}" if ways else signpost.name
    return f"{name}. {signpost.purpose}"


def of_signpost_briefly(
    signpost: Signpost,
    nation: Nation | None,
    *,
    strong: str = "",
    link: Callable[[str], str] = str,
) -> str:
    """A signpost for a moment in which every word counts: the name and the quickest ways.

    Where the member's nation is not known, it says for which one it is, if for only one.
    ``strong`` and ``link`` are those of :func:`ways_to_reach`.
    """
    where = ""
    if nation is None and len(signpost.nations) == 1:
        label = signpost.nations[0].label
        where = f" ({label})" if label not in signpost.name else ""
    ways = ways_to_reach(signpost, strong=strong, link=link)
    quick = [way for way in ways if not signpost.phone or "://" not in way]
    return f"{signpost.name}{where}: {', '.join(quick)}" if quick else f"{signpost.name}{where}"


def of_quiet_word(
    word: QuietWord,
    nation: Nation | None,
    *,
    strong: str = "",
    link: Callable[[str], str] = str,
) -> str:
    """The line for somebody who may be in need, with whom to ring.

    ``strong`` and ``link`` are those of :func:`ways_to_reach`.
    """
    person = of_signpost_briefly(word.signpost, nation, strong=strong, link=link)
    return f"{word.words} {person}"


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


def lives(nation: Nation) -> str:
    """Where somebody in ``nation`` lives, as a sentence goes on: "in Wales", "outside the UK"."""
    return nation.label if nation is Nation.OUTSIDE_UK else f"in {nation.label}"


def capitalised(text: str) -> str:
    """``text`` with its first letter large, and the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str]) -> str:
    """``words`` as people list them: "England, Wales and Scotland"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
