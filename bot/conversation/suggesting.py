"""Likely questions while somebody is still typing, by the beginnings of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.schema import Entry

_WORD = re.compile(r"[a-z0-9]+")
MOST = 8
LONGEST = 100
"""Characters that a suggestion may have; longer questions are not suggested."""


@dataclass(frozen=True)
class _Candidate:
    text: str
    entry: str
    words: frozenset[str]
    is_title: bool


_Known = Mapping[str, tuple[Entry, tuple[_Candidate, ...]]]
"""What was read of each entry."""


class Suggestions:
    """Titles and questions of the entries, to be offered. Read when first needed."""

    def __init__(self, base: KnowledgeBase, before: Suggestions | None = None) -> None:
        """Offer what is in ``base``, taking over what ``before`` has read already."""
        self._base = base
        self._known: _Known = before._known if before else {}
        self._is_read = False

    def prepare(self) -> None:
        """Read all there is, so that the first who types does not wait for it."""
        self._read()

    def _read(self) -> _Known:
        if not self._is_read:
            found: dict[str, tuple[Entry, tuple[_Candidate, ...]]] = {}
            for entry in self._base.entries.values():
                known = self._known.get(entry.id)
                same = known is not None and known[0] is entry
                found[entry.id] = known if known and same else (entry, tuple(_candidates(entry)))
            self._known, self._is_read = found, True
        return self._known

    def matching(self, typed: str) -> list[str]:
        """At most :data:`MOST` texts that hold what was ``typed``, one for an entry first.

        Every word but the last must stand in the text; the last may be unfinished.
        """
        words = _WORD.findall(typed.lower())
        if not words:
            return []
        found = [c for _, some in self._read().values() for c in some if _matches(c.words, words)]
        # Titles first, then short questions: they are the quickest to read.
        found.sort(key=lambda c: (not c.is_title, len(c.text)))
        firsts = {candidate.entry: candidate for candidate in reversed(found)}.values()
        ordered = dict.fromkeys([*sorted(firsts, key=found.index), *found])
        return [candidate.text for candidate in ordered][:MOST]


def _candidates(entry: Entry) -> Iterable[_Candidate]:
    for text in (entry.title, *entry.questions):
        if len(text) <= LONGEST:
            words = frozenset(_WORD.findall(text.lower()))
            yield _Candidate(text, entry.id, words, text == entry.title)


def _matches(words: frozenset[str], wanted: list[str]) -> bool:
    *whole, last = wanted
    return all(word in words for word in whole) and any(word.startswith(last) for word in words)
