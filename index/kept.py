"""Learned weights kept on disk, so that a second start learns nothing again.

Like the vectors, they are only ever a saving: found by the hash of all that they
were learned from, and learned anew where the file is missing or damaged.
"""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from index.files import write_atomically

Arrays = Mapping[str, npt.NDArray[Any]]

log = logging.getLogger(__name__)


class Kept:
    """A folder of learned arrays. Each name has one file: what is learned last replaces it."""

    def __init__(self, folder: Path, fingerprint: str, shipped: Path | None = None) -> None:
        """``fingerprint`` names the model whose vectors are learned from.

        ``shipped`` is a folder of arrays that came with the program. It is only
        read, and what fits is taken from there first.
        """
        self._folder = folder
        self._fingerprint = fingerprint
        self._shipped = shipped

    def learned(self, name: str, from_what: Iterable[str], learn: Callable[[], Arrays]) -> Arrays:
        """The arrays called ``name``, as learned ``from_what``, or as ``learn`` makes them now.

        ``from_what`` is everything that decides the outcome, in order.
        """
        digest = hashlib.sha256(self._fingerprint.encode())
        for part in from_what:
            digest.update(b"\0" + part.encode("utf-8", "surrogatepass"))
        key = digest.hexdigest()
        path = self._folder / f"{name}.npz"
        shipped = _read(self._shipped / path.name, key) if self._shipped else None
        if shipped is not None:
            # So a file here is one in use. A folder that may not be written to hinders nobody.
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return shipped
        known = _read(path, key)
        if known is not None:
            return known
        made = learn()
        _write(path, key, made)
        return made


def _read(path: Path, key: str) -> Arrays | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            return {name: file[name] for name in file.files if name != "key"}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("what was learned is damaged on disk (%s); learning anew", error)
        return None


def _write(path: Path, key: str, arrays: Arrays) -> None:
    def write(file: BinaryIO) -> None:
        parts: dict[str, Any] = {"key": np.array(key), **arrays}
        np.savez(file, **parts)

    try:
        write_atomically(path, write)
    except OSError as error:
        log.warning("what was learned could not be kept (%s)", error)
