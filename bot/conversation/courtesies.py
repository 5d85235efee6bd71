"""Whether a message is nothing but a courtesy: thanks, a laugh, an "ok", a good night."""

from __future__ import annotations

import re
from enum import StrEnum


class Courtesy(StrEnum):
    """What kind of courtesy; named as the words for it are."""

    THANKS = "thanks"
    OTHER = "other"


LONGEST = 12
"""Words. Whoever says more says more than a courtesy."""

_THANKS = frozenset(
    """thanks thank thankyou thx ty ta cheers great lovely perfect brilliant appreciated appreciate
    helpful useful helps helped star kind nice amazing fab""".split()  # noqa: SIM905 - readable
)
_OTHER = frozenset(
    """ok okay kk okey right gotit understood lol lmao haha night goodnight nite nevermind
    nvm""".split()  # noqa: SIM905 - readable
)
_FIRST = frozenset(
    """oh ah aw wow yes that thats very really i im so sorry good youre""".split()  # noqa: SIM905
)
_AROUND = _FIRST | frozenset(
    """yeah this is was much a an lot lots million loads again for the your you u help answer info
    information cool to know and mate love bot reroute all of one x xx xxx everyone everybody folks
    then now off bed""".split()  # noqa: SIM905 - readable
)
_JOINED = (
    (re.compile(r"\bgot it\b"), "gotit"),
    (re.compile(r"\bnever ?mind\b"), "nevermind"),
    (re.compile(r"\b(?:a?(?:ha|he){2,}h?|(?:lo)+l+|rofl)\b"), "haha"),
)
_SIGNS = {"\N{THUMBS UP SIGN}": " ok ", "\N{PERSON WITH FOLDED HANDS}": " thanks "}
_SAD = re.compile("[\U0001f494\U0001f613-\U0001f616\U0001f61e-\U0001f62d\U0001f97a\U0001f622]")


def courtesy_in(text: str) -> Courtesy | None:
    """The courtesy that ``text`` is and nothing else; ``None`` if it may say more.

    A question mark, a sad face or one word that it does not know make it more.
    """
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    said = words_alone(text)
    for pattern, word in _JOINED:
        said = pattern.sub(word, said)
    words = said.split()
    known = _THANKS | _OTHER
    if not 0 < len(words) <= LONGEST or "?" in text or _SAD.search(text):
        return None
    if words[0] not in known | _FIRST or not (known | _AROUND).issuperset(words):
        return None
    if not _THANKS.isdisjoint(words):
        return Courtesy.THANKS
    return None if _OTHER.isdisjoint(words) else Courtesy.OTHER


def words_alone(text: str) -> str:
    """The words of ``text``: no signs, no emoji, no capitals."""
    return " ".join(
        re.findall(r"\w+", re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower()))
    )
