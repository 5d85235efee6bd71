"""Whether a message leans on the one before it, and how the two are read together."""

from __future__ import annotations

import re

LONG = 90
"""Characters. A longer message says what it is about by itself."""

FEWEST_WORDS = 3
"""That must remain when a refusal is left out."""

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
)
_OPENING = re.compile(rf"^(?:(?:{_COURTESIES})\b[\s,.!]*)*(?:{'|'.join(_OPENINGS)})\b")
_POINTING = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|one|ones|there|same|either|instead|else)\b"
)


def leans_on_previous(text: str) -> bool:
    """Whether ``text`` reads like a follow-up ("and in Scotland?", "how long does that take?")."""
    lowered = text.lower().strip()
    if len(lowered) > LONG:
        return False
    return bool(_OPENING.match(lowered) or _POINTING.search(lowered))


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
