"""Whether a message leans on the one before it, and how the two are read together."""

from __future__ import annotations

import re

LONG = 90
"""Characters. A longer message says what it is about by itself."""

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


def read_together(previous: str, text: str) -> str:
    """One text that says what both say, the newer part last."""
    return f"{previous.strip()} {text.strip()}"
