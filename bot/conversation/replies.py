"""The replies that a conversation can give. Each is data; how it looks is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from index.ranker import Query
from knowledge.safety import FixedReply
from knowledge.schema import Entry, Nation, Point, PublicThread, Signpost, Source


class Route(StrEnum):
    """Which way a message went."""

    ANSWER = "answer"
    CHOOSE = "choose"
    ABSTAIN = "abstain"
    COURTESY = "courtesy"
    DECISION = "decision"
    CRISIS = "crisis"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Evidence:
    """What a reply was decided on; for evaluation and for moderators."""

    topics: tuple[str, ...] = ()
    """Ids of the best entries, best first, at most ten."""
    score: float = 0.0
    """The calibrated probability that the first of them answers the message."""
    in_scope: float = 0.0
    """The calibrated probability that the message can be answered at all."""


@dataclass(frozen=True)
class QuietWord:
    """A line under a reply, for somebody who may be in need without having said so plainly."""

    words: str
    signpost: Signpost


@dataclass(frozen=True)
class Answer:
    """An entry, cut to what concerns the member's nation."""

    entry: Entry
    nation: Nation | None
    points: tuple[Point, ...]
    sources: tuple[Source, ...]
    signposts: tuple[Signpost, ...]
    others: tuple[Entry, ...]
    """Entries for what else the message asked, if it held several questions."""
    threads: tuple[PublicThread, ...]
    """Where other people have talked about this in public: experience, not advice."""
    evidence: Evidence
    overdue: bool = False
    """Whether the date by which the entry was to be reviewed again is past."""
    route: Route = Route.ANSWER
    quiet_word: QuietWord | None = None
    query: Query | None = field(default=None, compare=False, repr=False)
    """What was looked up, with the turn before where it leaned on that; ``None``: it was picked."""


@dataclass(frozen=True)
class Choice:
    """Two or three entries, one of which is probably meant."""

    entries: tuple[Entry, ...]
    nation: Nation | None
    evidence: Evidence
    route: Route = Route.CHOOSE
    quiet_word: QuietWord | None = None


@dataclass(frozen=True)
class Fixed:
    """Reviewed words for a crisis, an emergency, a medical decision, or not knowing."""

    route: Route
    words: FixedReply
    nation: Nation | None
    signposts: tuple[Signpost, ...]
    related: tuple[Entry, ...]
    """For a medical decision: what helps to prepare that conversation."""
    evidence: Evidence
    offers_return: bool = False
    """Whether to add that the message's other question can be asked again."""
    quiet_word: QuietWord | None = None


@dataclass(frozen=True)
class Polite:
    """Reviewed words to a message that is nothing but a courtesy. No entry is shown."""

    words: str
    nation: Nation | None
    evidence: Evidence
    route: Route = Route.COURTESY
    quiet_word: QuietWord | None = None


Reply = Answer | Choice | Fixed | Polite
