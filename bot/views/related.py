"""The button "Related threads": it carries ids, and what they stand for is read when pressed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.views.controls import LONGEST_ID, Button, make_id

ACTION = "threads"
_ROOM = LONGEST_ID - 14
"""An id takes up to thirteen characters, and a colon."""


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
