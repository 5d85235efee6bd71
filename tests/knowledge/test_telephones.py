"""Telephone numbers: of a right form, and each in one place, so that one change puts it right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.base import SHIPPED, load_knowledge
from knowledge.schema import Nation, Signpost

ROOT = SHIPPED.parent
HOME = SHIPPED / "signposts.yaml"
SHORT = {"999", "111", "112", "988"}
"""Known by heart, and words of sentences such as "ring 111"."""
NUMBER = re.compile(
    r"(?<![\d/.-])(?:0\d{2,4}[ \d]{5,}\d|116 123|85258|1 800(?: \d{3,4}){2})(?![\d/])"
)
WRITTEN = {".md", ".yaml", ".yml", ".toml", ".py", ".txt", ".json", ""}
NOT_OURS = {".venv", ".git", "tests", "build", "dist"}
"""Tests look for numbers, so they must name some."""
MEMBERS_WORDS = {"phrasings", "examples", "sets"}

SIGNPOSTS = list(load_knowledge().signposts.values())


def pages() -> Iterator[Path]:
    """Every file of the project in which a person could have written a number."""
    for top in sorted(ROOT.iterdir()):
        built = top.name in NOT_OURS or top.suffix == ".egg-info"
        if built or (top.name.startswith(".") and top.name != ".ci"):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix in WRITTEN and not MEMBERS_WORDS & set(path.parts):
                yield path


@pytest.mark.parametrize("signpost", SIGNPOSTS, ids=lambda signpost: signpost.id)
def test_a_number_has_a_right_form(signpost: Signpost) -> None:
    if signpost.text and signpost.text not in SHORT:
        assert re.fullmatch(r"[A-Z]+ to \d{5}", signpost.text)
    if signpost.phone is None or signpost.phone in SHORT:
        return
    digits = signpost.phone.replace(" ", "")
    if Nation.OUTSIDE_UK in signpost.nations:
        assert 10 <= len(digits.lstrip("+")) <= 15
    else:
        # 116 numbers are the European ones for helplines.
        assert re.fullmatch(r"0[12378]\d{8,9}|116\d{3}", digits)


def test_a_number_belongs_to_one_signpost() -> None:
    # One number may be both rung and texted.
    numbers = Counter(number for s in SIGNPOSTS for number in {s.phone, s.text} - {None})
    assert [number for number, count in numbers.items() if count > 1] == []


def test_a_number_stands_nowhere_else() -> None:
    searched = list(pages())
    assert {HOME, ROOT / "README.md", SHIPPED / "letters/complaint.yaml"} <= set(searched)
    own = {s.phone.replace(" ", "") for s in SIGNPOSTS if s.phone and s.phone not in SHORT}
    found = []
    for path in searched:
        if path == HOME:
            continue
        text = path.read_text("utf-8")
        squeezed = re.sub(r"(?<=\d) (?=\d)", "", text)
        if path.name not in {"sources.yaml", "constraints.txt"}:
            found += [(path.name, number) for number in NUMBER.findall(text)]
        found += [(path.name, number) for number in own if re.search(rf"\b{number}\b", squeezed)]
    assert found == []


def test_each_number_stands_once_in_its_home() -> None:
    text = HOME.read_text("utf-8")
    for signpost in SIGNPOSTS:
        if signpost.phone and signpost.phone not in SHORT:
            assert text.count(signpost.phone) == 1
