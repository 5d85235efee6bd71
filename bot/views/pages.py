"""Text on Discord: in pages that fit a message, with what people typed made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from discord import ui

from bot.views.controls import Button, ChannelMenu, Menu, RoleMenu

LONGEST = 4000
"""Characters of text in one message of Components V2."""

ROW = 5
"""Buttons in a row."""

_SPECIAL = re.compile(r"([\\*_~|`<>\[\]#-])")
_ESCAPED = re.compile(r"\\([\\*_~|`<>\[\]#-])")

QUESTION_ID = 7001
"""The component that shows what was asked, so that it can be found again."""


def quoted(text: str, longest: int = 300) -> str:
    """What a person typed, on one line, with nothing in it that Discord would act on."""
    line = re.sub(r"\s+", " ", text).strip()
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return _SPECIAL.sub(r"\\\1", line)


def unquoted(text: str) -> str:
    """The inverse of :func:`quoted`, as far as it was not cut."""
    return _ESCAPED.sub(r"\1", text)


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


def page(*parts: str | Sequence[Button] | AnyMenu) -> ui.LayoutView:
    """A message of texts, rows of buttons and menus, in reading order."""
    view = ui.LayoutView(timeout=None)
    for part in parts:
        if isinstance(part, str):
            view.add_item(ui.TextDisplay(part))
        elif isinstance(part, AnyMenu):
            view.add_item(_row([part]))
        else:
            for start in range(0, len(part), ROW):
                view.add_item(_row(part[start : start + ROW]))
    return view


def _row(items: Sequence[ui.Item[Any]]) -> ui.ActionRow[Any]:
    return ui.ActionRow(*items)
