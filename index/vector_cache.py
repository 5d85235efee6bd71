"""Vectors kept on disk, so that a second start embeds nothing.

A vector is found by the hash of its text, in a file named after its model's
fingerprint: another model never sees it. The cache is only ever a saving; a
damaged file is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.embedding import Embedder, Vectors
from index.files import write_atomically

STEP = 64
"""Texts embedded between two reports of progress."""

log = logging.getLogger(__name__)


def embed_cached(
    texts: Sequence[str],
    embedder: Embedder,
    cache: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Vectors:
    """Embed ``texts``, taking from ``cache`` (a folder) what was embedded before.

    ``progress`` is told how many of the texts that were new are done, and of
    how many. Returns shape ``(len(texts), dimension)``. What is no longer
    among ``texts`` leaves the cache.
    """
    path = cache / "vectors" / f"{embedder.fingerprint}.npz"
    keys = [_key(text) for text in texts]
    known = _read(path, embedder.dimension)
    new = [(key, text) for key, text in dict(zip(keys, texts, strict=True)).items()]
    new = [(key, text) for key, text in new if key not in known]
    for start in range(0, len(new), STEP):
        part = new[start : start + STEP]
        vectors = embedder.embed([text for _, text in part])
        known.update(zip((key for key, _ in part), vectors, strict=True))
        if progress:
            progress(start + len(part), len(new))
    if new or len(known) > len(set(keys)):
        _write(path, {key: known[key] for key in dict.fromkeys(keys)})
    return np.stack([known[key] for key in keys])


def keep_vectors(texts: Sequence[str], vectors: Vectors, embedder: Embedder, cache: Path) -> None:
    """Write to ``cache`` what was embedded elsewhere, so that :func:`embed_cached` knows it."""
    path = cache / "vectors" / f"{embedder.fingerprint}.npz"
    _write(path, dict(zip(map(_key, texts), vectors, strict=True)))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path, dimension: int) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("the vector cache is damaged (%s); embedding anew", error)
        return {}
    if vectors.ndim != 2 or vectors.shape != (len(keys), dimension):  # noqa: PLR2004
        log.warning("the vector cache has the wrong shape; embedding anew")
        return {}
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        log.warning("the vector cache holds damaged vectors; embedding anew")
        return {}
    return dict(zip(keys.tolist(), vectors, strict=True))


def _write(path: Path, vectors: dict[str, Vectors]) -> None:
    def write(file: BinaryIO) -> None:
        np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))

    try:
        write_atomically(path, write)
    except OSError as error:
        log.warning("the vector cache could not be written (%s)", error)
