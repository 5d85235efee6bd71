"""Compiling a sentence-transformers model to ONNX, once, so that it starts fast afterwards.

Importing torch takes seconds and hundreds of megabytes; onnxruntime takes
neither. The export is compared with the original on a probe set before it is
trusted.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.files import write_atomically
from index.models import ModelFolder
from index.onnx_model import INPUTS, OnnxEmbedder
from index.torch_model import TorchEmbedder

LEAST_AGREEMENT = 0.9999
"""The smallest cosine between the original's vector and the export's that is accepted."""

PROBES = (
    "physio",
    "How do I get an appointment?",
    "My legs are stiff at night and I am worried, what helps? ☂ naïve café",
    "A longer message, as people write them when they are tired. " * 12,
    "",
)


class ExportError(RuntimeError):
    """The export failed, or does not agree with the model it was made from."""


def compile_model(model: ModelFolder, folder: Path) -> None:
    """Compile ``model`` into ``folder``: ``model.onnx``, ``tokenizer.json``, ``limits.json``.

    A file ``verified`` is written last: its presence says that the others are
    whole and agree with the original. Raises :class:`ExportError` if they do not.
    """
    original = TorchEmbedder(model)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        try:
            _write_onnx(original, fresh / "model.onnx")
            original.save_tokenizer(fresh)
            _compare(original, OnnxEmbedder(fresh, model.fingerprint))
        except ImportError as error:
            raise ExportError(f"{model.name} could not be compiled: {error}") from error
        for path in fresh.iterdir():
            write_atomically(folder / path.name, partial(_copy, path))
    write_atomically(folder / "verified", lambda file: None)


def _copy(source: Path, target: BinaryIO) -> None:
    with source.open("rb") as file:
        shutil.copyfileobj(file, target)


def _write_onnx(original: TorchEmbedder, path: Path) -> None:
    import torch

    example = {name: torch.ones((2, 9), dtype=torch.long) for name in INPUTS}
    example["attention_mask"][1, 5:] = 0
    rows, tokens = torch.export.Dim("rows"), torch.export.Dim("tokens", min=2, max=512)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            original.as_module(INPUTS),
            tuple(example[name] for name in INPUTS),
            str(path),
            input_names=list(INPUTS),
            output_names=["sentence_vector"],
            # One tuple: the module takes its tensors as *args.
            dynamic_shapes=(({0: rows, 1: tokens},) * len(INPUTS),),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _compare(original: TorchEmbedder, export: OnnxEmbedder) -> None:
    # Together (padded) and one by one (not padded): both ways are used.
    together = np.sum(original.embed(PROBES) * export.embed(PROBES), axis=1)
    alone = [float(original.embed([text])[0] @ export.embed([text])[0]) for text in PROBES]
    worst = min(float(together.min()), *alone)
    if worst < LEAST_AGREEMENT:
        raise ExportError(f"the compiled model differs from the original (cosine {worst:.5f})")
