"""Filling a letter: answers in, text out. Pure; nothing is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from knowledge.base import KnowledgeBase
from knowledge.letters import NATION, RIGHTS, Kind, Letter, LetterQuestion, names_in
from knowledge.schema import Nation, Signpost, Source
from knowledge.templates import render

LONGEST = {Kind.SHORT: 100, Kind.DATE: 100, Kind.CHOICE: 100, Kind.LONG: 500}
"""Characters in an answer: a letter has to fit on one page to be read."""
MOST_LINES = 8
"""Lines in a long answer, for the same reason."""

_JOINERS = "\u200c\u200d"
"""Invisible, but part of how some scripts and emoji are written."""
_NOTHING = frozenset({"no", "none", "nothing", "n/a", "na", "-"})
"""How people leave a field empty without leaving it empty."""


class AnswersError(ValueError):
    """The letter cannot be filled; ``reasons`` says why, by question id."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__("\n".join(f"{name}: {reason}" for name, reason in reasons.items()))


@dataclass(frozen=True)
class FilledLetter:
    """A letter ready to be edited and sent."""

    text: str
    """Paragraphs with an empty line between them; not wrapped."""
    sources: tuple[Source, ...]
    """What the rights that it quotes rest on; empty where it quotes none."""
    signposts: tuple[Signpost, ...]
    """Who can help with it, where the person lives."""


def fill(
    letter: Letter,
    answers: Mapping[str, str],
    nation: Nation | None,
    base: KnowledgeBase,
    *,
    script: bool = False,
) -> FilledLetter:
    """Fill ``letter``, or its call script, with ``answers`` by question id.

    Raises :class:`AnswersError` that names every answer at fault.
    """
    values = _checked(letter, answers) | {NATION: nation.value if nation else ""}
    paragraphs = letter.script if script else letter.letter
    said = [
        (render(right.text, values), right.sources)
        for right in letter.rights
        if right.holds_in(nation)
    ]
    quoted = [(text, sources) for text, sources in said if text]
    values[RIGHTS] = " ".join(text for text, _ in quoted)
    rendered = (render(paragraph, values) for paragraph in paragraphs)
    cited = quoted if RIGHTS in names_in(paragraphs) else []
    return FilledLetter(
        text="\n\n".join(paragraph for paragraph in rendered if paragraph),
        sources=tuple(base.sources[i] for i in dict.fromkeys(i for _, ids in cited for i in ids)),
        signposts=base.signposts_for(letter.signposts, nation),
    )


def read_answer(question: LetterQuestion, text: str) -> str:
    """What ``text`` answers to ``question``, tidied; empty means not answered.

    Raises :class:`ValueError` with a reason that a person can act on.
    """
    answer = _tidy(text, lines=question.kind is Kind.LONG)
    if question.kind is not Kind.CHOICE and not question.required and answer.lower() in _NOTHING:
        answer = ""
    if not answer:
        if question.required:
            raise ValueError("needs an answer")
        return ""
    if question.kind is Kind.CHOICE:
        return _chosen(question, answer)
    longest = LONGEST[question.kind]
    if len(answer) > longest:
        raise ValueError(f"has {len(answer)} characters; at most {longest} fit")
    if answer.count("\n") >= MOST_LINES:
        raise ValueError(f"has more than {MOST_LINES} lines")
    return _as_day(answer) if question.kind is Kind.DATE else answer


def _checked(letter: Letter, answers: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    names = [question.id for question in letter.questions]
    reasons = {
        name: f"is not asked; this letter asks {', '.join(names)}"
        for name in answers
        if name not in names
    }
    for question in letter.questions:
        try:
            values[question.id] = read_answer(question, answers.get(question.id, ""))
        except ValueError as error:
            reasons[question.id] = str(error)
    if reasons:
        raise AnswersError(reasons)
    return values


def _tidy(text: str, *, lines: bool) -> str:
    """``text`` without control characters and needless space; NFC."""
    # Old line ends, and the separators of Unicode, break lines too.
    broken = "\n".join(unicodedata.normalize("NFC", text).splitlines())
    kept = "".join(
        sign
        for sign in broken
        if sign == "\n"
        or sign.isspace()
        or sign in _JOINERS
        or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs"}
    )
    tidied = [re.sub(r"\s+", " ", line).strip(" " + _JOINERS) for line in kept.split("\n")]
    return ("\n" if lines else " ").join(line for line in tidied if line)


def _chosen(question: LetterQuestion, answer: str) -> str:
    numbered = {str(number): option for number, option in enumerate(question.options, 1)}
    named = {option.lower(): option for option in question.options}
    option = numbered.get(answer) or named.get(answer.lower())
    if option is None:
        raise ValueError(f"must be one of: {', '.join(question.options)}")
    return option


def _as_day(answer: str) -> str:
    """A date in figures, day first, as words; "early March" stays as it is."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        with suppress(ValueError):
            day = datetime.strptime(answer, form).date()  # noqa: DTZ007 - a day has no zone
            return f"{day.day} {day:%B} {day.year}"
    return answer
