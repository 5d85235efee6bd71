"""docs/privacy.md names every table and column, and says whether it is about a person."""

from __future__ import annotations

import re
from pathlib import Path

from bot.store.tables import Base, Draft, Member, Revision

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")
SECTION = re.compile(r"^### `(\w+)`(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def described() -> dict[str, dict[str, str]]:
    """By table and column: what the page says about a person."""
    return {
        table: {column: person.strip() for column, _, person in ROW.findall(text)}
        for table, text in SECTION.findall(PAGE)
    }


def test_every_table_and_column_is_described_and_no_other() -> None:
    stored = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    assert {name: set(columns) for name, columns in described().items()} == stored


def test_each_column_says_whether_it_is_about_a_person() -> None:
    for table, columns in described().items():
        for column, person in columns.items():
            assert person.startswith(("yes", "no", "only if")), f"{table}.{column}"


def test_what_is_about_a_person_hangs_on_them() -> None:
    tables = {
        table
        for table, columns in described().items()
        if any(person.startswith("yes") for person in columns.values())
    }
    # Whatever else is about a person must go with the row of that person. A revision stays, and
    # loses its author; a draft goes with its author: tests of both look at that.
    for name in tables - {Member.__tablename__, Revision.__tablename__, Draft.__tablename__}:
        targets = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}
        assert Member.__tablename__ in targets, name
