"""Keeping each community's mind in step with its revisions: built aside, verified, swapped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.conversation.mind import Mind
from bot.conversation.minds import Minds
from bot.conversation.rebuilding import rebuilt, unknown_texts, verify
from bot.editing.drafts import follows_base, from_content
from bot.store.changes import EVERYTHING, listen
from bot.store.communities import load_community
from bot.store.engine import Store
from bot.store.revisions import Revision, communities, published, published_numbers
from index.batching import BatchingEmbedder
from index.embedding import Vectors
from index.vector_cache import embed_cached, keep_vectors
from knowledge.base import KnowledgeBase
from knowledge.overlay import Changes, laid_over_as_fits, record_in, without_entries
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Record, Subject

AT_ONCE = 32
"""Texts embedded between two questions of members, who wait for the same model."""

UNSAVED = 64
"""New texts after which their vectors are written to disk: what a restart embeds at most."""

SAMPLE = 20
"""Changed entries that are looked for in a new mind; of more, every so many."""

MANY = 500
"""Changed subjects from which all are read."""

log = logging.getLogger(__name__)


def today_utc() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Held:
    """The published revision of a subject, as it was read."""

    revision: Revision
    record: Record | None
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read any more."""


@dataclass(frozen=True)
class Standing:
    """What a community's knowledge is, after all its revisions."""

    shipped: KnowledgeBase = field(repr=False)
    """What came with the release."""
    base: KnowledgeBase = field(repr=False)
    """All of it, for moderators."""
    served: KnowledgeBase = field(repr=False)
    """What members are answered with: without entries whose review is too late."""
    held: Mapping[Subject, Held] = field(default_factory=dict)
    changes: Changes = field(default_factory=dict)
    """What of it holds, by subject."""
    set_aside: Mapping[Subject, tuple[Problem, ...]] = field(default_factory=dict)
    """Revisions that no longer fit this release, and why. The rest serve."""

    @property
    def withdrawn(self) -> frozenset[str]:
        """Entries that are not answered with until they are reviewed."""
        return frozenset(self.base.entries) - frozenset(self.served.entries)

    def record(self, subject: Subject) -> Record | None:
        """``subject`` as it was written, even where it points to what is retired by now."""
        if subject in self.changes:
            return self.changes[subject]
        return record_in(self.shipped, subject)

    def number(self, subject: Subject) -> int:
        """The number of the published revision of ``subject``; 0: none."""
        held = self.held.get(subject)
        return held.revision.number if held else 0


class Live:
    """Builds and swaps minds. Belongs to one event loop."""

    def __init__(
        self,
        store: Store,
        minds: Minds,
        embedder: BatchingEmbedder,
        cache: Path,
        today: Callable[[], date] = today_utc,
    ) -> None:
        self.store = store
        self.minds = minds
        self.today = today
        self.embedder = embedder
        self._cache = cache / "communities"
        self._standing: dict[int, Standing] = {}
        self._locks: dict[int, asyncio.Lock] = {}
        self._unsaved: dict[int, int] = {}
        self._tasks: set[asyncio.Task[object]] = set()

    async def open(self) -> dict[int, str]:
        """Bring every community's own knowledge to life; what failed, by community.

        Where it fails the shipped knowledge answers, and the log says so.
        """
        failed = {}
        for community in await communities(self.store):
            trouble = await self.refresh(community)
            if trouble:
                failed[community] = trouble
        return failed

    async def follow(self) -> None:
        """Take in what other processes change, as word of it comes. Runs until cancelled."""
        async for community in listen(self.store):
            known = set(self._standing) | set(await communities(self.store))
            for one in known if community == EVERYTHING else {community}:
                await self.refresh(one)

    async def pass_days(self) -> None:
        """After each midnight, withdraw what was not reviewed in time. Runs until cancelled."""
        while True:
            now = datetime.now(UTC)
            midnight = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
            await asyncio.sleep((midnight - now).total_seconds() + 1)
            for community in await communities(self.store):
                await self.refresh(community)

    async def close(self) -> None:
        """Finish writing what would otherwise be embedded again."""
        for community in [one for one, count in self._unsaved.items() if count]:
            await self._save_vectors(community)
        if self._tasks:
            await asyncio.gather(*self._tasks)

    def lock(self, community: int) -> asyncio.Lock:
        """Held while a change of ``community`` is checked and kept."""
        return self._locks.setdefault(community, asyncio.Lock())

    def standing(self, community: int) -> Standing:
        """What is known of ``community`` without asking the store."""
        shipped = self.minds.base.base
        return self._standing.get(community) or Standing(shipped, shipped, shipped)

    async def current(self, community: int) -> Standing:
        """The knowledge of ``community`` as the store has it now."""
        before = self.standing(community)
        numbers = await published_numbers(self.store, community)
        changed = {
            subject
            for subject, number in numbers.items()
            if before.number(Subject.parse(subject)) != number
        }
        settings = await load_community(self.store, community)
        held = dict(before.held)
        if changed:
            chosen = changed if len(changed) < MANY else None
            rows = await published(self.store, community, chosen)
            held |= await asyncio.to_thread(_held, rows)
        standing = await asyncio.to_thread(
            _standing, self.minds.base.base, held, settings.withdraw_after, self.today(), before
        )
        self._standing[community] = standing
        return standing

    async def refresh(self, community: int) -> str:
        """Answer in ``community`` with what the store has now; what went wrong, if anything.

        Until the new mind is in place, and if it cannot be made, the old one answers.
        """
        async with self.lock(community):
            return await self.renew(community)

    async def renew(self, community: int) -> str:
        """The same as :meth:`refresh`, for who holds the lock."""
        try:
            standing = await self.current(community)
            old = self.minds.of(community)
            if standing.served is standing.shipped:
                self.minds.swap(community, None)
            elif old.base is not standing.served:
                mind = await self.build(community, old, standing.served)
                await asyncio.to_thread(verify, mind, _changed(old, mind))
                self.minds.swap(community, mind)
                self._after(community, old, mind)
        except Exception as error:  # Whatever it was: what is kept is kept, and the old answers.
            log.exception("the knowledge of community %d could not be renewed", community)
            return str(error) or type(error).__name__
        return ""

    async def build(self, community: int, before: Mind, base: KnowledgeBase) -> Mind:
        """The mind for ``base``, made off the event loop from the one ``before``."""
        texts = unknown_texts(before, base)
        new: dict[str, Vectors] = {}
        if before is self.minds.base and len(texts) > AT_ONCE:
            # The first one of a community: most of it is on disk from the last run.
            model, folder = self.embedder.model, self._cache / str(community)
            vectors = await asyncio.to_thread(embed_cached, texts, model, folder)
            new = dict(zip(texts, vectors, strict=True))
        for start in range(0, len(texts) if not new else 0, AT_ONCE):
            part = texts[start : start + AT_ONCE]
            new |= zip(part, await self.embedder.embed(part), strict=True)
        return await asyncio.to_thread(rebuilt, before, base, new)

    def _after(self, community: int, old: Mind, mind: Mind) -> None:
        """What nobody has to wait for."""
        self._begin(asyncio.to_thread(mind.suggestions.prepare))
        if old is self.minds.base:
            return  # Its vectors are on the disk, or few.
        new = self._unsaved.get(community, 0) + len(old.ranker.unknown(mind.ranker.documents))
        self._unsaved[community] = new
        if new >= UNSAVED:
            self._begin(self._save_vectors(community))

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _save_vectors(self, community: int) -> None:
        """Write the vectors that only this community needs."""
        self._unsaved[community] = 0
        mind, shipped = self.minds.of(community), self.minds.base.ranker
        own = set(shipped.unknown(mind.ranker.documents))
        passages = [text for one in mind.ranker.documents for text in one.passages]
        rows = {text: row for row, text in enumerate(passages) if text in own}
        if rows:
            vectors = mind.ranker.vectors[list(rows.values())]
            folder, model = self._cache / str(community), self.embedder.model
            await asyncio.to_thread(keep_vectors, list(rows), vectors, model, folder)


def _held(rows: Sequence[Revision]) -> dict[Subject, Held]:
    found = {}
    for row in rows:
        subject = Subject.parse(row.subject)
        try:
            found[subject] = Held(row, from_content(subject, row.content))
        except KnowledgeError as error:
            found[subject] = Held(row, None, error.problems)
    return found


def _standing(
    shipped: KnowledgeBase,
    held: Mapping[Subject, Held],
    withdraw_after: int | None,
    today: date,
    before: Standing,
) -> Standing:
    """Lay over, and withdraw; nothing is made anew that is as ``before``."""
    changes: Changes = {
        subject: one.record
        for subject, one in held.items()
        if not one.problems and not follows_base(one.revision)
    }
    unreadable: Mapping[Subject, tuple[Problem, ...]] = {
        subject: one.problems for subject, one in held.items() if one.problems
    }
    if held == before.held:
        base, changes, aside = before.base, before.changes, before.set_aside
    elif changes:
        fitted = laid_over_as_fits(shipped, changes)
        base, aside = fitted.base, {**fitted.set_aside, **unreadable}
        changes = {one: changes[one] for one in changes if one not in aside}
    else:
        base, aside = (shipped, unreadable)
    late = _too_late(base, withdraw_after, today)
    if base is before.base and late == before.withdrawn:
        served = before.served
    else:
        served = without_entries(base, late) if late else base
    return Standing(shipped, base, served, held, changes, aside)


def _too_late(base: KnowledgeBase, withdraw_after: int | None, today: date) -> frozenset[str]:
    if withdraw_after is None:
        return frozenset()
    last = today - timedelta(days=withdraw_after)
    return frozenset(entry.id for entry in base.entries.values() if entry.review_by < last)


def _changed(old: Mind, mind: Mind) -> list[str]:
    """The entries that are not as they were; of many, some."""
    before = {document.id: document for document in old.ranker.documents}
    new = [one.id for one in mind.ranker.documents if before.get(one.id) != one]
    return new[:: 1 + len(new) // SAMPLE]
