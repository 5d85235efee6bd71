"""The fields of the forms for an entry: its words, its points, where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.editing.parts import REVIEWS
from bot.views.controls import shortened
from bot.views.forms import field, nations_box
from knowledge.schema import Area, Basis

AREA = "What is it about?"
MOST_OPTIONS = 25
LONG = 4000

TOO_MANY = (
    "This entry has more questions than a form holds, so they stay as they are. To change them, "
    "use `/knowledge export` and `/knowledge import`."
)

BASES = {
    Basis.RESEARCH: ("Research", "Studies have found it"),
    Basis.ADVICE: ("Advice", "Somebody who knows recommends it"),
    Basis.RULE: ("A rule", "A law, guideline or service says so"),
    Basis.UNKNOWN: ("Not known", "Nobody has found out yet"),
}

Options = Mapping[str, str]
"""What can be chosen: label by value."""


def words_fields(
    title: str, answer: str, questions: str, hint: str | None = None
) -> list[ui.Item[Any]]:
    """Title, answer, and how people ask; ``hint`` stands under the title."""
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


def area_menu(now: str) -> ui.Item[Any]:
    """The heading that an entry stands under."""
    menu = ui.Select[Any](
        custom_id="area",
        options=[
            discord.SelectOption(label=area.label, value=area.value, default=area == now)
            for area in Area
        ],
    )
    return ui.Label(text=AREA, description="Under which heading /topics lists it.", component=menu)


def point_fields(point: Mapping[str, Any], sources: Options) -> list[ui.Item[Any]]:
    """One statement, what it rests on, and its sources."""
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
        nations_box(point.get("nations", ())),
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


def links_fields(
    fields: Mapping[str, Any], signposts: Options, related: Options
) -> list[ui.Item[Any]]:
    """Whom to call and what to read next."""
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


def cautions_box(text: str) -> ui.Item[Any]:
    """What to take care of."""
    return field(
        "cautions",
        "Cautions",
        value=text,
        long=True,
        required=False,
        most=LONG,
        hint="What to take care of, one in each line. Empty: none.",
    )


def review_choice() -> ui.Item[Any]:
    """When it is to be reviewed again."""
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
