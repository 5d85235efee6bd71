"""A community's own words laid over a base: what it changed, added and retired. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar, cast

from knowledge.base import KnowledgeBase, unresolved
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Record, RecordKind, Subject, file_of
from knowledge.schema import Entry, Signpost, Source

Changes = Mapping[Subject, Record | None]
"""By subject: what it is now, or ``None`` if it was retired."""

_Kind = TypeVar("_Kind", Entry, Signpost, Source)


@dataclass(frozen=True)
class Fitted:
    """A base with those changes that fit it."""

    base: KnowledgeBase
    set_aside: Mapping[Subject, tuple[Problem, ...]]
    """The changes that do not fit, and why."""


def record_in(base: KnowledgeBase, subject: Subject) -> Record | None:
    """What ``base`` has for ``subject``."""
    registries: Mapping[RecordKind, Mapping[str, Record]] = {
        RecordKind.ENTRY: base.entries,
        RecordKind.SIGNPOST: base.signposts,
        RecordKind.SOURCE: base.sources,
    }
    return registries[subject.kind].get(subject.id)


def laid_over(base: KnowledgeBase, changes: Changes) -> KnowledgeBase:
    """``base`` with ``changes``, checked as strictly as files are.

    What points to a retired entry no longer does. Raises :class:`KnowledgeError`
    if an id leads nowhere, such as a source that is still cited.
    """
    made = _laid(base, changes)
    problems = list(unresolved(made))
    for subject, record in changes.items():
        if record is not None and Subject.of(record) != subject:
            problems.append(Problem(file_of(record), "id", f"must stay {subject.id!r}"))
    if problems:
        raise KnowledgeError(problems)
    return made


def laid_over_as_fits(base: KnowledgeBase, changes: Changes) -> Fitted:
    """``base`` with those of ``changes`` that still fit it, for after a release changed it.

    An edited entry that refers to what is gone is set aside, and the base's own
    shows again; so is the retirement of something that the base now needs. A
    related entry that is gone is only left out.
    """
    kept, aside = dict(changes), dict[Subject, tuple[Problem, ...]]()
    while True:
        made = _laid(base, kept, lenient=True)
        problems = tuple(unresolved(made))
        if not problems:
            return Fitted(made, MappingProxyType(aside))
        culprits = {subject: _faults_of(subject, kept[subject], problems) for subject in kept}
        found = {subject: faults for subject, faults in culprits.items() if faults}
        if not found:
            raise KnowledgeError(problems)
        aside |= found
        kept = {subject: record for subject, record in kept.items() if subject not in found}


def without_entries(base: KnowledgeBase, entries: Iterable[str]) -> KnowledgeBase:
    """``base`` as if ``entries`` were not there, and nothing pointed to them."""
    return _laid(base, {Subject.entry(entry): None for entry in entries})


def _faults_of(
    subject: Subject, record: Record | None, problems: Iterable[Problem]
) -> tuple[Problem, ...]:
    if record is None:
        return tuple(one for one in problems if repr(subject.id) in one.reason)
    return tuple(one for one in problems if one.file == file_of(record))


def _laid(base: KnowledgeBase, changes: Changes, *, lenient: bool = False) -> KnowledgeBase:
    entries = _registry(base.entries, changes, RecordKind.ENTRY)
    retired = {
        subject.id
        for subject, record in changes.items()
        if record is None and subject.kind is RecordKind.ENTRY
    }

    def there(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(i for i in ids if (i in entries if lenient else i not in retired))

    if retired or lenient:
        entries = {
            key: entry
            if there(entry.related) == entry.related
            else entry.model_copy(update={"related": there(entry.related)})
            for key, entry in entries.items()
        }
    return replace(
        base,
        entries=MappingProxyType(entries),
        sources=MappingProxyType(_registry(base.sources, changes, RecordKind.SOURCE)),
        signposts=MappingProxyType(_registry(base.signposts, changes, RecordKind.SIGNPOST)),
        phrasings=MappingProxyType(
            {key: texts for key, texts in base.phrasings.items() if key not in retired}
        ),
        threads=MappingProxyType(
            {
                key: thread.model_copy(update={"topics": there(thread.topics)})
                for key, thread in base.threads.items()
                if there(thread.topics)
            }
        ),
        letters=MappingProxyType(
            {
                key: letter.model_copy(update={"entries": there(letter.entries)})
                for key, letter in base.letters.items()
            }
        ),
    )


def _registry(before: Mapping[str, _Kind], changes: Changes, kind: RecordKind) -> dict[str, _Kind]:
    """``before`` with the changes of one ``kind``; what is new comes last."""
    found = dict(before)
    for subject in sorted(changes):
        if subject.kind is not kind:
            continue
        record = changes[subject]
        if record is None:
            found.pop(subject.id, None)
        else:
            found[subject.id] = cast("_Kind", record)
    return found
