"""Likely questions while somebody is still typing, by the beginnings of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.base import KnowledgeBase

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


class Suggestions:
    """Titles and questions of the entries, to be offered. Immutable."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._candidates = tuple(_candidates(base))

    def matching(self, typed: str) -> list[str]:
        """At most :data:`MOST` texts that hold what was ``typed``, one for an entry first.

        Every word but the last must stand in the text; the last may be unfinished.
        """
        words = _WORD.findall(typed.lower())
        if not words:
            return []
        found = [c for c in self._candidates if _matches(c.words, words)]
        # Titles first, then short questions: they are the quickest to read.
        found.sort(key=lambda c: (not c.is_title, len(c.text)))
        firsts = {candidate.entry: candidate for candidate in reversed(found)}.values()
        ordered = dict.fromkeys([*sorted(firsts, key=found.index), *found])
        return [candidate.text for candidate in ordered][:MOST]


def _candidates(base: KnowledgeBase) -> Iterable[_Candidate]:
    for entry in base.entries.values():
        for text in (entry.title, *entry.questions):
            if len(text) <= LONGEST:
                words = frozenset(_WORD.findall(text.lower()))
                yield _Candidate(text, entry.id, words, text == entry.title)


def _matches(words: frozenset[str], wanted: list[str]) -> bool:
    *whole, last = wanted
    return all(word in words for word in whole) and any(word.startswith(last) for word in words)
