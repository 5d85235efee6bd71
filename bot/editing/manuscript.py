"""What a moderator is writing: changed form by form, kept in between, published as a whole.

It may be incomplete or wrong at any time; only :meth:`Manuscript.drafts` checks it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.editing.drafts import Draft, follows_base, from_content
from bot.editing.editor import Editor
from bot.store.drafts import KeptDraft, drafts_of, keep_draft, load_draft
from bot.store.engine import Store
from bot.store.revisions import Revision, revision
from knowledge.overlay import record_in
from knowledge.records import Record, RecordKind, Subject, fields_of, read_record

IMPORT = "import"
"""Stands for the subject of a draft that holds many records."""


class Action(StrEnum):
    """What publishing would do."""

    WRITE = "write"
    RETIRE = "retire"
    RESTORE = "restore"
    """Go back to words that were published before."""
    RELEASE = "release"
    """Go back to what came with the release."""


@dataclass(frozen=True)
class Manuscript:
    """One author's unpublished change of one record."""

    subject: Subject
    action: Action
    fields: Mapping[str, Any]
    """The record as plain data."""
    made_from: int
    """The number of the published revision that is being changed; 0: the release's own."""
    sources: tuple[Mapping[str, Any], ...] = ()
    """New sources that its points cite."""
    answers: tuple[int, ...] = ()
    """Shared questions that it answers once it is published."""
    id: int = 0

    def with_fields(self, changes: Mapping[str, Any]) -> Manuscript:
        """With some fields changed; what is empty is left out."""
        merged = {**self.fields, **changes}
        kept = {name: value for name, value in merged.items() if value not in (None, "", [])}
        return replace(self, fields=kept, action=Action.WRITE)

    def drafts(self) -> list[Draft]:
        """What is to be published together, the record itself last.

        Raises :class:`knowledge.problems.KnowledgeError` with every fault.
        """
        if self.action is Action.RETIRE:
            return [Draft(self.subject, None, self.made_from)]
        if self.action is Action.RELEASE:
            return [Draft(self.subject, None, self.made_from, follows_base=True)]
        record = read_record(self.subject.kind, dict(self.fields), str(self.subject))
        cited = {source for point in getattr(record, "points", ()) for source in point.sources}
        new = [
            read_record(RecordKind.SOURCE, dict(source), f"source:{source.get('id')}")
            for source in self.sources
            if source.get("id") in cited
        ]
        made = [Draft(Subject.of(source), source) for source in new]
        return [*made, Draft(self.subject, record, self.made_from, answers=self.answers)]

    def to_content(self) -> str:
        """As it is kept."""
        return json.dumps(
            {
                "action": self.action.value,
                "fields": dict(self.fields),
                "made_from": self.made_from,
                "sources": [dict(source) for source in self.sources],
                "answers": list(self.answers),
            },
            ensure_ascii=False,
        )

    @classmethod
    def of(cls, kept: KeptDraft) -> Manuscript:
        """Read what was kept."""
        content = json.loads(kept.content)
        return cls(
            Subject.parse(kept.subject),
            Action(content["action"]),
            content["fields"],
            content["made_from"],
            tuple(content["sources"]),
            tuple(content["answers"]),
            kept.id,
        )


@dataclass(frozen=True)
class Desktop:
    """The manuscripts of one author in one community."""

    store: Store
    editor: Editor
    community: int
    author: int

    async def keep(self, manuscript: Manuscript) -> Manuscript:
        """Keep it; on disk when this returns."""
        kept = await keep_draft(
            self.store,
            KeptDraft(
                self.community, self.author, str(manuscript.subject), manuscript.to_content()
            ),
        )
        return replace(manuscript, id=kept.id)

    async def load(self, number: int) -> Manuscript | None:
        """One of their manuscripts; nobody else's."""
        kept = await load_draft(self.store, number)
        if kept is None or (kept.community, kept.author) != (self.community, self.author):
            return None
        return None if kept.subject == IMPORT else Manuscript.of(kept)

    async def all(self) -> list[Manuscript]:
        """All of them, the latest first."""
        kept = await drafts_of(self.store, self.community, self.author)
        return [Manuscript.of(one) for one in kept if one.subject != IMPORT]

    async def open(self, subject: Subject) -> tuple[Manuscript, bool]:
        """The manuscript for ``subject``, and whether it was begun earlier.

        Raises :class:`LookupError` if there is no such record.
        """
        now = self._published(subject)
        for one in await self.all():
            if one.subject == subject and one.action is Action.WRITE and one.fields != now.fields:
                return one, True
        if not now.fields:
            raise LookupError(f"there is no {subject}")
        return await self.keep(now), False

    async def retire(self, subject: Subject) -> Manuscript:
        """A manuscript that takes ``subject`` away."""
        return await self.keep(replace(self._published(subject), action=Action.RETIRE))

    async def restore(self, subject: Subject, old: Revision | None) -> Manuscript:
        """A manuscript that goes back to ``old``, or to the release's own."""
        now = self._published(subject)
        if old is None or follows_base(old):
            released = record_in(self.editor.standing(self.community).shipped, subject)
            action = Action.RELEASE if released else Action.RETIRE
            fields = fields_of(released) if released else {}
        else:
            record = from_content(subject, old.content)
            action = Action.RESTORE if record else Action.RETIRE
            fields = fields_of(record) if record else {}
        return await self.keep(replace(now, action=action, fields=fields))

    async def published_at(self, subject: Subject, number: int) -> Record | None:
        """What was published as version ``number``; 0: what came with the release."""
        old = await revision(self.store, self.community, str(subject), number)
        if old is None or follows_base(old):
            return record_in(self.editor.standing(self.community).shipped, subject)
        return from_content(subject, old.content)

    def _published(self, subject: Subject) -> Manuscript:
        standing = self.editor.standing(self.community)
        record = standing.record(subject)
        fields = fields_of(record) if record else {}
        return Manuscript(subject, Action.WRITE, fields, standing.number(subject))


def joined(
    ancestor: Record | None, theirs: Record | None, mine: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """``mine`` laid over ``theirs``, and the fields that both had changed: there mine stands."""
    before = fields_of(ancestor) if ancestor else {}
    other = fields_of(theirs) if theirs else {}
    fields: dict[str, Any] = {}
    both = []
    for name in dict.fromkeys((*before, *other, *mine)):
        changed_by_me = mine.get(name) != before.get(name)
        if changed_by_me and other.get(name) not in (before.get(name), mine.get(name)):
            both.append(name)
        value = (mine if changed_by_me else other).get(name)
        if value is not None:
            fields[name] = value
    return fields, tuple(both)


def new_id(title: str, taken: Iterable[str], longest: int = 60) -> str:
    """An id made of the words of ``title`` that is not among ``taken``."""
    plain = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", title.lower()))
    words = re.findall("[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain))
    name = ""
    for word in words:
        if len(name) + len(word) + 4 > longest:
            break
        name = f"{name}-{word}" if name else word
    name = name or "entry"
    used, number, found = set(taken), 2, name
    while found in used:
        found, number = f"{name}-{number}", number + 1
    return found
