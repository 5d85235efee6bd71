"""Text on Discord: in pages that fit a message, with what people typed made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from discord import ui

from bot.views.controls import Button, ChannelMenu, Menu, RoleMenu, shortened

LONGEST = 4000
"""Characters of text in one message of Components V2."""

ROW = 5
"""Buttons in a row."""

_SPECIAL = re.compile(r"([\\*_~|`<>\[\]#\-:/@])")
_ESCAPED = re.compile(r"\\([\\*_~|`<>\[\]#\-:/@])")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, and those that turn the direction of what follows them."""

QUESTION_ID = 7001
"""The component that shows what was asked, so that it can be found again."""

QUOTED = 300
"""Characters of a question that are shown above its answer."""


_MENTION = re.compile(r"<(?:@[!&]?|#|/[^:<>]{1,100}:|a?:\w{1,32}:|t:)\d+[^<>]{0,20}>")


def without_mentions(text: str) -> str:
    """``text`` without the signs by which Discord names people, channels, emoji and commands."""
    return _MENTION.sub(" ", text).strip()


def on_one_line(text: str) -> str:
    """What a person typed, without line breaks and without what cannot be seen."""
    return re.sub(r"\s+", " ", _UNSEEN.sub("", text)).strip()


def quoted(text: str, longest: int = QUOTED) -> str:
    """What a person typed, on one line, with nothing in it that Discord would act on.

    No mention, no link, no markdown: each sign that could begin one is escaped.
    """
    return _SPECIAL.sub(r"\\\1", shortened(on_one_line(text), longest))


def unquoted(text: str) -> str:
    """The inverse of :func:`quoted`, as far as it was not cut."""
    return _ESCAPED.sub(r"\1", text)


def linked(title: str, url: str) -> str:
    """``title`` as a link that shows no preview."""
    # Angle brackets keep Discord from unfolding a preview below.
    words = title.replace("[", "(").replace("]", ")")
    return f"[{words}](<{url}>)"


def pages(paragraphs: Iterable[str]) -> list[str]:
    """``paragraphs`` joined by empty lines, in texts of at most :data:`LONGEST` characters."""
    found: list[str] = []
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            if found and len(found[-1]) + 2 + len(piece) <= LONGEST:
                found[-1] += f"\n\n{piece}"
            else:
                found.append(piece)
    return found


def _pieces(paragraph: str) -> Iterable[str]:
    rest = paragraph.strip()
    while len(rest) > LONGEST:
        cut = max(rest.rfind(" ", 0, LONGEST), rest.rfind("\n", 0, LONGEST))
        cut = cut if cut > 0 else LONGEST
        yield rest[:cut]
        rest = rest[cut:].strip()
    if rest:
        yield rest


AnyMenu = Menu | ChannelMenu | RoleMenu

Part = str | ui.TextDisplay[Any] | Sequence[Button] | AnyMenu


def page(*parts: Part) -> ui.LayoutView:
    """A message of texts, rows of buttons and menus, in reading order."""
    view = ui.LayoutView(timeout=None)
    for part in parts:
        if isinstance(part, str):
            view.add_item(ui.TextDisplay(part))
        elif isinstance(part, ui.TextDisplay):
            view.add_item(part)
        elif isinstance(part, AnyMenu):
            view.add_item(_row([part]))
        else:
            for start in range(0, len(part), ROW):
                view.add_item(_row(part[start : start + ROW]))
    return view


def _row(items: Sequence[ui.Item[Any]]) -> ui.ActionRow[Any]:
    return ui.ActionRow(*items)
