"""Choosing how the model runs: compiled where that is possible, torch where it is not."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from index.embedding import Embedder
from index.models import DEFAULT_MODEL, find_model

Backend = Literal["onnx", "torch"]

log = logging.getLogger(__name__)


def load_embedder(
    cache: Path, *, model: str = DEFAULT_MODEL, backend: Backend = "onnx", threads: int = 1
) -> Embedder:
    """Load the embedder called ``model``.

    With ``backend="onnx"`` the first call on a machine compiles the model into
    ``cache`` (some ten seconds); later ones take half a second. Where it cannot
    be compiled faithfully, the log says so and torch is used.

    Raises :class:`index.models.ModelError` if there is no such model.
    """
    folder = find_model(model)
    if backend == "onnx":
        compiled = cache / "models" / folder.fingerprint
        try:
            if not (compiled / "verified").is_file():
                # Only here: the import brings torch with it.
                from index.onnx_export import compile_model

                compile_model(folder, compiled)
            from index.onnx_model import OnnxEmbedder

            return OnnxEmbedder(compiled, folder.fingerprint, threads)
        except (OSError, RuntimeError, ValueError) as error:
            log.warning("the compiled model cannot be used (%s); going on with torch", error)
    from index.torch_model import TorchEmbedder

    return TorchEmbedder(folder)
