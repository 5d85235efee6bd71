"""The first look at every message: is this a crisis, an emergency, or a medical decision?

Reviewed rules and likeness to reviewed examples decide together. Nothing here
scores how urgent something is or asks about symptoms: it only decides which
fixed words are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.conversation.normalise import plain
from index.embedding import Vectors
from index.head import LinearHead
from index.ranker import Query
from knowledge.safety import ExampleKind, Rules


class Alarm(StrEnum):
    """What triage can find."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    DECISION = "decision"


@dataclass(frozen=True)
class Thresholds:
    """How much likeness to the examples is enough, as a difference of two head scores."""

    alone: float
    """For the whole message, without any word of the rules."""
    suspect: float
    """For a clause with a word that is often, but not always, meant in earnest."""


class Triage:
    """Decides on a message's alarm. Immutable."""

    def __init__(
        self,
        rules: Rules,
        examples: Mapping[ExampleKind, Vectors],
        ordinary: Vectors,
        thresholds: Mapping[Alarm, Thresholds],
    ) -> None:
        """Learn from ``examples``, and from ``ordinary`` questions that are no alarm."""
        self._thresholds = dict(thresholds)
        self._patterns = {
            Alarm.CRISIS: _Patterns(
                rules.crisis.certain, rules.crisis.suspect, rules.crisis.idioms
            ),
            Alarm.EMERGENCY: _Patterns(
                rules.emergency.certain, rules.emergency.suspect, rules.emergency.idioms
            ),
            Alarm.DECISION: _Patterns(
                rules.decision.certain, rules.decision.suspect, rules.decision.idioms
            ),
        }
        urgent = (examples["crisis"], examples["emergency"])
        harmless = np.concatenate([examples["lookalike"], ordinary])
        self._urgent_head = _fit([*urgent, harmless])
        self._decision_head = _fit(
            [examples["decision"], np.concatenate([examples["not_decision"], ordinary])]
        )

    def examine(self, message: str, query: Query) -> Alarm | None:
        """The gravest alarm that ``message`` raises, if any.

        ``query`` holds its vectors. The rules read all of a message, however long;
        likeness is only to what was embedded.
        """
        text = plain(message)
        parts = [text, *map(plain, query.parts)]
        urgent = self._urgent_head.scores(query.vectors)
        decision = self._decision_head.scores(query.vectors)
        likeness = {
            Alarm.CRISIS: urgent[:, 0] - urgent[:, 2],
            Alarm.EMERGENCY: urgent[:, 1] - urgent[:, 2],
            Alarm.DECISION: decision[:, 0] - decision[:, 1],
        }
        for alarm in Alarm:
            if self._raised(alarm, text, parts, likeness[alarm]):
                return alarm
        return None

    def _raised(self, alarm: Alarm, text: str, parts: Sequence[str], likeness: Vectors) -> bool:
        patterns, limits = self._patterns[alarm], self._thresholds[alarm]
        if patterns.certain_in(text) or likeness[0] >= limits.alone:
            return True
        # A clause counts by its likeness only if it also holds a word that is suspect:
        # out of context, many a harmless clause is like something grave.
        return any(
            score >= limits.suspect and patterns.suspect_in(part)
            for part, score in zip(parts, likeness, strict=True)
        )


class _Patterns:
    """The rules for one alarm. Idioms are taken out of the text before it is searched."""

    def __init__(
        self, certain: Sequence[str], suspect: Sequence[str], idioms: Sequence[str]
    ) -> None:
        self._certain, self._suspect, self._idioms = map(_any_of, (certain, suspect, idioms))

    def certain_in(self, text: str) -> bool:
        """Whether a pattern that is enough by itself is in ``text``."""
        return bool(self._certain.search(self._idioms.sub(" ~ ", text)))

    def suspect_in(self, text: str) -> bool:
        """Whether a pattern that needs likeness beside it is in ``text``."""
        return bool(self._suspect.search(self._idioms.sub(" ~ ", text)))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all; with none, one that never matches."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _fit(groups: Sequence[Vectors]) -> LinearHead:
    labels = [label for label, group in enumerate(groups) for _ in group]
    return LinearHead(np.concatenate(list(groups)), labels, len(groups), ridge=1.0)
