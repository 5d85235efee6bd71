"""What a thread is to us, and the texts that its vectors are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.clauses import clauses

LONGEST = 4_000
"""Characters of an opening post that are read: what Discord lets anybody write in one."""

WINDOW = 240
"""Characters. A longer post is also read in windows, so that one need among many counts."""

MOST_WINDOWS = 12


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that may be shown. It holds nothing that anybody wrote."""

    id: int
    """The platform's id; what everything else about it is looked up by when it is shown."""
    community: int
    channel: int
    created: datetime
    last_active: datetime
    helpful: int = 0
    """How many members said that it helped them."""


def texts_of_thread(title: str, body: str) -> tuple[str, ...]:
    """What has to be embedded for a thread: the whole, then windows of a long post.

    Each window is headed by the title, which says what the rest is about.
    """
    title, body = title.strip(), body.strip()[:LONGEST]
    whole = _headed(title, body)
    windows: list[str] = []
    for clause in clauses(body):
        if windows and len(windows[-1]) + len(clause) < WINDOW:
            windows[-1] += f" {clause}"
        else:
            windows.append(clause)
    if len(windows) < 2:  # noqa: PLR2004 - one window is the whole again
        return (whole,)
    return (whole, *(_headed(title, window) for window in windows[:MOST_WINDOWS]))


def _headed(title: str, text: str) -> str:
    end = "" if title.endswith((".", "!", "?", "…")) else "."
    return f"{title}{end} {text}".strip() if title else text
