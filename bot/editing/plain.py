"""Faults of a record in words that somebody understands who has never seen a file of it."""

from __future__ import annotations

import re

from knowledge.problems import Problem

_NAMES = {
    "points": "Points",
    "questions": "Questions",
    "answer": "Answer",
    "title": "Title",
    "name": "Name",
    "purpose": "What it is for",
    "phone": "Phone number",
    "phone_note": "What to say on the phone",
    "text": "Text message",
    "email": "Email address",
    "url": "Web address",
    "review_by": "Next review",
    "publisher": "Publisher",
}

_REASONS = (
    (r"field required", "is missing"),
    (
        r"tuple should have at least (\d+) items? after validation, not (\d+)",
        r"at least \1 needed, there are \2 so far",
    ),
    (
        r"tuple should have at most (\d+) items? after validation, not (\d+)",
        r"at most \1 fit, there are \2",
    ),
    (r"string should have at most (\d+) characters?", r"at most \1 characters"),
    (r"string should have at least \d+ characters?", "is missing"),
    (r"input should be a valid url.*|url scheme should be.*", "write a whole one: https://…"),
    (r"value is not a valid .*", "is not written as it should be"),
)

_PATTERNS = {
    "phone": "write digits in groups, with a space between them",
    "email": "write a whole one, such as name@example.org",
    "date": "write a year, or year-month-day: 2026-11-24",
}


_NEEDED = {
    "points": "at least three are needed, there are none yet",
    "questions": "at least eight are needed, there are none yet",
}


def in_words(problem: Problem) -> str:
    """``problem`` as a line."""
    names = [part for part in re.split(r"[.\[\]]+", problem.field) if part]
    first, *others = _part(names) or [""]
    where = ", ".join((first, *(other[0].lower() + other[1:] for other in others)))
    reason = _reason(names, problem.reason)
    named = re.fullmatch(r"([a-z_]+): (.*)", reason)
    if not where and named:
        where, reason = field_name(named[1]), named[2]
    return f"{where}: {reason}" if where else f"{_subject(problem.file)}: {reason}"


def _part(names: list[str]) -> list[str]:
    if len(names) > 1 and names[1].isdecimal():
        return [f"{field_name(names[0]).removesuffix('s')} {names[1]}", *map(field_name, names[2:])]
    return [*map(field_name, names)]


def field_name(name: str) -> str:
    """What a field is called."""
    return _NAMES.get(name, name.replace("_", " ").capitalize())


def _reason(names: list[str], reason: str) -> str:
    if reason.startswith("string should match pattern"):
        return _PATTERNS.get(names[-1] if names else "", "is not written as it should be")
    if reason == "field required" and names and names[0] in _NEEDED:
        return _NEEDED[names[0]]
    for pattern, words in _REASONS:
        found, count = re.subn(f"^(?:{pattern})$", words, reason)
        if count:
            return found
    return reason


def _subject(file: str) -> str:
    kind, _, name = file.partition(":")
    return f"{kind.capitalize()} {name}" if name else file
