"""The forms in which a draft is written, part by part, and what was put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.editing.manuscript import Manuscript
from bot.editing.parts import LinksForm, Part, PointForm, Words
from bot.views.entry_forms import (
    AREA,
    Options,
    area_menu,
    cautions_box,
    links_fields,
    point_fields,
    review_choice,
    words_fields,
)
from bot.views.forms import Values, field, form, typed
from bot.views.pages import quoted
from bot.views.service_forms import about_fields, reach_fields, source_fields
from knowledge.schema import Area

_NAMES = {
    Part.WORDS: "Title, answer, questions, topic",
    Part.POINT: "A point",
    Part.CAUTIONS: "Cautions",
    Part.LINKS: "Where to go next",
    Part.REVIEW: "Reviewed",
    Part.REACH: "How to reach them",
    Part.ABOUT: "Name, purpose, nations",
    Part.SOURCE: "A source",
}


def add_form(action: str, *arguments: str, quotation: str = "", questions: str = "") -> ui.Modal:
    """The heart of a new entry; ``quotation`` is shown to be read, and is not taken over."""
    parts: list[ui.Item[Any]] = []
    if quotation:
        parts.append(ui.TextDisplay(f"Somebody wrote:\n> {quoted(quotation, 1500)}"))
    options = [discord.RadioGroupOption(label=area.label, value=area.value) for area in Area]
    radio = ui.RadioGroup[Any](custom_id="area", required=True, options=options)
    parts.append(ui.Label(text=AREA, component=radio))
    parts += words_fields("", "", questions)
    return form("A new entry", parts, action, *arguments)


def part_form(
    manuscript: Manuscript,
    part: Part,
    index: int,
    *,
    sources: Options,
    signposts: Options,
    related: Options,
) -> ui.Modal:
    """The form for one ``part`` of ``manuscript``, filled with what it says now."""
    fields = manuscript.fields
    title, parts = _NAMES[part], list[ui.Item[Any]]()
    match part:
        case Part.WORDS:
            questions = "\n".join(fields.get("questions", ()))
            title_now, answer_now = str(fields.get("title", "")), str(fields.get("answer", ""))
            hint = f"Its id stays for ever: {manuscript.subject.id}"
            parts = [
                *words_fields(title_now, answer_now, questions, hint),
                area_menu(str(fields.get("area", ""))),
            ]
        case Part.POINT:
            points: Sequence[Mapping[str, Any]] = fields.get("points", ())
            point = points[index] if index < len(points) else {}
            title = f"Point {index + 1}" if point else "A new point"
            parts = point_fields(point, sources)
        case Part.CAUTIONS:
            parts = [cautions_box("\n".join(fields.get("cautions", ())))]
        case Part.LINKS:
            parts = links_fields(fields, signposts, related)
        case Part.REVIEW:
            parts = [review_choice()]
        case Part.REACH:
            parts = list(reach_fields(fields))
        case Part.ABOUT:
            parts = list(about_fields(fields))
        case Part.SOURCE:
            parts = list(source_fields(fields))
    return form(title, parts, "k-form", str(manuscript.id), part.value, str(index))


def reason_form(manuscript: Manuscript, reason: str = "") -> ui.Modal:
    """Why it is to be published."""
    box = field(
        "reason",
        "Why? Other moderators will read it",
        value=reason,
        most=300,
        hint="A few words are enough. They are kept with your name.",
    )
    return form("Before it goes on", [box], "k-reason", str(manuscript.id))


def words_in(values: Values) -> Words:
    """What the form for the words was sent in with."""
    questions = typed(values, "questions") if "questions" in values else None
    # A radio group gives one value, a menu a list.
    area = typed(values, "area") or next(iter(chosen(values, "area")), None)
    return Words(typed(values, "title"), typed(values, "answer"), questions, area)


def point_in(values: Values) -> PointForm:
    """What the form for a point was sent in with."""
    return PointForm(
        " ".join(typed(values, "text").split()),
        typed(values, "basis"),
        chosen(values, "nations"),
        chosen(values, "sources"),
        typed(values, "another"),
    )


def links_in(values: Values) -> LinksForm:
    """What the form for signposts and related entries was sent in with."""
    return LinksForm(
        chosen(values, "signposts"),
        typed(values, "more-signposts"),
        chosen(values, "related"),
        typed(values, "more-related"),
    )


def chosen(values: Values, name: str) -> list[str]:
    """What was chosen in the menu or group ``name``."""
    value = values.get(name)
    return value if isinstance(value, list) else []
