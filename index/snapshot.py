"""A growing index in one file, so that a start need not read and lay out every vector again.

The file is a magic word, a length and a JSON header, the arrays that the header
names, and a BLAKE2b checksum over all of it. It is written beside its place and
renamed into it, so that a crash leaves the old one or the new one. A snapshot
is only ever a saving: what is damaged, or belongs to another model or another
state of the store that it mirrors, is refused with the reason, and the caller
builds the index anew.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import faiss
import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from index.files import remove_leftovers, write_atomically
from index.growing import GrowingIndex
from index.stores import CompressedStore, FlatStore, Store

MAGIC = b"RRINDEX\n"
FORMAT = 1
LENGTH = 8
"""Bytes of the header's length."""
CHECKSUM = 32
"""Bytes of the checksum."""


class SnapshotError(Exception):
    """The snapshot cannot be used; the message says why. The index must be built anew."""


class Header(BaseModel):
    """What a snapshot says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    fingerprint: str
    """Of the model that made the vectors."""
    generation: int
    """Which state of the caller's store it mirrors."""
    dimension: int
    documents: int
    trained_on: int | None
    """How many rows a compressed base was laid out for; ``None``: the base is exact."""
    arrays: dict[str, tuple[str, tuple[int, ...]]]
    """Type and shape of each array, in the order in which they follow."""


def save_snapshot(index: GrowingIndex, path: Path, fingerprint: str, generation: int) -> None:
    """Write ``index`` as it is now to ``path``; it may be changed and searched meanwhile.

    Returns once the file is safe on disk. Raises :class:`OSError`.
    """
    view = index.view
    base = view.base.store
    rows = np.flatnonzero(view.tail.alive.flags)
    arrays: dict[str, npt.NDArray[Any]] = {
        "base": faiss.serialize_index(base.index),  # type: ignore[attr-defined]
        "base_ids": view.base.ids,
        "base_alive": view.base.alive.bits,
        "tail_ids": view.tail.ids[rows],
        "tail": view.tail.store.vectors(rows),
    }
    header = Header(
        format=FORMAT,
        fingerprint=fingerprint,
        generation=generation,
        dimension=index.dimension,
        documents=view.documents,
        trained_on=base.trained_on if isinstance(base, CompressedStore) else None,
        arrays={name: (array.dtype.str, array.shape) for name, array in arrays.items()},
    )
    remove_leftovers(path)
    write_atomically(path, lambda file: _write(file, header, arrays))


def load_snapshot(index: GrowingIndex, path: Path, fingerprint: str, generation: int) -> Header:
    """Let ``index`` hold what ``path`` holds; what it held before is gone.

    Raises :class:`SnapshotError` with the reason if the file is not there, is
    damaged, or is not of ``fingerprint`` and ``generation``; then ``index`` is
    as it was.
    """
    header, arrays = _read(path)
    expected = {
        "the model": (header.fingerprint, fingerprint),
        "the generation": (header.generation, generation),
        "the vectors' length": (header.dimension, index.dimension),
    }
    for name, (found, wanted) in expected.items():
        if found != wanted:
            raise SnapshotError(f"it is stale: {name} is {found}, not {wanted}")
    store = _store(arrays["base"], header)
    rows = len(arrays["base_ids"])
    if len(store) != rows:
        raise SnapshotError(f"it is damaged: {len(store)} rows have {rows} ids")
    alive = np.unpackbits(arrays["base_alive"], count=rows, bitorder="little").astype(np.bool_)
    documents = np.unique(np.concatenate([arrays["base_ids"][alive], arrays["tail_ids"]]))
    if len(documents) != header.documents:
        raise SnapshotError(f"it is damaged: {len(documents)} documents, not {header.documents}")
    index.restore(store, arrays["base_ids"], alive, arrays["tail_ids"], arrays["tail"])
    return header


def _write(file: BinaryIO, header: Header, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    described = header.model_dump_json().encode()
    digest = hashlib.blake2b(digest_size=CHECKSUM)
    pieces = [MAGIC, len(described).to_bytes(LENGTH, "little"), described]
    for piece in pieces:
        digest.update(piece)
        file.write(piece)
    for array in arrays.values():
        # As bytes without copying them: a base may have hundreds of megabytes.
        flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
        digest.update(flat)
        file.write(flat)
    file.write(digest.digest())


def _read(path: Path) -> tuple[Header, dict[str, npt.NDArray[Any]]]:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[: len(MAGIC)] != MAGIC:
                raise SnapshotError("it is no snapshot of an index")
            with memoryview(data) as whole, whole[:-CHECKSUM] as content:
                if hashlib.blake2b(content, digest_size=CHECKSUM).digest() != whole[-CHECKSUM:]:
                    raise SnapshotError("it is damaged: the checksum does not fit")
            return _parse(data)
    except FileNotFoundError:
        raise SnapshotError("there is none") from None
    except (OSError, ValueError) as error:
        # mmap refuses an empty file with a ValueError.
        raise SnapshotError(f"it cannot be read: {error}") from error


def _parse(data: mmap.mmap) -> tuple[Header, dict[str, npt.NDArray[Any]]]:
    start = len(MAGIC) + LENGTH
    end = start + int.from_bytes(data[len(MAGIC) : start], "little")
    fields = json.loads(data[start:end])
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise SnapshotError("it is of another format")
    try:
        header = Header.model_validate(fields)
    except ValidationError as error:
        raise SnapshotError(f"its header is wrong: {error.error_count()} fields") from None
    arrays = {}
    for name, (dtype, shape) in header.arrays.items():
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        arrays[name] = np.frombuffer(data[end : end + size], dtype=dtype).reshape(shape)
        end += size
    return header, arrays


def _store(serialized: npt.NDArray[Any], header: Header) -> Store:
    index = faiss.deserialize_index(serialized)
    if header.trained_on is None:
        return FlatStore(index)
    return CompressedStore(index, header.trained_on)
