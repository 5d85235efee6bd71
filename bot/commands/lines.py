"""JSON lines in, JSON lines out: a bad line is told, and the next is answered all the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.problems import problems_of

Item = TypeVar("Item")


class BadLineError(Exception):
    """A line that cannot be read. The message says which and why, without what stood in it."""

    def __init__(self, reason: str, item_id: object = None) -> None:
        super().__init__(reason)
        self.item_id = item_id
        """The id that the line named, if it could be read that far."""


def numbered_lines() -> Iterator[tuple[int, str]]:
    """The lines of standard input that hold anything, counted from 1."""
    lines = (line for line in sys.stdin if line.strip())
    return enumerate(lines, 1)


def read_item(adapter: TypeAdapter[Item], number: int, line: str) -> Item:
    """What line ``number`` says. Raises :class:`BadLineError`."""
    try:
        fields = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLineError(f"line {number} is not JSON: {error}") from error
    except ValueError as error:
        # Python refuses to read an integer of thousands of digits.
        raise BadLineError(f"line {number} cannot be read: {error}") from error
    try:
        return adapter.validate_python(fields)
    except ValidationError as error:
        problems = "; ".join(str(problem) for problem in problems_of(f"line {number}", error))
        named = fields.get("id") if isinstance(fields, dict) else None
        raise BadLineError(problems, named) from error


def print_record(record: Mapping[str, Any]) -> None:
    """Print ``record`` as one line, at once."""
    print(json.dumps(record, ensure_ascii=False), flush=True)  # noqa: T201 - for programs


def clean(text: str) -> str:
    """JSON can carry lone surrogates, which no encoding can."""
    return text.encode("utf-8", "replace").decode("utf-8")
