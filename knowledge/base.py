"""The whole knowledge base: read from a folder, checked as one, then never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.letters import Letter
from knowledge.problems import KnowledgeError, Problem, problems_of
from knowledge.safety import EXAMPLE_KINDS, ExampleKind, Rules, Safety
from knowledge.schema import Area, Entry, Nation, PublicThread, Signpost, Source
from knowledge.yamlfile import read_yaml

Record = TypeVar("Record", bound=BaseModel)

SHIPPED = Path(__file__).parent
"""The content that ships with this release."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Entries and letters with the sources, signposts and safety words they refer to. Immutable."""

    entries: Mapping[str, Entry]
    letters: Mapping[str, Letter]
    sources: Mapping[str, Source]
    signposts: Mapping[str, Signpost]
    threads: Mapping[str, PublicThread]
    phrasings: Mapping[str, tuple[str, ...]]
    """By entry: more messages in members' voices. They teach the index and are never shown."""
    safety: Safety
    rules: Rules
    examples: Mapping[ExampleKind, tuple[str, ...]]
    """Messages that triage and the decision not to answer learn from; never shown."""

    def in_area(self, area: Area) -> tuple[Entry, ...]:
        """The entries of ``area``, by title."""
        chosen = (entry for entry in self.entries.values() if entry.area is area)
        return tuple(sorted(chosen, key=lambda entry: entry.title))

    def signposts_for(self, ids: Iterable[str], nation: Nation | None) -> tuple[Signpost, ...]:
        """The signposts ``ids`` that serve ``nation``, in the order given."""
        return tuple(self.signposts[i] for i in ids if self.signposts[i].serves(nation))

    def threads_on(self, topic: str) -> tuple[PublicThread, ...]:
        """Public threads about the entry ``topic``, the one read last first."""
        found = (thread for thread in self.threads.values() if topic in thread.topics)
        return tuple(sorted(found, key=lambda thread: thread.seen, reverse=True))

    @cached_property
    def cited(self) -> frozenset[str]:
        """The ids of all sources on which some point of an entry or right in a letter rests."""
        points = [p.sources for entry in self.entries.values() for p in entry.points]
        rights = [r.sources for letter in self.letters.values() for r in letter.rights]
        return frozenset().union(*points, *rights)

    @cached_property
    def version(self) -> str:
        """Names what the entries, sources and signposts say: two bases that differ have two."""
        digest = hashlib.sha256()
        for registry in (self.entries, self.sources, self.signposts):
            for key in sorted(registry):
                digest.update(registry[key].model_dump_json().encode())
        digest.update(self.safety.model_dump_json().encode())
        return digest.hexdigest()[:10]

    @property
    def newest_review(self) -> date:
        """The day on which an entry was last reviewed."""
        return max(entry.reviewed for entry in self.entries.values())


def load_knowledge(root: Path = SHIPPED) -> KnowledgeBase:
    """Read and check the knowledge in ``root``.

    Raises :class:`KnowledgeError` that names every fault: file, field, reason.
    """
    reader = _Reader(root)
    sources = reader.registry("sources.yaml", Source)
    signposts = reader.registry("signposts.yaml", Signpost)
    threads = reader.registry("threads.yaml", PublicThread)
    entries = reader.entries()
    letters = reader.letters()
    phrasings = reader.phrasings()
    safety = reader.one("safety/replies.yaml", Safety)
    examples = {kind: reader.messages("safety/examples", kind) for kind in EXAMPLE_KINDS}
    rules = reader.one("safety/rules.yaml", Rules)
    if reader.problems or safety is None or rules is None:
        raise KnowledgeError(reader.problems)
    base = KnowledgeBase(
        entries=MappingProxyType(entries),
        letters=MappingProxyType(letters),
        sources=MappingProxyType(sources),
        signposts=MappingProxyType(signposts),
        threads=MappingProxyType(threads),
        phrasings=MappingProxyType(phrasings),
        safety=safety,
        rules=rules,
        examples=MappingProxyType(examples),
    )
    problems = list(unresolved(base))
    if problems:
        raise KnowledgeError(problems)
    return base


class _Reader:
    """Reads files and gathers problems, so that one run of ``check`` shows them all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def registry(self, name: str, kind: type[Record]) -> dict[str, Record]:
        """A file that holds a list of records with an ``id``."""
        content = self._content(self.root / name)
        if content is None:
            return {}
        if not isinstance(content, list):
            self.problems.append(Problem(name, "", "must be a list"))
            return {}
        found: dict[str, Record] = {}
        for number, fields in enumerate(content, 1):
            label = fields.get("id", number) if isinstance(fields, dict) else number
            record = self._record(f"{name} ({label})", fields, kind)
            if record is None:
                continue
            key = getattr(record, "id")  # noqa: B009 - every registered kind has one
            if key in found:
                self.problems.append(Problem(f"{name} ({key})", "id", "stands there twice"))
            found[key] = record
        return found

    def entries(self) -> dict[str, Entry]:
        """Every file of ``entries/AREA/ID.yaml``."""
        found: dict[str, Entry] = {}
        for path in sorted((self.root / "entries").glob("*/*.yaml")):
            name = path.relative_to(self.root).as_posix()
            content = self._content(path)
            entry = self._record(name, content, Entry) if content is not None else None
            if entry is None:
                continue
            if (entry.area.value, entry.id) != (path.parent.name, path.stem):
                reason = f"must lie at entries/{entry.area.value}/{entry.id}.yaml"
                self.problems.append(Problem(name, "id", reason))
            found[entry.id] = entry
        return found

    def letters(self) -> dict[str, Letter]:
        """Every file of ``letters/ID.yaml``."""
        found: dict[str, Letter] = {}
        for path in sorted((self.root / "letters").glob("*.yaml")):
            name = path.relative_to(self.root).as_posix()
            letter = self.one(name, Letter)
            if letter is None:
                continue
            if letter.id != path.stem:
                self.problems.append(Problem(name, "id", f"must lie at letters/{letter.id}.yaml"))
            found[letter.id] = letter
        return found

    def phrasings(self) -> dict[str, tuple[str, ...]]:
        """Every file of ``phrasings/AREA.yaml``: a mapping from entry to messages."""
        found: dict[str, tuple[str, ...]] = {}
        for path in sorted((self.root / "phrasings").glob("*.yaml")):
            name = path.relative_to(self.root).as_posix()
            content = self._content(path)
            if not isinstance(content, dict):
                self.problems.append(Problem(name, "", "must be a mapping from entry to messages"))
                continue
            for key, messages in content.items():
                if not (isinstance(messages, list) and all(isinstance(m, str) for m in messages)):
                    self.problems.append(Problem(name, str(key), "must be a list of messages"))
                    continue
                found[str(key)] = tuple(messages)
        return found

    def messages(self, folder: str, kind: str) -> tuple[str, ...]:
        """Lists of messages, from ``KIND.yaml`` and from ``KIND-SUBJECT.yaml`` beside it."""
        first = self.root / folder / f"{kind}.yaml"
        return tuple(
            message
            for path in (first, *sorted(first.parent.glob(f"{kind}-*.yaml")))
            for message in self._messages(path)
        )

    def _messages(self, path: Path) -> list[str]:
        content = self._content(path)
        if isinstance(content, list) and all(isinstance(message, str) for message in content):
            return content
        if content is not None:
            name = path.relative_to(self.root).as_posix()
            self.problems.append(Problem(name, "", "must be a list of messages"))
        return []

    def one(self, name: str, kind: type[Record]) -> Record | None:
        """A file that holds a single record."""
        content = self._content(self.root / name)
        return None if content is None else self._record(name, content, kind)

    def _content(self, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        try:
            content = read_yaml(path, self.root)
        except KnowledgeError as error:
            self.problems.extend(error.problems)
            return None
        if content is None:
            self.problems.append(Problem(path.relative_to(self.root).as_posix(), "", "is empty"))
        return content

    def _record(self, name: str, fields: object, kind: type[Record]) -> Record | None:
        try:
            return kind.model_validate(fields)
        except ValidationError as error:
            self.problems.extend(problems_of(name, error))
            return None


def unresolved(base: KnowledgeBase) -> Iterator[Problem]:
    """Every id that leads nowhere."""
    for entry in base.entries.values():
        name = f"entries/{entry.area.value}/{entry.id}.yaml"
        for number, point in enumerate(entry.points, 1):
            yield from _missing(point.sources, base.sources, name, f"points[{number}].sources")
        yield from _missing(entry.signposts, base.signposts, name, "signposts")
        yield from _missing(entry.related, base.entries, name, "related")
    for letter in base.letters.values():
        name = f"letters/{letter.id}.yaml"
        for number, right in enumerate(letter.rights, 1):
            yield from _missing(right.sources, base.sources, name, f"rights[{number}].sources")
        yield from _missing(letter.signposts, base.signposts, name, "signposts")
        yield from _missing(letter.entries, base.entries, name, "entries")
    for thread in base.threads.values():
        yield from _missing(thread.topics, base.entries, f"threads.yaml ({thread.id})", "topics")
    yield from _missing(base.phrasings, base.entries, "phrasings", "entry")
    for reply, ids in base.safety.signpost_ids():
        yield from _missing(ids, base.signposts, "safety/replies.yaml", f"{reply}.signposts")


def _missing(
    ids: Iterable[str], registry: Mapping[str, object], file: str, field: str
) -> Iterator[Problem]:
    return (Problem(file, field, f"there is no {i!r}") for i in ids if i not in registry)
