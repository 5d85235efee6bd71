"""What a change would do, before it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from bot.conversation.deciding import decide
from bot.conversation.mind import Mind
from bot.editing.checking import check
from bot.editing.drafts import Draft
from bot.editing.live import Live
from bot.evaluation.sets import Case, load_set
from index.embedding import Embedder
from index.ranker import Query, texts_of
from index.vector_cache import embed_cached
from knowledge.differences import Difference, differences
from knowledge.overlay import record_in, without_entries
from knowledge.problems import KnowledgeError, Problem
from knowledge.readability import Readability, readability
from knowledge.records import RecordKind
from knowledge.schema import Entry

ALIKE = 0.53
"""The likeness from which another entry is shown as perhaps the same. Of the 80 entries that ship,
each about something of its own, one in eight has another this near; of the same entries, half are
this near to what members write for them."""

MOST_ALIKE = 3

Asked = tuple[tuple[Case, ...], tuple[Query, ...]]


class Verdict(StrEnum):
    """What a change does to the reply to a development question."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"
    """Another entry, but both are right, or neither is."""


@dataclass(frozen=True)
class Effect:
    """A development question whose best answer would be another."""

    question: str
    before: str | None
    """The entry shown first; ``None``: "I don't know"."""
    after: str | None
    verdict: Verdict


@dataclass(frozen=True)
class Alike:
    """An entry that is much like the draft."""

    entry: str
    title: str
    likeness: float
    """The mean, over the draft's texts, of the cosine to the nearest text of the entry."""


@dataclass(frozen=True)
class Preview:
    """What is known of a draft before it is kept."""

    problems: tuple[Problem, ...] = ()
    """Why it cannot be published. Then all else but the differences is empty."""
    differences: tuple[Difference, ...] = ()
    readability: Readability | None = None
    alike: tuple[Alike, ...] = ()
    effects: tuple[Effect, ...] = ()


class Previews:
    """Works out previews. Belongs to one event loop."""

    def __init__(self, live: Live, cache: Path) -> None:
        """``cache`` is the folder in which the development questions' vectors are kept."""
        self._live = live
        self._cache = cache
        self._lock = asyncio.Lock()
        self._asked: Asked | None = None
        self._before: dict[int, tuple[Mind, list[str | None]]] = {}

    async def warm(self) -> Asked:
        """Embed the development questions, if they are not on the disk. Takes seconds once."""
        async with self._lock:
            if self._asked is None:
                self._asked = await asyncio.to_thread(
                    development_questions, self._live.embedder.model, self._cache
                )
            return self._asked

    async def preview(self, community: int, draft: Draft, needed: Sequence[Draft] = ()) -> Preview:
        """What ``draft`` would do in ``community``. Nothing is kept.

        ``needed`` are drafts that would be published with it, such as a new source.
        """
        standing = self._live.standing(community)
        released = record_in(standing.shipped, draft.subject)
        after = released if draft.follows_base else draft.record
        changed = differences(standing.record(draft.subject), after)
        try:
            base = await asyncio.to_thread(check, standing, [*needed, draft])
        except KnowledgeError as error:
            return Preview(error.problems, changed)
        entry = after if isinstance(after, Entry) else None
        grades = await asyncio.to_thread(readability, entry) if entry else None
        if draft.subject.kind is not RecordKind.ENTRY:
            return Preview((), changed)
        asked = await self.warm()
        late = standing.withdrawn - {draft.subject.id}
        served = without_entries(base, late) if late else base
        now = self._live.minds.of(community)
        then = await self._live.build(community, now, served)
        return Preview(
            differences=changed,
            readability=grades,
            alike=await asyncio.to_thread(alike, then, entry.id) if entry else (),
            effects=await asyncio.to_thread(self._effects, community, asked, now, then),
        )

    def _effects(self, community: int, asked: Asked, now: Mind, then: Mind) -> tuple[Effect, ...]:
        cases, queries = asked
        kept = self._before.get(community)
        before = kept[1] if kept and kept[0] is now else _shown(now, queries)
        self._before[community] = (now, before)
        found = []
        for case, one, other in zip(cases, before, _shown(then, queries), strict=True):
            if one != other:
                found.append(Effect(case.message, one, other, _verdict(case, one, other)))
        return tuple(sorted(found, key=lambda effect: list(Verdict).index(effect.verdict)))


def development_questions(embedder: Embedder, cache: Path) -> Asked:
    """The development questions with their vectors, which are kept in the folder ``cache``.

    Takes up to a minute where they are not on the disk.
    """
    cases = tuple(load_set("in_scope"))
    texts = [texts_of(case.message) for case in cases]
    flat = [text for some in texts for text in some]
    vectors = embed_cached(flat, embedder, cache / "development")
    parts = np.split(vectors, np.cumsum([len(some) for some in texts])[:-1])
    both = zip(texts, parts, strict=True)
    return cases, tuple(Query(some[0], some[1:], part) for some, part in both)


def alike(mind: Mind, entry: str) -> tuple[Alike, ...]:
    """The entries that are most like ``entry``, of those that are much like it."""
    record, documents = mind.base.entries[entry], mind.ranker.documents
    asked = {record.title, record.answer, *record.questions}
    texts = [query for query in mind.ranker.passages_of(entry) if query.text in asked]
    cosines = np.concatenate([query.vectors for query in texts]) @ mind.ranker.vectors.T
    starts = np.cumsum([0, *(len(one.passages) for one in documents)])[:-1]
    likeness = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
    found = [
        Alike(other.id, mind.base.entries[other.id].title, float(likeness[i]))
        for i, other in enumerate(documents)
        if other.id != entry and likeness[i] >= ALIKE
    ]
    return tuple(sorted(found, key=lambda one: -one.likeness)[:MOST_ALIKE])


def _shown(mind: Mind, queries: Sequence[Query]) -> list[str | None]:
    readings = mind.read_all(queries)
    return [one.topics[0] if decide(one, mind.calibration).offers else None for one in readings]


def _verdict(case: Case, before: str | None, after: str | None) -> Verdict:
    was, is_now = before in case.topics, after in case.topics
    if was == is_now:
        return Verdict.NEITHER
    return Verdict.BETTER if is_now else Verdict.WORSE
