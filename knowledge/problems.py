"""What is wrong with the knowledge, said so that whoever wrote it can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: the file, the field in it, and the reason."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.field}" if self.field else self.file
        return f"{place}: {self.reason}"


class KnowledgeError(Exception):
    """The knowledge cannot be used. Carries every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def problems_of(file: str, error: ValidationError) -> list[Problem]:
    """Turn pydantic's findings into :class:`Problem`, fields written like ``points[2].text``."""
    found = []
    for detail in error.errors():
        field = "".join(
            f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]
        ).lstrip(".")
        reason = detail["msg"].removeprefix("Value error, ")
        found.append(Problem(file, field, reason[0].lower() + reason[1:]))
    return found
