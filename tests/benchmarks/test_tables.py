"""Writing measured tables into a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.tables import PAGE, markdown, write_between_markers


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a: start -->\nold\n<!-- a: end -->\nafter\n", "utf-8")
    for _ in range(2):
        write_between_markers("a", markdown(["what", "1"], [["time", "2 ms"]]), page)
    table = "| what | 1 |\n| --- | ---: |\n| time | 2 ms |"
    expected = f"before\n<!-- a: start -->\n{table}\n<!-- a: end -->\nafter\n"
    assert page.read_text("utf-8") == expected
    with pytest.raises(ValueError, match="b: start"):
        write_between_markers("b", "", page)


@pytest.mark.parametrize("name", ["answering", "threads"])
def test_the_page_that_ships_has_been_measured(name: str) -> None:
    text = PAGE.read_text("utf-8")
    table = text.split(f"<!-- {name}: start -->")[1].split(f"<!-- {name}: end -->")[0]
    assert "Measured 20" in table
