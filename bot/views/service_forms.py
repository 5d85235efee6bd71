"""The fields of the forms for a person or service, and for a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from discord import ui

from bot.views.forms import field, form, nations_box


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


def reach_fields(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    """How they are reached."""
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


def about_fields(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    """What they are called, and what for."""
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
    yield nations_box(fields.get("nations", ()))


def source_fields(fields: Mapping[str, Any]) -> Iterable[ui.Item[Any]]:
    """What a source is called, who published it, and where."""
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
