"""A message in, a reply out: the one way that every place of conversation goes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.conversation.context import Context, Turn
from bot.conversation.courtesies import Courtesy, courtesy_in
from bot.conversation.deciding import decide
from bot.conversation.followups import read_together, without_refusal
from bot.conversation.mind import Mind, Reading
from bot.conversation.minds import Minds
from bot.conversation.nations import named_nation
from bot.conversation.replies import (
    Answer,
    Choice,
    Evidence,
    Fixed,
    Polite,
    QuietWord,
    Reply,
    Route,
)
from bot.conversation.triage import URGENT_ENTRIES, Alarm, Finding
from index.batching import BatchingEmbedder
from index.ranker import Query, texts_of
from knowledge.schema import Entry, Nation

LONGEST = 4_000
"""Characters: what Discord lets anybody write in one message. Beyond that nothing is looked up."""

TOPICS = 10
CHOICES = 3
RELATED_TO_DECISION = 2


@dataclass(frozen=True)
class Message:
    """What somebody wrote, and where."""

    text: str
    conversation: str | None = None
    """Names the conversation, so that a follow-up finds the turn before; ``None``: stands alone."""
    nation: Nation | None = None
    """The nation that the member chose, if any."""
    community: int | None = None
    """Whose knowledge answers; ``None``: the shipped knowledge."""
    about: str | None = None
    """The entry to whose answer this replies, where that is known."""
    chosen: Nation | None = None
    """The nation chosen for this message alone: it goes before what was said earlier."""


class Responder:
    """Replies to messages. Belongs to one event loop; its minds can be swapped at any time."""

    def __init__(self, minds: Minds, embedder: BatchingEmbedder, context: Context) -> None:
        self.minds = minds
        self._embedder = embedder
        self._context = context

    @property
    def embedder(self) -> BatchingEmbedder:
        """What embeds the messages."""
        return self._embedder

    @property
    def waiting(self) -> int:
        """Messages that wait for the model."""
        return self._embedder.waiting

    async def reply(self, message: Message) -> Reply:
        """Reply to ``message``, and remember the turn if it belongs to a conversation."""
        mind = self.minds.of(
            message.community
        )  # One mind for the whole reply, even if it is swapped meanwhile.
        before = self._before(mind, message)
        nation = (
            named_nation(message.text)
            or message.chosen
            or (before and before.nation)
            or message.nation
        )
        query = await self.query(message.text)
        # Off the event loop: when many ask at once, each look would hold up all others.
        found, reading = await self._embedder.run(_look, mind, message.text, query)
        alarm = found.alarm
        if alarm in (Alarm.CRISIS, Alarm.EMERGENCY):
            return _fixed(mind, Route(alarm.value), nation, reading)
        courtesy = courtesy_in(message.text)
        if courtesy and alarm is None:
            # Not remembered: what was asked before it can still be followed up.
            return _polite(mind, courtesy, found, nation, reading)
        text = message.text
        # Triage reads every word; only what is looked up leaves out what was refused.
        if before and (meant := without_refusal(text)) != text:
            text, query = meant, await self.query(meant)
            reading = await self._embedder.run(mind.read, query)
        whole = query
        if before and not mind.stands_alone(message.text, reading):
            reading = await self._in_context(mind, message.text, before, reading)
            whole = reading.ranking.query
        if alarm is Alarm.DECISION:
            reply: Reply = _fixed(mind, Route.DECISION, nation, reading)
        elif len(message.text) > LONGEST or not message.text.strip():
            reply = _fixed(mind, Route.ABSTAIN, nation, reading)
        else:
            reply = await self._embedder.run(_decide, mind, nation, reading, query)
            if isinstance(reply, Answer):
                reply = replace(reply, query=whole)
        if found.perhaps:
            reply = replace(reply, quiet_word=_quiet_word(mind, found.perhaps, nation))
        if message.conversation:
            topic = reply.entry.id if isinstance(reply, Answer) else None
            turn = Turn(whole.text, topic, nation)
            self._context.remember(message.conversation, turn)
        return reply

    def forget(self, member: str) -> None:
        """Forget the turns of ``member`` (see :meth:`bot.conversation.context.Context.forget`)."""
        self._context.forget(member)

    def show(
        self, topic: str, nation: Nation | None, community: int | None = None
    ) -> Answer | None:
        """The answer for an entry that a member picked by hand; ``None`` if there is none now."""
        mind = self.minds.of(community)
        entry = mind.base.entries.get(topic)
        return _answer(mind, entry, nation, (), Evidence((topic,), 1.0)) if entry else None

    def fixed(self, route: Route, nation: Nation | None, community: int | None = None) -> Fixed:
        """The fixed words of ``route``, for somebody who asks to see them."""
        return _words(self.minds.of(community), route, nation)

    def _before(self, mind: Mind, message: Message) -> Turn | None:
        """The turn before: the answer that is replied to, else the last of the conversation."""
        last = self._context.last(message.conversation) if message.conversation else None
        entry = mind.base.entries.get(message.about) if message.about else None
        if entry is None or (last and last.topic == entry.id):
            return last
        return Turn(entry.title, entry.id, last.nation if last else None)

    async def _in_context(self, mind: Mind, text: str, before: Turn, alone: Reading) -> Reading:
        """How ``text`` reads after the turn ``before``; ``alone`` if it does not lean on it."""
        together = read_together(before.text, alone.ranking.query.text)
        earlier, both = await asyncio.gather(self.query(before.text), self.query(together))
        return await self._embedder.run(mind.read_after, text, alone, earlier, both) or alone

    async def query(self, text: str) -> Query:
        """``text`` as it is looked up."""
        texts = texts_of(text[:LONGEST])
        return Query(texts[0], texts[1:], await self._embedder.embed(texts))


def _look(mind: Mind, text: str, query: Query) -> tuple[Finding, Reading]:
    return mind.triage.examine(text, query), mind.read(query)


def _decide(mind: Mind, nation: Nation | None, reading: Reading, query: Query) -> Reply:
    """Answer, offer a choice, or say "I don't know", by the probability of being right."""
    entries = [mind.base.entries[topic] for topic in reading.topics[:CHOICES]]
    evidence = _evidence(mind, reading)
    route = decide(reading, mind.calibration).route
    if route is Route.ANSWER:
        return _answer(mind, entries[0], nation, _also_asked(mind, query, entries[0]), evidence)
    if route is Route.CHOOSE:
        return Choice(tuple(entries), nation, evidence)
    return _fixed(mind, Route.ABSTAIN, nation, reading)


def _also_asked(mind: Mind, query: Query, first: Entry) -> tuple[Entry, ...]:
    """The entries that answer the other questions of a message that holds several."""
    places = [place for place, part in enumerate(query.parts, 1) if part.endswith("?")]
    if len(places) == 1:
        return ()
    found: dict[str, Entry] = {}
    for place in places:
        alone = Query(query.parts[place - 1], (), query.vectors[place : place + 1])
        reading = mind.read(alone)
        if decide(reading, mind.calibration).route is Route.ANSWER:
            found[reading.topics[0]] = mind.base.entries[reading.topics[0]]
    found.pop(first.id, None)
    return tuple(found.values())[: CHOICES - 1]


def _answer(
    mind: Mind,
    entry: Entry,
    nation: Nation | None,
    others: tuple[Entry, ...],
    evidence: Evidence,
) -> Answer:
    points = entry.points_for(nation)
    cited = dict.fromkeys(source for point in points for source in point.sources)
    return Answer(
        entry=entry,
        nation=nation,
        points=points,
        sources=tuple(mind.base.sources[source] for source in cited),
        signposts=mind.base.signposts_for(entry.signposts, nation),
        others=others,
        threads=mind.base.threads_on(entry.id),
        evidence=evidence,
        overdue=entry.review_by < datetime.now(UTC).date(),
    )


def answer_with(mind: Mind, entry: Entry) -> Answer:
    """The answer that ``entry`` would be, whatever was asked."""
    return _answer(mind, entry, None, (), Evidence((entry.id,), 1.0))


def _fixed(mind: Mind, route: Route, nation: Nation | None, reading: Reading) -> Fixed:
    related: tuple[Entry, ...] = ()
    if route is Route.DECISION and decide(reading, mind.calibration).offers:
        related = tuple(mind.base.entries[i] for i in reading.topics[:RELATED_TO_DECISION])
    return replace(
        _words(mind, route, nation),
        related=related,
        evidence=_evidence(mind, reading),
        offers_return=_asks_more(mind, reading),
    )


def _polite(
    mind: Mind, courtesy: Courtesy, found: Finding, nation: Nation | None, reading: Reading
) -> Polite:
    quiet = _quiet_word(mind, found.perhaps, nation) if found.perhaps else None
    words = getattr(mind.base.safety.courtesies, courtesy.value)
    return Polite(words, nation, Evidence(reading.topics[:TOPICS]), quiet_word=quiet)


def _quiet_word(mind: Mind, perhaps: Alarm, nation: Nation | None) -> QuietWord | None:
    asides = mind.base.safety.asides
    aside = asides.crisis if perhaps is Alarm.CRISIS else asides.emergency
    people = mind.base.signposts_for(aside.signposts, nation)
    return QuietWord(aside.words, people[0]) if people else None


def _asks_more(mind: Mind, reading: Reading) -> bool:
    """Whether a message that raises an alarm surely asks something else too."""
    elsewhere = reading.topics[0] not in URGENT_ENTRIES
    return elsewhere and decide(reading, mind.calibration).route is Route.ANSWER


def _words(mind: Mind, route: Route, nation: Nation | None) -> Fixed:
    safety = mind.base.safety
    words = {
        Route.CRISIS: safety.crisis,
        Route.EMERGENCY: safety.emergency,
        Route.DECISION: safety.decision,
        Route.ABSTAIN: safety.no_answer,
    }[route]
    return Fixed(
        route=route,
        words=words,
        nation=nation,
        signposts=mind.base.signposts_for(words.signposts, nation),
        related=(),
        evidence=Evidence(),
    )


def _evidence(mind: Mind, reading: Reading) -> Evidence:
    score = decide(reading, mind.calibration).score
    return Evidence(reading.topics[:TOPICS], score, reading.in_scope)
