"""What is learned from the examples: to hear a crisis, a medical decision, a follow-up.

Learned anew only where the examples, the questions or the model are others than
those from which the shipped arrays were learned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.likeness import Likeness, Samples
from index.embedding import Vectors
from index.kept import Arrays, Kept
from knowledge.safety import ExampleKind

LEARNING = "5"
"""Names the way of learning; changed with it, so that nothing learned otherwise is used."""

LANDMARKS = {"urgent": 12_000, "decision": 3_500, "follow_up": 1_500}
"""Examples to which a message is compared. With fewer, less is recognised, and it is chance which;
with all of them, nothing was gained, and every message waits for them."""

Embed = Callable[[Sequence[str]], Vectors]
"""Texts in, their vectors out."""


@dataclass(frozen=True)
class Learned:
    """How like a message is to what it may be."""

    urgent: Likeness
    """To a crisis, and to an emergency."""
    decision: Likeness
    """To a request for a medical decision."""
    follow_up: Likeness
    """To a message that leans on the one before it."""


def learn(
    examples: Mapping[ExampleKind, Sequence[str]],
    ordinary: Sequence[str],
    embed: Embed,
    kept: Kept,
) -> Learned:
    """Learn from ``examples``, and from ``ordinary`` questions that are no alarm.

    ``kept`` remembers what was learned from the same before; only where it does
    not are the texts embedded, by ``embed``.
    """

    def learned(name: str, *groups: Sequence[str]) -> Likeness:
        """Of ``groups``: one for each kind, then what sounds like them, then the ordinary."""

        def afresh() -> Arrays:
            *kinds, harmless, plain = (Samples(tuple(texts), embed(texts)) for texts in groups)
            return Likeness.learn(kinds, harmless, plain, LANDMARKS[name]).arrays()

        from_what = (LEARNING, *(text for texts in groups for text in ("", *texts)))
        return Likeness.restored(kept.learned(name, from_what, afresh))

    follow_ups = examples["follow_up"]
    outside = [*ordinary, *examples["out_of_scope"], *follow_ups]
    return Learned(
        urgent=learned(
            "urgent",
            examples["crisis"],
            examples["emergency"],
            examples["lookalike"],
            [*outside, *examples["decision"], *examples["not_decision"]],
        ),
        decision=learned(
            "decision",
            examples["decision"],
            examples["not_decision"],
            [*outside, *examples["lookalike"]],
        ),
        follow_up=learned("follow_up", follow_ups, examples["out_of_scope"], ordinary),
    )
