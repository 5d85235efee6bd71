"""Records as a zip of YAML files: for a backup, for review outside, and back in.

What comes in is hostile until shown otherwise: sizes and counts are limited
while reading, whatever the archive claims of itself, and nothing is written.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Record, RecordKind, Subject, as_yaml, file_of, read_record
from knowledge.yamlfile import MAX_BYTES, parse_yaml

MAX_ARCHIVE = 8 * 1024 * 1024
"""Bytes of an archive as it is sent."""

MAX_FILES = 4_000
MAX_TOTAL = 32 * 1024 * 1024
"""Bytes of all files together, unpacked."""

_FOLDERS = {f"{kind.value}s": kind for kind in (RecordKind.SIGNPOST, RecordKind.SOURCE)} | {
    "entries": RecordKind.ENTRY
}
_NAME = re.compile(
    r"(?:entries/[a-z]+|signposts|sources)/[a-z0-9-]{1,60}\.yaml|(?:signposts|sources)\.yaml"
)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What Python's zip reader raises on archives that are broken, or broken on purpose."""


def pack(records: Iterable[Record]) -> bytes:
    """A zip with a YAML file for each of ``records``; the same records give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, record in sorted((file_of(record), record) for record in records):
            archive.writestr(zipfile.ZipInfo(name), as_yaml(record), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes, name: str = "upload") -> dict[Subject, Record]:
    """The records in ``data``: a zip as :func:`pack` makes it, or one YAML file.

    In a YAML file, one record stands by itself, or several in a list; which kind
    they are is told by their fields. Raises :class:`KnowledgeError` with every
    fault of the records, or the first of the archive.
    """
    if len(data) > MAX_ARCHIVE:
        raise _refused(name, f"{len(data)} bytes; at most {MAX_ARCHIVE} are read")
    if not data.startswith(b"PK"):
        return _gathered(_records(name, data, None))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _files(archive, name)
    except _DAMAGED as error:
        raise _refused(name, "is not a sound zip") from error
    found: list[tuple[str, Record]] = []
    problems: list[Problem] = []
    for file, content in files.items():
        try:
            found += _records(file, content, _FOLDERS[re.split(r"[/.]", file)[0]])
        except KnowledgeError as error:
            problems += error.problems
    if problems:
        raise KnowledgeError(problems)
    return _gathered(found)


def _files(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """The content of each file; none of them is ever put on a disk."""
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(archive.infolist()) > MAX_FILES:
        raise _refused(name, f"{len(archive.infolist())} files; at most {MAX_FILES} are read")
    found: dict[str, bytes] = {}
    total = 0
    for member in members:
        file = member.filename
        if not _NAME.fullmatch(file):
            raise _refused(name, f"{file[:100]!r} is not the name of a knowledge file")
        if file in found:
            raise _refused(file, "stands there twice")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise _refused(file, "is not a plain file")
        if member.flag_bits & 1 or member.compress_type not in _PACKED:
            raise _refused(file, "is encrypted, or packed in a way that is not read")
        with archive.open(member) as opened:
            found[file] = opened.read(MAX_BYTES + 1)
        total += len(found[file])
        if total > MAX_TOTAL or len(found[file]) > MAX_BYTES:
            raise _refused(file, "is too big once unpacked")
    return found


def _records(file: str, content: bytes, kind: RecordKind | None) -> list[tuple[str, Record]]:
    parsed = parse_yaml(content, file)
    items = parsed if isinstance(parsed, list) else [parsed]
    found: list[tuple[str, Record]] = []
    problems: list[Problem] = []
    for number, fields in enumerate(items, 1):
        label = file if len(items) == 1 else f"{file} ({number})"
        try:
            record = read_record(kind or _kind_of(fields), fields, label)
        except KnowledgeError as error:
            problems += error.problems
            continue
        path = PurePosixPath(file)
        if kind and len(path.parts) > 1 and file != file_of(record):
            problems.append(Problem(file, "id", f"must lie at {file_of(record)}"))
        found.append((label, record))
    if problems:
        raise KnowledgeError(problems)
    return found


def _kind_of(fields: object) -> RecordKind:
    """Told by a field that only one kind has."""
    names = set(fields) if isinstance(fields, dict) else set()
    if "publisher" in names:
        return RecordKind.SOURCE
    return RecordKind.SIGNPOST if "purpose" in names else RecordKind.ENTRY


def _gathered(records: Iterable[tuple[str, Record]]) -> dict[Subject, Record]:
    found: dict[Subject, Record] = {}
    for file, record in records:
        subject = Subject.of(record)
        if subject in found:
            raise _refused(file, f"{subject.id!r} stands there twice")
        found[subject] = record
    return found


def _refused(file: str, reason: str) -> KnowledgeError:
    return KnowledgeError([Problem(file, "", reason)])
