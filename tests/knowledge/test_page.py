"""The page for editors: its example validates, and its table is the one of today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.base import SHIPPED, KnowledgeBase, load_knowledge
from knowledge.listing import PART, entries_table
from knowledge.marks import with_part
from knowledge.readability import readability
from knowledge.schema import Entry, Nation
from knowledge.yamlfile import parse_yaml

PAGE = SHIPPED.parent / "docs/knowledge.md"


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


def example() -> str:
    (block,) = re.findall(r"```yaml\n(id: .*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return block


def test_the_example_of_the_page_is_an_entry_that_loads(knowledge_copy: Path) -> None:
    entry = Entry.model_validate(parse_yaml(example(), "example"))
    place = knowledge_copy / f"entries/{entry.area.value}/{entry.id}.yaml"
    assert not place.exists()
    place.write_text(example(), "utf-8")
    loaded = load_knowledge(knowledge_copy)
    assert loaded.entries[entry.id] == entry
    assert readability(entry).in_order
    sources = {source for point in entry.points for source in point.sources}
    assert len({loaded.sources[source].publisher for source in sources}) >= 2


def test_the_table_of_the_page_is_not_stale(base: KnowledgeBase) -> None:
    page = PAGE.read_text("utf-8")
    renewed = with_part(page, PART, entries_table(base, "../knowledge"))
    assert page == renewed, "run: reroute knowledge table --write docs/knowledge.md"


def test_the_links_of_the_page_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE.read_text("utf-8"))
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_a_row_says_what_an_entry_covers(base: KnowledgeBase) -> None:
    table = entries_table(base, "x")
    rows = {row.split("](")[0].strip("| ["): row for row in table.splitlines()[2:]}
    assert set(rows) == set(base.entries)
    assert "| England, Scotland, Wales, Northern Ireland |" in rows["complaints"]
    nowhere = next(e for e in base.entries.values() if not any(p.nations for p in e.points))
    assert "| everywhere |" in rows[nowhere.id]
    assert Nation.OUTSIDE_UK.label not in rows["complaints"]


BEGIN, END = "<!-- a: start -->", "<!-- a: end -->"


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_its_marks_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="the page needs the lines"):
        with_part(page, "a", "table")


def test_what_stands_around_the_table_stays() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_part(page, "a", "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
