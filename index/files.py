"""Writing a file so that a crash leaves the old one or the new one, never half."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

LEFT_OVER = 600.0
"""Seconds after which a temporary file belongs to nobody: its writer was killed."""


def remove_leftovers(path: Path) -> None:
    """Delete the temporary files that killed writers of ``path`` left beside it."""
    for temporary in path.parent.glob(f".{path.name}.*"):
        try:
            if time.time() - temporary.stat().st_mtime > LEFT_OVER:
                temporary.unlink()
        except FileNotFoundError:
            pass  # Another process was quicker.


def write_atomically(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then rename it there.

    The file and its folder are synchronised to disk before this returns.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
