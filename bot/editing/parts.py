"""The parts in which a record is edited: from what was typed and chosen to the record's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.editing.manuscript import Action, Manuscript, new_id
from knowledge.base import KnowledgeBase
from knowledge.records import RecordKind, Subject

MOST_NAMED = 5
"""Records named at once where words fit several."""

REVIEWS = {6: "in six months", 12: "in a year", 24: "in two years"}
"""Months until the next review, and how a form puts it."""


class Part(StrEnum):
    """What one form changes."""

    WORDS = "words"
    POINT = "point"
    CAUTIONS = "cautions"
    LINKS = "links"
    REVIEW = "review"
    REACH = "reach"
    ABOUT = "about"
    SOURCE = "source"


@dataclass(frozen=True)
class Changed:
    """A manuscript after a form, and what of the form could not be taken over."""

    manuscript: Manuscript
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What was typed for the heart of an entry."""

    title: str
    answer: str
    questions: str | None
    """One a line; ``None``: they were not asked for, and stay as they are."""
    area: str | None = None
    """As in :class:`knowledge.schema.Area`; ``None``: it was not asked for, and stays."""


@dataclass(frozen=True)
class PointForm:
    """What was typed and chosen for a point."""

    text: str
    basis: str
    nations: Sequence[str]
    sources: Sequence[str]
    another: str
    """A further source: words of its title, or its address, title and publisher."""


@dataclass(frozen=True)
class LinksForm:
    """What was chosen for where an entry leads; ``more_…`` are words of names."""

    signposts: Sequence[str]
    more_signposts: str
    related: Sequence[str]
    more_related: str


def new_entry(typed: Words, taken: Iterable[str], today: date) -> Manuscript:
    """A new entry to begin with; its id is made of the title and not among ``taken``."""
    subject = Subject.entry(new_id(typed.title, taken))
    fields = {"id": subject.id, **reviewed(today, 12)}
    return with_words(Manuscript(subject, Action.WRITE, fields, 0), typed)


def new_signpost(name: str, purpose: str, taken: Iterable[str], today: date) -> Manuscript:
    """A new person or service to begin with."""
    subject = Subject(RecordKind.SIGNPOST, new_id(name, taken))
    fields = {
        "id": subject.id,
        "name": name,
        "purpose": purpose,
        "confirmed": today.isoformat(),
    }
    return Manuscript(subject, Action.WRITE, fields, 0)


def lines(text: str) -> list[str]:
    """One item a line; bullets, empty lines and repetitions left out."""
    items = (re.sub(r"^\s*[-*•]\s+", "", line).strip() for line in text.splitlines())
    return list(dict.fromkeys(item for item in items if item))


def with_words(manuscript: Manuscript, typed: Words) -> Manuscript:
    """The title, the answer, how people ask, and what it is about."""
    fields: dict[str, object] = {"title": typed.title, "answer": typed.answer}
    if typed.questions is not None:
        fields["questions"] = lines(typed.questions)
    if typed.area is not None:
        fields["area"] = typed.area
    return manuscript.with_fields(fields)


def with_question(manuscript: Manuscript, questions: Iterable[str]) -> Manuscript:
    """With more ways in which people ask."""
    known = manuscript.fields.get("questions", [])
    joined = dict.fromkeys((*known, *(" ".join(text.split()) for text in questions)))
    return manuscript.with_fields({"questions": list(joined)})


def with_point(
    manuscript: Manuscript, index: int, typed: PointForm, base: KnowledgeBase
) -> Changed:
    """Point ``index`` as the form has it; without a text it is taken out, past the end added."""
    points = list(manuscript.fields.get("points", []))
    if not typed.text:
        return Changed(manuscript.with_fields({"points": points[:index] + points[index + 1 :]}))
    sources, notes = list(typed.sources), list[str]()
    if typed.another:
        manuscript, found = _with_source(manuscript, typed.another, base)
        if isinstance(found, str):
            sources.append(found)
        else:
            notes += found
    point: dict[str, Any] = {"text": typed.text, "basis": typed.basis}
    if typed.nations:
        point["nations"] = list(typed.nations)
    point["sources"] = list(dict.fromkeys(sources))
    points[index : index + 1] = [point]
    return Changed(manuscript.with_fields({"points": points}), tuple(notes))


def with_links(manuscript: Manuscript, typed: LinksForm, base: KnowledgeBase) -> Changed:
    """Whom to turn to, and what to read next."""
    names = {one.id: one.name for one in base.signposts.values()}
    titles = {one.id: one.title for one in base.entries.values()}
    signposts, notes = _named(typed.more_signposts, names, "person or service")
    related, others = _named(typed.more_related, titles, "entry")
    fields = {
        "signposts": list(dict.fromkeys((*typed.signposts, *signposts))),
        "related": list(dict.fromkeys((*typed.related, *related))),
    }
    return Changed(manuscript.with_fields(fields), (*notes, *others))


def reviewed(today: date, months: int) -> dict[str, str]:
    """The fields of a review made ``today``, with the next one in ``months``."""
    year, month = divmod(today.month - 1 + months, 12)
    # Nobody minds a few days; the 29th to 31st do not exist in every month.
    until = date(today.year + year, month + 1, min(today.day, 28))
    return {"reviewed": today.isoformat(), "review_by": until.isoformat()}


def source_choices(manuscript: Manuscript, base: KnowledgeBase) -> dict[str, str]:
    """The sources that the entry cites or has new, title by id."""
    points: Sequence[Mapping[str, Any]] = manuscript.fields.get("points", [])
    titles = {source.id: source.title for source in base.sources.values()}
    titles |= {str(one["id"]): str(one["title"]) for one in manuscript.sources}
    cited = dict.fromkeys(source for point in points for source in point.get("sources", ()))
    return {i: titles.get(i, i) for i in (*cited, *(str(one["id"]) for one in manuscript.sources))}


def _with_source(
    manuscript: Manuscript, text: str, base: KnowledgeBase
) -> tuple[Manuscript, str | tuple[str, ...]]:
    """The id of the source that ``text`` names, made anew if need be; else what is wrong."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    titles = {one.id: f"{one.title} ({one.publisher})" for one in base.sources.values()}
    titles |= {str(one["id"]): f"{one['title']}" for one in manuscript.sources}
    addresses = {str(one.url): one.id for one in base.sources.values() if one.url}
    addresses |= {str(one["url"]): str(one["id"]) for one in manuscript.sources}
    if "://" not in rows[0]:
        found, notes = _named(text, titles, "source")
        hint = "For a new source, write its address, its title and who published it, a line each."
        return manuscript, found[0] if found else (*notes, hint)
    if rows[0] in addresses:
        return manuscript, addresses[rows[0]]
    if len(rows) < 3:  # noqa: PLR2004 - address, title, publisher
        return manuscript, (
            f"I do not know the source “{rows[0]}” yet. Write its address, its title and who "
            "published it, a line each.",
        )
    name = new_id(rows[1], titles, 40)
    source = {"id": name, "title": rows[1], "publisher": rows[2], "url": rows[0]}
    return replace(manuscript, sources=(*manuscript.sources, source)), name


def _named(
    text: str, names: Mapping[str, str], what: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids whose names hold the words of each line of ``text``; else what is wrong."""
    found, notes = list[str](), list[str]()
    for line in lines(text):
        words = line.lower().split()
        fits = [i for i, name in names.items() if all(w in f"{i} {name}".lower() for w in words)]
        exact = [i for i in fits if line.lower() in (i, names[i].lower())]
        if len(exact or fits) == 1:
            found += exact or fits
        elif fits:
            some = "; ".join(names[i] for i in fits[:MOST_NAMED])
            notes.append(f"“{line}” fits more than one {what}: {some}. Please use more words.")
        else:
            notes.append(f"No {what} has the words “{line}”.")
    return tuple(found), tuple(notes)
