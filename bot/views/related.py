"""Threads on the same thing under an answer: named in it, and behind the button "Related threads".

The button carries ids, and what they stand for is read when it is pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.views.controls import LONGEST_ID, Button, make_id
from bot.views.pages import linked, quoted
from bot.wording import TALKED

ACTION = "threads"
_ROOM = LONGEST_ID - 14
"""An id takes up to thirteen characters, and a colon."""

_TITLE = 60
"""Characters of a title: an answer with three of them still fits a screen."""


@dataclass(frozen=True)
class ThreadLink:
    """A thread as it was called a moment ago, and where it is."""

    title: str
    url: str


@dataclass(frozen=True)
class RelatedThreads:
    """Threads to go with an answer."""

    numbers: tuple[int, ...] = ()
    """Ids, for the button: who may open them is asked when it is pressed."""
    named: tuple[ThreadLink, ...] = ()
    """Those to be named in the answer: everybody who reads it may open them."""


NONE_RELATED = RelatedThreads()


def short(number: int) -> str:
    """``number`` in few characters: a custom id has room for a hundred."""
    return str(np.base_repr(number, 36))


def read_shorts(arguments: Iterable[str]) -> list[int]:
    """The numbers that :func:`short` wrote; anything else is let pass."""
    return [int(text, 36) for text in arguments if text.isascii() and text.isalnum()]


def related_button(entry: str, threads: Iterable[int]) -> Button:
    """The button under an answer about ``entry``; as many of ``threads`` as it has room for."""
    arguments = [entry]
    for number in threads:
        if len(make_id(ACTION, *arguments)) <= _ROOM:
            arguments.append(short(number))
    return Button("Related threads", ACTION, *arguments)


def named_threads(threads: Sequence[ThreadLink]) -> str:
    """A line that says what follows, then a link for each thread, as a list."""
    links = [f"- {linked(quoted(thread.title, _TITLE), thread.url)}" for thread in threads]
    return "\n".join((f"{TALKED}, from their own experience:", *links))
