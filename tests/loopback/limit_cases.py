"""Payloads within Discord's limits and over them, each of the latter with what names the fault."""

from __future__ import annotations

from typing import Any

from .payloads import COMPONENTS_V2
from .world import Json


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(n: int = 0, **fields: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"b{n}"} | fields


def text(content: str = "x") -> Json:
    return {"type": 10, "content": content}


def menu(options: int = 1, **fields: Any) -> Json:
    listed = [{"label": f"o{n}", "value": f"o{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "menu", "options": listed} | fields


def v2(*components: Json, **fields: Any) -> Json:
    return {"flags": COMPONENTS_V2, "components": list(components)} | fields


def label(component: Json, **fields: Any) -> Json:
    return {"type": 18, "label": "Words", "component": component} | fields


def words(**fields: Any) -> Json:
    return {"type": 4, "custom_id": "words", "style": 1} | fields


def group(kind: int, options: int, **fields: Any) -> Json:
    return menu(options, **fields) | {"type": kind}


def form(*components: Json, **fields: Any) -> Json:
    return {"title": "Form", "custom_id": "form", "components": list(components)} | fields


SECTION = {"type": 9, "components": [text()], "accessory": button()}
PICTURE = {"media": {"url": "https://example.org/a.png"}}
DEEP = {"type": 17, "components": [{"type": 17, "components": [text()]}]}

GOOD_MESSAGES = [
    {"content": "x" * 2000},
    {"embeds": [{"title": "x" * 256, "description": "y" * 4096}]},
    {"content": "x", "components": [row(*map(button, range(5))) for _ in range(1)]},
    {"content": "x", "components": [row(menu(25, placeholder="p" * 150))]},
    v2(*(text("x" * 100) for _ in range(40))),
    v2(SECTION, {"type": 12, "items": [PICTURE] * 10}, {"type": 14, "spacing": 2}),
    v2({"type": 17, "components": [text("x" * 4000), row(button())]}),
    {
        "content": "see",
        "components": [row({"type": 2, "style": 5, "label": "a", "url": "https://a"})],
    },
]

BAD_MESSAGES = [
    ({"content": "x" * 2001}, "content"),
    ({"content": " \n"}, "50006"),
    ({"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]}, "6000"),
    ({"embeds": [{"title": "x" * 257}]}, "title"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"embeds": [{"fields": [{"name": "", "value": "x"}]}]}, "fields.0.name"),
    ({"content": "x", "components": [row(button())] * 6}, "components"),
    ({"content": "x", "components": [row(*map(button, range(6)))]}, "components.0.components"),
    ({"content": "x", "components": [row(button(), menu())]}, "one select"),
    ({"content": "x", "components": [row(button(), button())]}, "duplicated"),
    ({"content": "x", "components": [row(button(custom_id="x" * 101))]}, "custom_id"),
    ({"content": "x", "components": [row(button(label="x" * 81))]}, "label"),
    ({"content": "x", "components": [row(button(label=None))]}, "label or an emoji"),
    ({"content": "x", "components": [row(menu(26))]}, "options"),
    ({"content": "x", "components": [row(menu(0))]}, "options"),
    ({"content": "x", "components": [row(menu(placeholder="x" * 151))]}, "placeholder"),
    ({"content": "x", "components": [row(menu(2, max_values=3))]}, "max_values"),
    ({"content": "x", "components": [text()]}, "not allowed here"),
    ({"content": "x", "components": [row()]}, "components.0.components"),
    (v2(*(text() for _ in range(41))), "At most 40"),
    (v2(text("x" * 2001), text("x" * 2000)), "4000 characters"),
    (v2(text(), content="x"), "content"),
    (v2(text(), embeds=[{"title": "x"}]), "embeds"),
    (v2(SECTION | {"components": [text()] * 4}), "components.0.components"),
    (v2(SECTION | {"accessory": text()}), "accessory"),
    (v2(DEEP), "not allowed here"),
    (v2({"type": 12, "items": [PICTURE] * 11}), "items"),
    (v2({"type": 13, "file": {"url": "attachment://none.txt"}}), "No such file"),
    (v2(button()), "not allowed here"),
    (v2(label(words())), "not allowed here"),
    (v2(text("")), "content"),
    ({"content": "x", "flags": 64}, "ephemeral"),
    ({"content": "x", "nonce": "x" * 26}, "nonce"),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "mutually exclusive",
    ),
]

GOOD_FORMS = [
    form(label(words(max_length=4000)), label(group(21, 10, custom_id="r"))),
    form(row(words(label="l" * 45)), text(), label(group(22, 10, custom_id="c"))),
    form(label({"type": 23, "custom_id": "x"}), label({"type": 19, "custom_id": "f"})),
    form(label({"type": 5, "custom_id": "u"}), title="t" * 45),
]

BAD_FORMS = [
    (form(label(words()), title="x" * 46), "title"),
    (form(*(label(words(custom_id=f"w{n}")) for n in range(6))), "components"),
    (form(), "components"),
    (form(label(words(), label="x" * 46)), "label"),
    (form(label(words(), description="x" * 101)), "description"),
    (form(label(words(max_length=4001))), "max_length"),
    (form(label(words(label="twice"))), "holds the text"),
    (form(label(words(value="x" * 11, max_length=10))), "value"),
    (form(row(words())), "label"),
    (form(row(button())), "text input"),
    (form(label(button())), "not allowed in a label"),
    (form(label(group(21, 1))), "options"),
    (form(label(group(21, 11))), "options"),
    (form(label(group(22, 11))), "options"),
    (form(label(menu(disabled=True))), "disabled"),
    (form(label(words()), label(words())), "Doubled"),
    (form(SECTION), "not allowed in a form"),
]


def command(**fields: Any) -> Json:
    return {"name": "ask", "description": "Ask", "type": 1} | fields


def option(**fields: Any) -> Json:
    return {"name": "a", "description": "A", "type": 3} | fields


def choices(count: int, name: str = "n") -> list[Json]:
    return [{"name": f"{name}{n}", "value": f"v{n}"} for n in range(count)]


BAD_COMMANDS = [
    ([command(name="Ask")], "name"),
    ([command(name="a b")], "name"),
    ([command(name="x" * 33)], "name"),
    ([command(description="")], "description"),
    ([command(description="x" * 101)], "description"),
    ([command(), command()], "Doubled"),
    ([command(options=[option(name=f"o{n}") for n in range(26)])], "options"),
    ([command(options=[option(), option(name="b", required=True)])], "come first"),
    ([command(options=[option(choices=choices(26))])], "choices"),
    ([command(options=[option(choices=choices(1, "x" * 100))])], "name"),
    ([command(options=[option(choices=choices(1), autocomplete=True)])], "autocomplete"),
    ([command(options=[option(type=1), option(name="b")])], "do not mix"),
    ([command(options=[option(type=2, options=[option(type=2)])])], "deeply"),
    ([command(type=3, name="Find", description="text")], "menu command"),
    ([command(name=f"m{n}", type=3, description="") for n in range(16)], "More than 15"),
    (
        [
            command(
                options=[
                    option(choices=choices(25, "x" * 96)) | {"name": f"o{n}"} for n in range(4)
                ]
            )
        ],
        "8000",
    ),
]
