"""Which nation a message speaks of."""

from __future__ import annotations

import re

from knowledge.schema import Nation

_NAMES = {
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
_NAMED = {
    nation: re.compile(rf"(?<!\bnot )(?<!\bnot in )(?:{names})") for nation, names in _NAMES.items()
}
_ANY = re.compile("|".join(_NAMES.values()))

# What may stand beside a nation in a message that says only where somebody is.
_WORD = re.compile(r"[a-z]+")
_PLACING = frozenset(
    """a about actually near also and any are as at based be but by btw can different differently do
    does else for from go goes here he i if im in is it its just know like live lives living m
    make makes matters difference me mean meant my no not of oh ok on or over re rules s said same
    she shes should so sorry t that thats the then there they theyre this though to too up us was
    way we well were what whats where will with work works would yes you your""".split()  # noqa: SIM905 - readable as a paragraph
)


def named_nation(text: str) -> Nation | None:
    """The nation that ``text`` names, if it names exactly one ("Wales, not England" does)."""
    lowered = text.lower()
    found = [nation for nation, pattern in _NAMED.items() if pattern.search(lowered)]
    return found[0] if len(found) == 1 else None


def says_only_where(text: str) -> bool:
    """Whether ``text`` only says where somebody is ("I'm in Scotland though", "same in Wales?")."""
    rest = _ANY.sub(" ", text.lower())
    return named_nation(text) is not None and _PLACING.issuperset(_WORD.findall(rest))
