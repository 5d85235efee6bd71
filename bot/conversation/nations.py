"""Which nation a message speaks of."""

from __future__ import annotations

import re

from bot.conversation.places import PLACES
from knowledge.schema import Nation

_NAMES = {
    Nation.NORTHERN_IRELAND: r"northern (?:ireland|irish)|n\.? ?ireland|ni",
    Nation.SCOTLAND: r"scotland|scottish|scots?",
    Nation.WALES: r"(?<!new south )wales|welsh|cymru",
    Nation.ENGLAND: r"england",
}
_LINE_END = re.compile(r"\n\s*")
# A place that only names a dish or a dog says nothing of where somebody is.
_THINGS = r"(?! (?:pud(?:ding)?s?|tea|terriers?|sauce|cakes?|hot ?pot|cheese|rarebit)\b)"
_WHERE = {
    nation: rf"\b(?:{names}|{_LINE_END.sub('', PLACES[nation])})\b{_THINGS}"
    for nation, names in _NAMES.items()
}
_NAMED = {
    nation: re.compile(rf"(?<!\bnot )(?<!\bnot in )(?:{names})") for nation, names in _WHERE.items()
}
_ANY = re.compile("|".join(_WHERE.values()))

# What may stand beside a nation in a message that says only where somebody is.
_WORD = re.compile(r"[a-z]+")
_PLACING = frozenset(
    """a about actually all also and any anything are area around as at based be btw but by
    can cheers city count counts county cover covers currently difference different
    differently do does down east else far for forgot from go goes has have he hen here hes
    hun i if ill im in is it its just know law like live lived lives living lol love m make
    makes mate matters me mean meant my name near no north not now of oh ok on one or
    originally ours out outside over pal part please re region registered round rules s said
    same say she shes should side so sorry south still t ta thanks that thats the then there
    they theyre think this though to too town up us ve village was way we well were west what whats
    where will with work works would x xx yes you your""".split()  # noqa: SIM905 - readable as a paragraph
)


def named_nation(text: str) -> Nation | None:
    """The nation that ``text`` names, if it names exactly one ("Wales, not England" does)."""
    lowered = text.lower()
    found = [nation for nation, pattern in _NAMED.items() if pattern.search(lowered)]
    return found[0] if len(found) == 1 else None


def names_a_place(text: str) -> bool:
    """Whether ``text`` names any nation, or a place in one."""
    return bool(_ANY.search(text.lower()))


def says_only_where(text: str) -> bool:
    """Whether ``text`` only says where somebody is ("I'm in Scotland though", "same in Wales?")."""
    rest = _ANY.sub(" ", text.lower())
    return named_nation(text) is not None and _PLACING.issuperset(_WORD.findall(rest))
