"""The forms in which a draft is written, part by part, and what was put into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.editing.manuscript import Manuscript
from bot.editing.parts import REVIEWS, LinksForm, Part, PointForm, Words
from bot.views.controls import shortened
from bot.views.forms import Values, field, form, typed
from bot.views.pages import quoted
from knowledge.schema import Area, Basis, Nation

AREA = "What is it about?"
MOST_OPTIONS = 25
LONG = 4000

TOO_MANY = (
    "There are too many ways in which people ask to change them here. They stay as they are; "
    "`/knowledge export` and `/knowledge import` can change them."
)

BASES = {
    Basis.RESEARCH: ("Research", "Studies have found it"),
    Basis.ADVICE: ("Advice", "Somebody who knows recommends it"),
    Basis.RULE: ("A rule", "A law, guideline or service says so"),
    Basis.UNKNOWN: ("Not known", "Nobody has found out yet"),
}

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

Options = Mapping[str, str]
"""What can be chosen: label by value."""


def add_form(action: str, *arguments: str, quotation: str = "", questions: str = "") -> ui.Modal:
    """The heart of a new entry; ``quotation`` is shown to be read, and is not taken over."""
    parts: list[ui.Item[Any]] = []
    if quotation:
        parts.append(ui.TextDisplay(f"Somebody wrote:\n> {quoted(quotation, 1500)}"))
    options = [discord.RadioGroupOption(label=area.label, value=area.value) for area in Area]
    radio = ui.RadioGroup[Any](custom_id="area", required=True, options=options)
    parts.append(ui.Label(text=AREA, component=radio))
    parts += _words("", "", questions)
    return form("A new entry", parts, action, *arguments)


def signpost_add_form(action: str) -> ui.Modal:
    """A new person or service."""
    parts = [
        field("name", "Name", most=80),
        field("purpose", "What it is for", long=True, most=600, hint="“For …”: one sentence."),
        field(
            "phone",
            "Phone number",
            required=False,
            most=40,
            hint="Digits in groups, with spaces between",
        ),
        field("url", "Web address", required=False, most=300, hint="https://…"),
    ]
    return form("A person or service to turn to", parts, action)


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
                *_words(title_now, answer_now, questions, hint),
                _area(str(fields.get("area", ""))),
            ]
        case Part.POINT:
            points: Sequence[Mapping[str, Any]] = fields.get("points", ())
            point = points[index] if index < len(points) else {}
            title = f"Point {index + 1}" if point else "A new point"
            parts = _point(point, sources)
        case Part.CAUTIONS:
            parts = [_cautions("\n".join(fields.get("cautions", ())))]
        case Part.LINKS:
            parts = _links(fields, signposts, related)
        case Part.REVIEW:
            parts = [_review()]
        case Part.REACH:
            parts = list(_reach(fields))
        case Part.ABOUT:
            parts = list(_about(fields))
        case Part.SOURCE:
            parts = list(_source(fields))
    return form(title, parts, "k-form", str(manuscript.id), part.value, str(index))


def reason_form(manuscript: Manuscript, title: str, reason: str = "") -> ui.Modal:
    """Why it is to be published."""
    box = field(
        "reason",
        "Why? Other moderators will read it",
        value=reason,
        most=300,
        hint="In a few words. It is kept with your name.",
    )
    return form(title, [box], "k-reason", str(manuscript.id))


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


def _words(title: str, answer: str, questions: str, hint: str | None = None) -> list[ui.Item[Any]]:
    last: ui.Item[Any] = ui.TextDisplay(TOO_MANY)
    # A field that cannot hold all of them would lose the rest.
    if len(questions) <= LONG:
        last = field(
            "questions",
            "How people ask",
            value=questions,
            long=True,
            required=False,
            most=LONG,
            hint="At least eight, in their own words, one in each line.",
        )
    return [
        field("title", "Title", value=title, most=80, hint=hint),
        field(
            "answer",
            "Answer",
            value=answer,
            long=True,
            most=600,
            hint="At most 60 words. The first sentence answers.",
        ),
        last,
    ]


def _area(now: str) -> ui.Item[Any]:
    menu = ui.Select[Any](
        custom_id="area",
        options=[
            discord.SelectOption(label=area.label, value=area.value, default=area == now)
            for area in Area
        ],
    )
    return ui.Label(text=AREA, description="Under which heading /topics lists it.", component=menu)


def _point(point: Mapping[str, Any], sources: Options) -> list[ui.Item[Any]]:
    radio = ui.RadioGroup[Any](
        custom_id="basis",
        required=True,
        options=[
            discord.RadioGroupOption(
                label=label,
                value=basis.value,
                description=words,
                default=basis == point.get("basis"),
            )
            for basis, (label, words) in BASES.items()
        ],
    )
    parts: list[ui.Item[Any]] = [
        field(
            "text",
            "One statement",
            value=str(point.get("text", "")),
            long=True,
            required=not point,
            most=600,
            hint="Empty: take this point out." if point else None,
        ),
        ui.Label(text="What it rests on", component=radio),
        _nations(point.get("nations", ())),
    ]
    if sources:
        cited = point.get("sources", ())
        ordered = {i: sources[i] for i in (*cited, *sources) if i in sources}
        parts.append(_menu("sources", "Its sources", ordered, cited))
    parts.append(
        field(
            "another",
            "Another source",
            long=True,
            required=False,
            most=600,
            hint="Words of its title. If it is new: address, title, publisher, a line each.",
        )
    )
    return parts


def _links(fields: Mapping[str, Any], signposts: Options, related: Options) -> list[ui.Item[Any]]:
    return [
        _menu("signposts", "Whom to call", signposts, fields.get("signposts", ())),
        field(
            "more-signposts",
            "Somebody else",
            required=False,
            most=200,
            hint="Words of the name, if it is not in the menu",
        ),
        _menu("related", "What to read next", related, fields.get("related", ())),
        field(
            "more-related",
            "Another entry",
            required=False,
            most=200,
            hint="Words of the title, if it is not in the menu",
        ),
    ]


def _cautions(text: str) -> ui.Item[Any]:
    return field(
        "cautions",
        "Cautions",
        value=text,
        long=True,
        required=False,
        most=LONG,
        hint="What to take care of, one in each line. Empty: none.",
    )


def _review() -> ui.Item[Any]:
    radio = ui.RadioGroup[Any](
        custom_id="months",
        required=True,
        options=[
            discord.RadioGroupOption(label=words.capitalize(), value=str(months))
            for months, words in REVIEWS.items()
        ],
    )
    return ui.Label(
        text="I have read it today. Review it again …",
        description="Only if you have checked it against its sources.",
        component=radio,
    )


def _reach(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    rows = (
        ("phone", "Phone number", 40, "Digits in groups, with spaces between"),
        ("phone_note", "What to press or say once through", 600, None),
        ("text", "By text message", 80, "A word, then “to”, then the number"),
        ("email", "Email address", 400, None),
        ("url", "Web address", 2000, "https://…"),
    )
    for name, label, most, hint in rows:
        now = str(fields.get(name, ""))
        yield field(name, label, value=now, required=False, most=most, hint=hint)


def _about(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    yield field("name", "Name", value=str(fields.get("name", "")), most=80)
    yield field(
        "purpose", "What it is for", value=str(fields.get("purpose", "")), long=True, most=600
    )
    yield field(
        "hours",
        "Hours",
        value=str(fields.get("hours", "")),
        required=False,
        most=80,
        hint="Such as Monday to Friday, 9am to 4pm",
    )
    yield _nations(fields.get("nations", ()))


def _source(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    yield field("title", "Title", value=str(fields.get("title", "")), most=200)
    yield field("publisher", "Publisher", value=str(fields.get("publisher", "")), most=120)
    yield field("url", "Web address", value=str(fields.get("url", "")), required=False, most=2000)
    yield field(
        "date",
        "Date",
        value=str(fields.get("date", "")),
        required=False,
        most=10,
        hint="As exact as it is known: 2026, 2026-11 or 2026-11-24",
    )


def _nations(now: Sequence[str]) -> ui.Item[Any]:
    group = ui.CheckboxGroup[Any](
        custom_id="nations",
        required=False,
        options=[
            discord.CheckboxGroupOption(
                label=nation.label[0].upper() + nation.label[1:],
                value=nation.value,
                default=nation.value in now,
            )
            for nation in Nation
        ],
    )
    return ui.Label(text="Where it holds", description="None ticked: everywhere.", component=group)


def _menu(name: str, label: str, options: Options, now: Sequence[str]) -> ui.Item[Any]:
    shown = list(options.items())[:MOST_OPTIONS]
    select = ui.Select[Any](
        custom_id=name,
        required=False,
        min_values=0,
        max_values=len(shown),
        options=[
            discord.SelectOption(label=shortened(text, 100), value=value, default=value in now)
            for value, text in shown
        ],
    )
    return ui.Label(text=label, component=select)
