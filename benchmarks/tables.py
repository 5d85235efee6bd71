"""Writing measured tables into docs/performance.md, between markers."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from knowledge.marks import with_part

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column is text, the others are figures."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine(load: float) -> str:
    """On what was measured, and how busy that was before: figures mean little without."""
    day = datetime.now(UTC).date().isoformat()
    return f"Measured {day} on {os.cpu_count()} {platform.machine()} cores, load {load:.1f} before."


def write_between_markers(name: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between the markers of ``name`` in ``page``.

    Raises :class:`ValueError` if the markers are not there.
    """
    page.write_text(with_part(page.read_text("utf-8"), name, text), "utf-8")
