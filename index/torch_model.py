"""An embedder on torch and sentence-transformers: slower to start, and what models are made for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import Vectors, unit_rows
from index.models import ModelError, ModelFolder


class TorchEmbedder:
    """Embeds with the original model. Thread-safe for inference."""

    def __init__(self, model: ModelFolder) -> None:
        """Load ``model``; raises :class:`index.models.ModelError` if it cannot be loaded."""
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(model.source, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(f"{model.name} could not be loaded: {error}") from error
        # A model that names no limit gets one that every encoder can read.
        self._tokens = int(self._model.max_seq_length or 256)
        self._fingerprint = model.fingerprint

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :meth:`index.embedding.Embedder.embed`."""
        pieces: list[str] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            for window in self._windows(text):
                pieces.append(window)
                owners.append(owner)
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if pieces:
            np.add.at(sums, owners, self._model.encode(pieces, show_progress_bar=False))
        return unit_rows(sums)

    def _windows(self, text: str) -> list[str]:
        """``text`` in pieces that the model reads whole; here without overlap."""
        encoding = self._model.tokenizer(text, return_offsets_mapping=True, verbose=False)
        spans = [span for span in encoding["offset_mapping"] if span[1] > span[0]]
        room = self._tokens - 2
        if len(spans) <= room:
            return [text]
        groups = [spans[start : start + room] for start in range(0, len(spans), room)]
        return [text[group[0][0] : group[-1][1]] for group in groups]

    def save_tokenizer(self, folder: Path) -> None:
        """Write ``tokenizer.json`` and the model's ``limits.json`` to ``folder``."""
        self._model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        limits = {"tokens": self._tokens, "dimension": self.dimension}
        (folder / "limits.json").write_text(json.dumps(limits), "utf-8")

    def as_module(self, inputs: Sequence[str]) -> Any:  # noqa: ANN401 - torch is not imported here
        """The whole chain, pooling and normalisation included, as one torch module."""
        import torch

        model = self._model

        class Whole(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
                features = self.model(dict(zip(inputs, tensors, strict=True)))
                vector: torch.Tensor = features["sentence_embedding"]
                return torch.nn.functional.normalize(vector, dim=1)

        return Whole().eval()
