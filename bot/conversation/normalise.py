"""Undoing what hides words: odd spacing, look-alike letters, digits for letters, stretching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјԁһѕԛԝ", "aeopcyxijdhsqw", strict=True)),  # noqa: RUF001 - the point
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορν", "abezhikmnoptyxaopv", strict=True)),  # noqa: RUF001
        "’": "'",  # noqa: RUF001
        "‘": "'",  # noqa: RUF001
        "`": "'",
    }
)
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_IN_WORD = re.compile(r"(?<=[a-z])[!|*](?=[a-z])")
_MIXED = re.compile(r"[a-z]+(?:[013457@$]+[a-z]+)+[013457@$]*")
_SPACED = re.compile(r"\b(?:[a-z0134@$][ ._*/|,~+-]+){3,}[a-z0134@$]\b")
_SEPARATORS = re.compile(r"[ ._*/|,~+-]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1+")
_NAMED_LETTER = re.compile(
    r"(?:SQUARED|CIRCLED|SYMBOL|LATIN LETTER SMALL CAPITAL)"
    r"(?: LATIN (?:CAPITAL|SMALL))?(?: LETTER)? ([A-Z])$"
)
_INVISIBLE = {"Cf", "Cc", "Mn"}
_SPACES = "\t\r\n\x0b\x0c"
_SHORTEST_RUN = 5
"""Letters. A shorter run of single letters is an abbreviation rather than a hidden phrase."""


def plain(text: str) -> str:
    """``text`` in lower case with what is invisible, look-alike or stretched undone.

    Idempotent. For recognising words only: what is shown to people is never
    passed through this.
    """
    text = "".join(map(_letter, unicodedata.normalize("NFKD", text)))
    before = None
    while text != before:
        before, text = text, _undone(text)
    return text


def is_stretched(text: str) -> bool:
    """Whether a letter stands three times or more in a row in ``text`` ("dieee")."""
    return bool(_REPEATED.search("".join(map(_letter, unicodedata.normalize("NFKD", text)))))


def unstretched(text: str) -> str:
    """Plain ``text`` with every letter that is repeated written once ("kil myself")."""
    return _DOUBLED.sub(r"\1", text)


def spelled_out(text: str) -> list[str]:
    """What is written letter by letter in ``text``, without its spaces ("iwanttodie")."""
    flat = "".join(map(_letter, unicodedata.normalize("NFKD", text)))
    runs = (_joined(match) for match in _SPACED.finditer(flat))
    return [run for run in runs if len(run) >= _SHORTEST_RUN]


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    """A character in lower case, as the letter that it looks like; nothing if it is invisible."""
    if character in _SPACES:
        return " "
    kind = unicodedata.category(character)
    if kind in _INVISIBLE:
        return ""
    if kind in ("So", "Ll", "Lo") and (named := _NAMED_LETTER.search(_name(character))):
        return named[1].lower()
    # An emoji or a symbol parts letters as a space does.
    return (
        " "
        if kind in ("So", "Sk", "Co", "Cn") and character not in "`^"
        else (character.translate(_LOOKALIKES).lower().translate(_LOOKALIKES))
    )


def _name(character: str) -> str:
    return unicodedata.name(character, "")


def _joined(match: re.Match[str]) -> str:
    return _SEPARATORS.sub("", match.group()).translate(_LEET)


def _undone(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = _SPACED.sub(_joined, text)
    text = _MIXED.sub(lambda match: match.group().translate(_LEET), text)
    text = _IN_WORD.sub(lambda match: "i" if match.group() != "*" else "", text)
    return _REPEATED.sub(r"\1\1", text)
