"""The README's pictures are what the bot would send now, and say it in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from bot.parts import Parts
from docs.make_pictures import IMAGES, draw, pictures

README = (IMAGES.parents[1] / "README.md").read_text("utf-8")
SVG = "{http://www.w3.org/2000/svg}"


def test_no_picture_is_stale(parts: Parts) -> None:
    for name, svg in pictures(parts.mind, parts.embedder).items():
        drawn = (IMAGES / name).read_text("utf-8")
        assert drawn == svg, f"{name} is stale: make pictures"


def test_every_picture_stands_in_the_readme_with_its_words(parts: Parts) -> None:
    for name, svg in pictures(parts.mind, parts.embedder).items():
        (alternative,) = re.findall(rf"!\[([^\]]+)\]\(docs/images/{name}\)", README)
        assert len(alternative) > 40
        tree = ElementTree.fromstring(svg)
        assert len(tree.findtext(f"{SVG}desc") or "") > len(tree.findtext(f"{SVG}title") or "")


def test_every_word_and_sign_reaches_the_picture() -> None:
    parts = [
        {"type": 10, "content": "### A & B\n- **0800 1**, [x.org](<https://x.org>) \\*<i>"},
        {"type": 1, "components": [{"label": "Yes & no", "style": 1}]},
    ]
    tree = ElementTree.fromstring(draw("A title", parts))
    shown = " ".join("".join(one.itertext()) for one in tree.iter(f"{SVG}text"))
    for words in ("A & B", "0800 1, x.org *<i>", "Yes & no"):
        assert words in shown
    assert "https" not in shown
