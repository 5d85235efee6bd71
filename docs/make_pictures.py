"""Draw the replies for the README, from the objects that Discord is sent.

Run: make pictures. A test fails when a picture is not what would be drawn now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from bot.conversation.answering import Responder
from bot.conversation.context import Context
from bot.conversation.mind import Mind
from bot.conversation.minds import Minds
from bot.conversation.replies import Choice, Evidence, Route
from bot.parts import build_parts
from bot.settings import load_settings
from bot.views.replies import reply_view
from docs.moderators_views import moderators_views
from index.batching import BatchingEmbedder
from index.embedding import Embedder

IMAGES = Path(__file__).parent / "images"

WIDTH, MARGIN, INDENT = 760, 24, 18
SIZE, LEADING, HEADING = 16, 24, 20
LETTER, BOLD = 0.5, 0.56
"""The mean width of a letter as a part of its size: wide enough for any usual font."""
BUTTON, GAP = 36, 10
ROUND = 8

TEXT, PAPER, LINE, LINK, BLUE = "#1f2328", "#ffffff", "#c4c9d0", "#0b57d0", "#3c46c8"

_RUN = re.compile(r"\*\*(.+?)\*\*|\[([^\]]+)\]\(<[^>]+>\)|`([^`]+)`")
_ESCAPED = re.compile(r"\\([^\w\s])")


@dataclass(frozen=True)
class Word:
    """A word in one style: ``b`` for bold, ``a`` for a link, or none."""

    text: str
    style: str = ""
    joined: bool = False
    """No space stands before it."""

    def width(self, size: int) -> float:
        """Units that it takes, about."""
        return len(self.text) * size * (BOLD if self.style == "b" else LETTER)


class Drawing:
    """An SVG that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y = float(MARGIN)
        self._said: list[str] = []

    def text(self, content: str) -> None:
        """Paragraphs, headings and lists of a text."""
        for line in content.split("\n"):
            heading, item = line.startswith("### "), line.startswith("- ")
            words = list(_words(line.removeprefix("### ").removeprefix("- "), bold=heading))
            size = HEADING if heading else SIZE
            if item:
                self._write([Word("•")], MARGIN, SIZE, advance=False)
            left = MARGIN + INDENT if item else MARGIN
            for row in _rows(words, WIDTH - left - MARGIN, size):
                self._write(row, left, size)
            self._said.append(
                "".join(f"{'' if word.joined else ' '}{word.text}" for word in words).strip()
            )
        self._y += GAP

    def buttons(self, components: Iterable[Mapping[str, Any]]) -> None:
        """Buttons side by side, in as many rows as they need."""
        x = float(MARGIN)
        for one in components:
            label = str(one.get("label") or one.get("placeholder"))
            width = len(label) * SIZE * LETTER + 2 * ROUND + GAP
            if x > MARGIN and x + width > WIDTH - MARGIN:
                x, self._y = float(MARGIN), self._y + BUTTON + GAP
            fill, ink = (BLUE, PAPER) if one.get("style") == 1 else ("#eceef1", TEXT)
            self._parts.append(
                f'<rect x="{x:.0f}" y="{self._y:.0f}" width="{width:.0f}" height="{BUTTON}" '
                f'rx="{ROUND}" fill="{fill}" stroke="{LINE}"/>'
                f'<text x="{x + width / 2:.0f}" y="{self._y + 24:.0f}" fill="{ink}" '
                f'text-anchor="middle">{escape(label)}</text>'
            )
            self._said.append(f"Button: {label}.")
            x += width + GAP
        self._y += BUTTON + GAP

    def svg(self, title: str) -> str:
        """The whole picture; its description holds all its words."""
        height = self._y + MARGIN - GAP
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} '
                f'{height:.0f}" font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}">',
                f"<title>{escape(title)}</title>",
                f"<desc>{escape(' '.join(self._said))}</desc>",
                f'<rect width="{WIDTH}" height="{height:.0f}" rx="{ROUND}" fill="{PAPER}" '
                f'stroke="{LINE}"/>',
                *self._parts,
                "</svg>\n",
            )
        )

    def _write(self, words: list[Word], left: int, size: int, *, advance: bool = True) -> None:
        spans = "".join(
            f"{'' if word.joined else ' '}<tspan{_look(word.style)}>{escape(word.text)}</tspan>"
            for word in words
        ).strip()
        y = self._y + size
        self._parts.append(
            f'<text x="{left}" y="{y:.0f}" font-size="{size}" fill="{TEXT}">{spans}</text>'
        )
        if advance:
            self._y += LEADING + size - SIZE


def draw(title: str, components: Iterable[Mapping[str, Any]]) -> str:
    """A message of texts and rows of buttons as an SVG."""
    drawing = Drawing()
    for one in components:
        if "content" in one:
            drawing.text(one["content"])
        else:
            drawing.buttons(one["components"])
    return drawing.svg(title)


def pictures(mind: Mind, embedder: Embedder) -> dict[str, str]:
    """The pictures of the README, by file name."""
    responder = Responder(Minds(mind), BatchingEmbedder(embedder), Context())
    answer = responder.show("balance-exercises", None)
    assert answer is not None, "the README shows this entry"  # noqa: S101
    names = ("self-referral", "asking-for-a-referral", "waiting-times")
    entries = tuple(mind.base.entries[name] for name in names)
    unknown = "Do the northern lights make MS worse?"
    views = {
        "answer": reply_view(answer, "my balance is awful, i keep wobbling"),
        "choice": reply_view(Choice(entries, None, Evidence()), "getting physio"),
        "not-knowing": reply_view(responder.fixed(Route.ABSTAIN, None), unknown),
        "crisis": reply_view(responder.fixed(Route.CRISIS, None)),
    }
    return {
        f"reply-{name}.svg": draw(f"A reply on Discord: {name}", view.to_components())
        for name, view in views.items()
    }


def moderators_pictures(mind: Mind) -> dict[str, str]:
    """The pictures of the moderators' guide, by file name."""
    return {
        f"moderators-{name}.svg": draw(f"What moderators see: {name}", view.to_components())
        for name, view in moderators_views(mind.base).items()
    }


def _look(style: str) -> str:
    if style == "b":
        return ' font-weight="bold"'
    return f' fill="{LINK}" text-decoration="underline"' if style == "a" else ""


def _words(line: str, *, bold: bool) -> Iterator[Word]:
    """The words of a line of Discord's markdown."""
    plain = "b" if bold else ""
    position = 0
    for run in _RUN.finditer(line):
        yield from _split(line[position : run.start()], plain)
        strong, linked, code = run.groups()
        yield from _split(strong or linked or code, "b" if strong else "a" if linked else plain)
        position = run.end()
    yield from _split(line[position:], plain)


def _split(text: str, style: str) -> Iterator[Word]:
    words = _ESCAPED.sub(r"\1", text).split()
    return (
        Word(word, style, joined=number == 0 and not text[0].isspace() and word[0] in ",.;:)")
        for number, word in enumerate(words)
    )


def _rows(words: Iterable[Word], room: float, size: int) -> Iterator[list[Word]]:
    row: list[Word] = []
    used = 0.0
    for word in words:
        width = word.width(size) + size * LETTER
        if row and used + width > room:
            yield row
            row, used = [], 0.0
        row.append(word)
        used += width
    if row:
        yield row


def main() -> None:
    """Write the pictures."""
    parts = build_parts(load_settings())
    drawn = pictures(parts.mind, parts.embedder) | moderators_pictures(parts.mind)
    for name, svg in drawn.items():
        (IMAGES / name).write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
