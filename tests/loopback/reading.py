"""What a person sees of a message, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator

from .component_limits import SELECTS, Kind, walk
from .world import Json, Message


def visible_text(message: Message, *, embeds: bool = True) -> str:
    """All words of a message; ``embeds=False`` for somebody who switched link previews off.

    A button reads ``[label]``, a select menu ``[placeholder: option, option]``.
    """
    lines = [message.content] if message.content else []
    if message.loading:
        lines.append("is thinking…")
    if embeds:
        for embed in message.embeds:
            lines.extend(_of_embed(embed))
    lines.extend(_of_components(message.components))
    shown = {c["file"]["url"] for c in walk(message.components) if c.get("type") == Kind.FILE}
    lines.extend(
        f"[file {one['filename']}: {one.get('description', '')}]"
        for one in message.attachments
        if one["url"] not in shown
    )
    return "\n".join(line for line in lines if line)


def buttons(message: Message) -> list[Json]:
    """The buttons of a message, in reading order."""
    return [c for c in walk(message.components) if c.get("type") == Kind.BUTTON]


def selects(message: Message) -> list[Json]:
    """The select menus of a message, in reading order."""
    return [c for c in walk(message.components) if c.get("type") in SELECTS]


def name_of(component: Json) -> str:
    """What a button or select menu is called: its label, emoji or placeholder."""
    emoji = (component.get("emoji") or {}).get("name")
    return component.get("label") or component.get("placeholder") or emoji or ""


def form_text(form: Json) -> str:
    """All words of a form: title, texts, labels with their descriptions, and options."""
    lines = [form["title"]]
    for component in walk(form["components"]):
        keys = ("content", "label", "description", "placeholder")
        lines.extend(component[key] for key in keys if component.get(key))
        for option in component.get("options") or []:
            lines.extend(option[key] for key in ("label", "description") if option.get(key))
    return "\n".join(lines)


def _of_embed(embed: Json) -> Iterator[str]:
    yield (embed.get("author") or {}).get("name") or ""
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    for field in embed.get("fields") or []:
        yield field["name"]
        yield field["value"]
    yield (embed.get("footer") or {}).get("text") or ""


def _of_components(components: list[Json]) -> Iterator[str]:
    for component in walk(components):
        kind = component.get("type")
        if kind == Kind.TEXT:
            yield component["content"]
        elif kind == Kind.BUTTON:
            yield f"[{name_of(component)}]"
        elif kind in SELECTS:
            options = ", ".join(option["label"] for option in component.get("options") or [])
            yield f"[{name_of(component)}: {options}]"
        elif kind in (Kind.THUMBNAIL, Kind.FILE):
            name = component.get("name") or "picture"
            yield f"[{name}: {component.get('description') or ''}]"
        for item in component.get("items") or []:
            yield f"[picture: {item.get('description') or ''}]"
