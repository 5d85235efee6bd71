"""Which nation a message speaks of."""

from __future__ import annotations

import re

from knowledge.schema import Nation

_NAMED = {
    Nation.NORTHERN_IRELAND: (
        r"\bnorthern (?:ireland|irish)\b|\bn\.? ?ireland\b|\bni\b|\bbelfast\b|\bderry\b"
    ),
    Nation.SCOTLAND: (
        r"\bscotland\b|\bscottish\b|\bscots?\b|\bglasgow\b|\bedinburgh\b|\baberdeen\b"
        r"|\bdundee\b|\binverness\b"
    ),
    Nation.WALES: r"(?<!new south )\bwales\b|\bwelsh\b|\bcymru\b|\bcardiff\b|\bswansea\b",
    Nation.ENGLAND: r"\bengland\b|\blondon\b|\bmanchester\b|\bbirmingham\b|\bleeds\b",
}


def named_nation(text: str) -> Nation | None:
    """The nation that ``text`` names, if it names exactly one."""
    lowered = text.lower()
    found = [nation for nation, pattern in _NAMED.items() if re.search(pattern, lowered)]
    return found[0] if len(found) == 1 else None
