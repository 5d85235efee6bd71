"""Single records (an entry, a signpost, a source): named, read, checked and written one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.problems import KnowledgeError, Problem, problems_of
from knowledge.schema import Entry, Signpost, Source
from knowledge.yamlfile import parse_yaml

Record = Entry | Signpost | Source


class RecordKind(StrEnum):
    """What can be changed by itself."""

    ENTRY = "entry"
    SIGNPOST = "signpost"
    SOURCE = "source"


_MODELS: Mapping[RecordKind, type[Entry] | type[Signpost] | type[Source]] = {
    RecordKind.ENTRY: Entry,
    RecordKind.SIGNPOST: Signpost,
    RecordKind.SOURCE: Source,
}


@dataclass(frozen=True, order=True)
class Subject:
    """Names one record; written ``entry:yoga``."""

    kind: RecordKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Subject:
        """Read what ``str`` wrote. Raises :class:`ValueError`."""
        kind, colon, name = text.partition(":")
        if not colon:
            raise ValueError(f"{text!r} names no record")
        return cls(RecordKind(kind), name)

    @classmethod
    def of(cls, record: Record) -> Subject:
        """The name of ``record``."""
        kind = next(kind for kind, model in _MODELS.items() if isinstance(record, model))
        return cls(kind, record.id)

    @classmethod
    def entry(cls, entry: str) -> Subject:
        """The name of the entry with the id ``entry``."""
        return cls(RecordKind.ENTRY, entry)


def file_of(record: Record) -> str:
    """Where ``record`` is told to be when something is wrong with it."""
    if isinstance(record, Entry):
        return f"entries/{record.area.value}/{record.id}.yaml"
    return f"{Subject.of(record).kind.value}s/{record.id}.yaml"


def read_record(kind: RecordKind, fields: object, name: str) -> Record:
    """Check ``fields``, as they come from YAML or JSON; ``name`` is used in messages.

    Raises :class:`KnowledgeError` with every fault.
    """
    if not isinstance(fields, dict):
        raise KnowledgeError([Problem(name, "", "must be a list of fields, such as title: …")])
    try:
        return _MODELS[kind].model_validate(fields)
    except ValidationError as error:
        raise KnowledgeError(problems_of(name, error)) from error


def read_record_yaml(kind: RecordKind, text: str | bytes, name: str) -> Record:
    """Read one record that somebody wrote as YAML. Raises :class:`KnowledgeError`."""
    return read_record(kind, parse_yaml(text, name), name)


def fields_of(record: Record) -> dict[str, Any]:
    """``record`` as plain data for JSON or YAML; what was left out stays out."""
    return record.model_dump(mode="json", exclude_defaults=True)


def as_yaml(record: Record) -> str:
    """``record`` as the YAML that :func:`read_record_yaml` reads."""
    return yaml.safe_dump(fields_of(record), sort_keys=False, allow_unicode=True, width=90)
