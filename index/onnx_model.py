"""An embedder on onnxruntime: starts in half a second and needs neither torch nor a GPU."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import Vectors, unit_rows

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
WINDOW_OVERLAP = 32
"""Tokens that two neighbouring windows of a long text share."""
BATCH = 32
"""Windows in one run of the model: more gains no speed on two cores and costs memory."""
PADDING = 8
"""Tokens by which windows of one run may differ: the shorter ones are padded with dead weight."""


class OnnxEmbedder:
    """Embeds with a model compiled by :mod:`index.onnx_export`. Thread-safe."""

    def __init__(self, folder: Path, fingerprint: str, threads: int = 1) -> None:
        """Load the model in ``folder``; raises ``OSError`` or ``RuntimeError`` if it is damaged."""
        import onnxruntime
        from tokenizers import Tokenizer

        limits = json.loads((folder / "limits.json").read_text("utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The file's own limits are for training; what the model can read is told in limits.json.
        self._tokenizer.enable_truncation(limits["tokens"], stride=WINDOW_OVERLAP)
        self._tokenizer.no_padding()
        self._dimension = int(limits["dimension"])
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :meth:`index.embedding.Embedder.embed`."""
        sums = np.zeros((len(texts), self._dimension), dtype=np.float32)
        owners: list[int] = []
        windows: list[Any] = []
        for owner, encoding in enumerate(self._tokenizer.encode_batch(list(texts))):
            for window in (encoding, *encoding.overflowing):
                owners.append(owner)
                windows.append(window)
        for chosen in _batches([len(window.ids) for window in windows]):
            vectors = self._run([windows[i] for i in chosen])
            np.add.at(sums, [owners[i] for i in chosen], vectors)
        return unit_rows(sums)

    def _run(self, windows: Sequence[Any]) -> Vectors:
        shape = (len(windows), max(len(window.ids) for window in windows))
        arrays = {name: np.zeros(shape, dtype=np.int64) for name in INPUTS}
        for row, window in enumerate(windows):
            length = len(window.ids)
            arrays["input_ids"][row, :length] = window.ids
            arrays["attention_mask"][row, :length] = 1
            arrays["token_type_ids"][row, :length] = window.type_ids
        return np.asarray(self._session.run(None, arrays)[0], dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The positions of ``lengths`` in groups of like length."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == BATCH or lengths[i] > lengths[batch[0]] + PADDING):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
