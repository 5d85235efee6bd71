"""The first look at every message: is this a crisis, an emergency, or a medical decision?

Reviewed rules and likeness to reviewed examples decide together: a rule is
believed unless likeness is far from any alarm. Nothing here scores how urgent
something is or asks about symptoms: it only decides which fixed words are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.learning import Learned
from bot.conversation.likeness import SIGNALS, Signals, letters_of
from bot.conversation.normalise import is_stretched, plain, spelled_out, unstretched
from index.ranker import Query
from knowledge.safety import AlarmRules, Rules


class Alarm(StrEnum):
    """What triage can find."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    DECISION = "decision"


URGENT = (Alarm.CRISIS, Alarm.EMERGENCY)

DOUBT = 3.0
"""How far below the least log-odds a message must be for a rule not to be believed. Chosen on the
fitting half: nobody in need was that far."""

URGENT_ENTRIES = frozenset({"crisis-support", "emergency-signs"})
"""Entries whose own questions are alarms, and so are no examples of ordinary ones."""


@dataclass(frozen=True)
class Weighing:
    """A logistic regression over the signals of likeness."""

    intercept: float
    coefficients: Mapping[str, float]
    least: float
    """The log-odds from which the alarm is raised."""
    perhaps: float
    """How far below that it is still so likely that a quiet word is said; at most 0."""

    def __post_init__(self) -> None:
        if set(self.coefficients) != set(SIGNALS):
            raise ValueError(f"the coefficients must be for exactly these signals: {SIGNALS}")

    def excess(self, signals: Signals) -> float:
        """How far the log-odds are above the least that is enough; below 0 is no alarm."""
        weighed = sum(self.coefficients[name] * signals[name] for name in SIGNALS)
        return self.intercept + weighed - self.least


@dataclass(frozen=True)
class Finding:
    """What triage found in a message."""

    alarm: Alarm | None
    perhaps: Alarm | None = None
    """A crisis or an emergency that is likely, but not likely enough to raise the alarm."""


class Triage:
    """Decides on a message's alarm. Immutable."""

    def __init__(self, rules: Rules, learned: Learned, weighing: Mapping[Alarm, Weighing]) -> None:
        self._over = _compiled(rules.over)
        self._patterns = {
            alarm: _Patterns(getattr(rules, alarm.value), self._over if alarm in URGENT else ())
            for alarm in Alarm
        }
        self._weighing = dict(weighing)
        self._urgent, self._decision = learned.urgent, learned.decision

    def examine(self, message: str, query: Query) -> Finding:
        """The alarm that ``message`` raises, if any, and which it perhaps should.

        ``query`` holds its vectors. The rules read all of a message, however long;
        likeness is only to what was embedded. Where both a crisis and an emergency
        are found, the one that is clearer.
        """
        excess = dict(self._excesses(query))
        gravest = max(URGENT, key=excess.__getitem__)
        certain = next((alarm for alarm in URGENT if self.certain(alarm, message)), None)
        if certain and not self._doubted(certain, message, query):
            return Finding(certain)
        if excess[gravest] >= 0 and not self.is_over(message):
            return Finding(gravest)
        likely = gravest if excess[gravest] >= self._weighing[gravest].perhaps else None
        perhaps = certain or likely
        if self.certain(Alarm.DECISION, message) or excess[Alarm.DECISION] >= 0:
            return Finding(Alarm.DECISION, perhaps)
        return Finding(None, perhaps)

    def signals(self, query: Query) -> tuple[Signals, ...]:
        """What speaks for each alarm, in their order."""
        letters = letters_of(query)
        return (*self._urgent.signals(query, letters), *self._decision.signals(query, letters))

    def certain(self, alarm: Alarm, message: str) -> bool:
        """Whether a rule finds ``alarm`` in ``message`` by itself."""
        return self._patterns[alarm].certain_in(message)

    def _doubted(self, alarm: Alarm, message: str, query: Query) -> bool:
        """Whether what a rule found is most likely a story, a leaflet or a film.

        Then the message is far from any alarm, and so is the very clause, read
        by itself: "I want to die" is heard in however long a message. Likeness
        must have seen all of it, as it stands: of what is disguised, or beyond
        what was embedded, it can say nothing.
        """
        patterns = self._patterns[alarm]
        if query.text != message or not patterns.open_in(message):
            return False
        vectors = query.vectors[1:, None]
        alone = [
            Query(part, (), vector)
            for part, vector in zip(query.parts, vectors, strict=True)
            if patterns.open_in(part)
        ]
        if query.parts and not alone:
            return False
        return all(self._far(one) for one in (query, *alone))

    def _far(self, query: Query) -> bool:
        excess = dict(self._excesses(query))
        return max(excess[alarm] for alarm in URGENT) < -DOUBT

    def is_over(self, message: str) -> bool:
        """Whether ``message`` tells of nothing but what is long over."""
        text = plain(message)
        left = _without(self._over, text)
        return left != text and not re.search(r"\w", left)

    def _excesses(self, query: Query) -> Iterator[tuple[Alarm, float]]:
        for alarm, found in zip(Alarm, self.signals(query), strict=True):
            yield alarm, self._weighing[alarm].excess(found)


class _Patterns:
    """The rules for one alarm. Idioms, and what is ``over``, are taken out of a text first.

    Each pattern is searched by itself: joined into one they take five times as long.
    """

    def __init__(self, rules: AlarmRules, over: Sequence[re.Pattern[str]]) -> None:
        self._certain = _compiled(rules.certain)
        self._idioms = (*over, *_compiled(rules.idioms))
        self._once = _compiled(_DOUBLED.sub(r"\1", pattern) for pattern in rules.certain)
        # For what is written letter by letter, in which the ends of words cannot be seen.
        self._joined = _compiled(map(_without_ends, rules.certain))

    def certain_in(self, message: str) -> bool:
        """Whether a pattern that is enough by itself is in ``message``, however disguised."""
        text = _without(self._idioms, plain(message))
        return (
            _any_in(self._certain, text)
            or (is_stretched(message) and _any_in(self._once, unstretched(text)))
            or any(_any_in(self._joined, run) for run in spelled_out(message))
        )

    def open_in(self, message: str) -> bool:
        """Whether such a pattern is in ``message`` as it stands, without any disguise."""
        text = " ".join(message.lower().replace(_CURLED, "'").split())
        return _any_in(self._certain, _without(self._idioms, text))


_CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"
"""The apostrophe that phones write."""

_DOUBLED = re.compile(r"(?<!\\)([a-z])\1")


def _without_ends(pattern: str) -> str:
    """``pattern`` for a text without spaces: no ends of words, no space, no word in between."""
    pattern = re.sub(r"\(\?:\\w\+ \)\{0,\d\}", "", pattern)
    return pattern.replace("\\b", "").replace(" ?", "").replace(" ", "")


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def _without(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub(" ~ ", text)
    return text


def _any_in(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
