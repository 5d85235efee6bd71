"""Whether a message leans on the one before it, and how the two are read together.

A message can look like a follow-up and be none: "is it going to rain
tomorrow?" points as "is it safe?" does. So its form, and its likeness to
reviewed examples, decide together with what the two messages are about: one
that says much by itself, none of it in scope, or that makes the two together
fit the scope worse than the first one did, is about something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from bot.conversation.likeness import Signals
from bot.conversation.nations import names_a_place
from index.confidence import log_odds

SIGNALS = (
    "opening",
    "pointing",
    "placing",
    "log_terms",
    "meaning",
    "letters",
    "in_scope",
    "change",
)
"""What speaks for and against leaning; weighed by a fitted logistic regression."""

SUREST = 1 - 1e-6
"""The probability beyond which log-odds grow no further."""

FEWEST_WORDS = 3
"""That must remain when a refusal is left out."""

Terms = Callable[[str], Sequence[str]]
"""Gives the words of a text that carry meaning."""

_REFUSAL = re.compile(
    r"^(?:(?:no|sorry|oh|but|well)\b[\s,.]*)*"
    r"(?:not\b|it (?:isn'?t|is not|'?s not)|it'?s not|i don'?t (?:want|mean|need)|i didn'?t mean)"
    r"[^.,;!?]*[.,;!?]\s+(?:(?:but|just)\s+)?",
    re.IGNORECASE,
)

_COURTESIES = r"ok(?:ay)?|right|thanks?|thank you|cheers|great|hmm+|oh|yes|no|yeah|sorry|lol"
_OPENINGS = (
    r"and|but|so|or|also|then|even|same|for|in|not|only|any|whom|where|when|why|which",
    r"what (?:about|if)|how (?:about|long|much|often|many|soon)",
    r"who (?:do|can|should|would|to)|do (?:they|i|you)|can (?:they|i|it|we)",
    r"is (?:it|that|there|this)|are (?:they|there)|does (?:it|that|this)",
    r"will (?:it|they|that)|would (?:it|they|that)",
    r"tell (?:me|us) more|say more|go on|go ahead|carry on|more (?:please|about|detail)|explain",
)
_OPENING = re.compile(rf"^(?:(?:{_COURTESIES})\b[\s,.!]*)*(?:{'|'.join(_OPENINGS)})\b")
_POINTING = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|one|ones|there|same|either|instead|else)\b"
)
_SHORTENED = re.compile(r"['’]")  # noqa: RUF001 - as phones write it


def leaning(
    text: str, terms: Terms, likeness: Signals, *, alone: float, before: float, together: float
) -> Mapping[str, float]:
    """The :data:`SIGNALS` of ``text`` after another message.

    ``likeness`` is that of ``text`` to follow-ups. ``alone``, ``before`` and
    ``together`` are the probabilities of being in scope: of ``text``, of the
    message before, and of the two read together.
    """
    lowered = text.lower().strip()
    return {
        "opening": float(bool(_OPENING.match(lowered))),
        "pointing": float(bool(_POINTING.search(lowered))),
        "placing": float(names_a_place(text)),
        "log_terms": math.log1p(_count(lowered, terms)),
        "meaning": likeness["whole"],
        "letters": likeness["letters"],
        "in_scope": log_odds(alone, SUREST),
        "change": log_odds(together, SUREST) - log_odds(before, SUREST),
    }


def without_refusal(text: str) -> str:
    """``text`` without an opening that only says what is not meant ("not yoga, I hate it. …").

    An embedding hears "yoga" in it, and not the "not". Where nothing would be
    left to go by, the text stays as it is.
    """
    rest = _REFUSAL.sub("", text.strip(), count=1)
    return rest if len(rest.split()) >= FEWEST_WORDS else text


def read_together(previous: str, text: str) -> str:
    """One text that says what both say, the newer part last."""
    return f"{previous.strip()} {text.strip()}"


def _count(text: str, terms: Terms) -> int:
    """How many words of ``text`` carry meaning; "she's" is two that carry none."""
    return len(terms(_SHORTENED.sub(" ", text)))
