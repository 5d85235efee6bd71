"""What a moderator is about to change, and what can come of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.store.revisions import Kind, Revision
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import (
    Record,
    Subject,
    as_yaml,
    fields_of,
    file_of,
    read_record,
    read_record_yaml,
)


@dataclass(frozen=True)
class Draft:
    """A change of one record that is not kept yet."""

    subject: Subject
    record: Record | None
    """How it shall be; ``None``: retired, or as the release has it."""
    made_from: int = 0
    """The number of the published revision that is being changed; 0: the release's own."""
    follows_base: bool = False
    """Whether the release's own shall be shown again, now and in later releases."""
    answers: tuple[int, ...] = ()
    """Shared questions that it answers: they leave the queue when it is published."""

    def with_yaml(self, text: str) -> Draft:
        """With a record that somebody wrote as YAML. Raises :class:`KnowledgeError`."""
        return self._with(read_record_yaml(self.subject.kind, text, str(self.subject)))

    def with_fields(self, changes: Mapping[str, Any]) -> Draft:
        """With some fields changed, as plain data. Raises :class:`KnowledgeError`."""
        before = fields_of(self.record) if self.record else {"id": self.subject.id}
        fields = {k: v for k, v in (before | dict(changes)).items() if v not in (None, "", [])}
        return self._with(read_record(self.subject.kind, fields, str(self.subject)))

    def retired(self) -> Draft:
        """With the record taken away."""
        return replace(self, record=None, follows_base=False)

    def as_released(self) -> Draft:
        """With the release's own record."""
        return replace(self, record=None, follows_base=True)

    @property
    def yaml(self) -> str:
        """The record for a text field; empty if there is none."""
        return as_yaml(self.record) if self.record else ""

    def _with(self, record: Record) -> Draft:
        if record.id != self.subject.id:
            problem = Problem(file_of(record), "id", f"must stay {self.subject.id!r}")
            raise KnowledgeError([problem])
        return replace(self, record=record, follows_base=False)


@dataclass(frozen=True)
class Saved:
    """A change that is on disk."""

    revisions: tuple[Revision, ...]
    live: bool
    """Whether members are answered with it now. A proposal is not."""
    trouble: str = ""
    """What went wrong after it was kept; what was there before still answers."""
    urgent: bool = False
    """Whether it waits because members in a crisis are told it."""


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same version."""

    subject: Subject
    ancestor: Record | None
    """What both started from."""
    theirs: Record | None
    """What is published now."""
    mine: Record | None
    now: int
    """The number of the published revision: a draft made from it can be published."""


class ConflictError(Exception):
    """Somebody else was quicker; nothing was kept. Carries both versions."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__(f"{conflict.subject} was changed meanwhile")


class NotAllowedError(Exception):
    """A moderator may not do this; the message says why, in plain words."""


def to_content(record: Record) -> str:
    """``record`` as it is kept."""
    return json.dumps(fields_of(record), ensure_ascii=False, separators=(",", ":"))


def from_content(subject: Subject, content: str | None) -> Record | None:
    """Read what :func:`to_content` wrote. Raises :class:`KnowledgeError` if it no longer fits."""
    if content is None:
        return None
    return read_record(subject.kind, json.loads(content), str(subject))


def fingerprint(record: Record) -> str:
    """A hash of what ``record`` says."""
    return hashlib.sha256(to_content(record).encode()).hexdigest()


def follows_base(revision: Revision) -> bool:
    """Whether ``revision`` shows the release's own record again."""
    return revision.content is None and revision.kind is not Kind.RETIRE
