"""The guide's pictures are what moderators would see now, and it says them in words."""

from __future__ import annotations

import re

from bot.parts import Parts
from docs.make_pictures import IMAGES, moderators_pictures

GUIDE = (IMAGES.parent / "moderators.md").read_text("utf-8")


def test_no_picture_is_stale(parts: Parts) -> None:
    for name, svg in moderators_pictures(parts.mind).items():
        assert (IMAGES / name).read_text("utf-8") == svg, f"{name} is stale: make pictures"


def test_every_picture_stands_in_the_guide_with_its_words(parts: Parts) -> None:
    for name in moderators_pictures(parts.mind):
        (alternative,) = re.findall(rf"!\[([^\]]+)\]\(images/{name}\)", GUIDE)
        assert len(alternative) > 40


def test_every_command_is_explained() -> None:
    names = "add edit retire restore show history diff search due export import why test queue"
    for name in names.split():
        assert f"/knowledge {name}" in GUIDE, name
