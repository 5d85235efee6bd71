"""Undoing what hides words: odd spacing, look-alike letters, repeated letters."""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјԁһѕԛԝ", "aeopcyxijdhsqw", strict=True)),  # noqa: RUF001 - the point
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορν", "abezhikmnoptyxaopv", strict=True)),  # noqa: RUF001
        "’": "'",  # noqa: RUF001
        "‘": "'",  # noqa: RUF001
        "`": "'",
    }
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"})
_IN_WORD = re.compile(r"(?<=[a-z])[!|*](?=[a-z])")
_MIXED = re.compile(r"[a-z]+(?:[01345@$]+[a-z]+)+")
_SPACED = re.compile(r"\b(?:[a-z][ ._*-]){3,}[a-z]\b")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_INVISIBLE = {"Cf", "Cc", "Mn"}


def plain(text: str) -> str:
    """``text`` in lower case with what is invisible, look-alike or stretched undone.

    Idempotent. For recognising words only: what is shown to people is never
    passed through this.
    """
    text = unicodedata.normalize("NFKD", text)
    text = "".join(
        " " if ch in "\t\r\n\x0b\x0c" else ch
        for ch in text
        if ch in "\t\r\n\x0b\x0c" or unicodedata.category(ch) not in _INVISIBLE
    )
    text = text.translate(_LOOKALIKES).lower()
    text = _MIXED.sub(lambda match: match.group().translate(_LEET), text)
    text = _IN_WORD.sub(lambda match: "i" if match.group() != "*" else "", text)
    text = _SPACED.sub(lambda match: re.sub(r"[ ._*-]", "", match.group()), text)
    text = _REPEATED.sub(r"\1\1", text)
    return re.sub(r"\s+", " ", text).strip()
