"""Splitting a message into the clauses that may hold its need.

People who write at length put what they need into one clause among ten. A
sentence model blurs that clause into the mean of the rest, so each is embedded
by itself as well.
"""

from __future__ import annotations

import re

MAX_CLAUSES = 16
"""The most that are looked at: the rest of a very long message repeats itself."""

SHORTEST = 12
"""Characters. Anything shorter ("hi all", "thanks!") is joined to its neighbour."""

LONGEST = 160
"""Characters. A longer sentence is also split at its conjunctions and commas."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|\s+-\s+")
_CLAUSE = re.compile(r"[,;:()]\s+|\s+(?=(?:but|and|because|so|although|though|which|when|while)\b)")


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of ``text`` in order; empty if it is one clause already."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts = _CLAUSE.split(sentence) if len(sentence) > LONGEST else [sentence]
        for part in parts:
            clause = part.strip()
            if not clause:
                continue
            if found and (len(clause) < SHORTEST or len(found[-1]) < SHORTEST):
                found[-1] = f"{found[-1]} {clause}"
            else:
                found.append(clause)
    return tuple(found[:MAX_CLAUSES]) if len(found) > 1 else ()
