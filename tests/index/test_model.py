"""The real model: checked, compiled faithfully, and its vectors kept and trusted with care."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import models
from index.batching import BatchingEmbedder
from index.embedding import Embedder, Vectors
from index.models import ModelError, find_model
from index.torch_model import TorchEmbedder
from index.vector_cache import embed_cached

TEXTS = ["physio", "How do I get an appointment?", "word " * 600, "", "☂ naïve café"]


class Counting:
    """The real embedder, with a count of what was asked of it."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.calls: list[int] = []

    @property
    def fingerprint(self) -> str:
        return self._inner.fingerprint

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        return self._inner.embed(texts)


def test_the_compiled_model_agrees_with_the_original(embedder: Embedder) -> None:
    original = TorchEmbedder(find_model())
    short = [text for text in TEXTS if len(text) < 1000]
    cosines = np.sum(original.embed(short) * embedder.embed(short), axis=1)
    assert cosines.min() > 0.9999


def test_vectors_are_unit_rows_alone_and_together(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    assert together.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-4)


def test_the_end_of_a_long_text_counts(embedder: Embedder) -> None:
    start = "I walk the dog every day. " * 60
    one, other = embedder.embed([start, start + "How do I claim travel costs to hospital? " * 30])
    assert float(one @ other) < 0.98


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the reviewed ones"):
        find_model()


def test_a_missing_folder_is_told() -> None:
    with pytest.raises(ModelError, match="no model folder"):
        find_model("/no/such/folder")


def test_a_second_start_embeds_nothing(embedder: Embedder, tmp_path: Path) -> None:
    first, second = Counting(embedder), Counting(embedder)
    made = embed_cached(TEXTS, first, tmp_path)
    assert np.array_equal(embed_cached(TEXTS, second, tmp_path), made)
    assert second.calls == []
    embed_cached([*TEXTS, "one more"], second, tmp_path)
    assert second.calls == [1]


def test_a_damaged_cache_is_made_again(embedder: Embedder, tmp_path: Path) -> None:
    made = embed_cached(TEXTS, embedder, tmp_path)
    (path,) = (tmp_path / "vectors").iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"nonsense"):
        path.write_bytes(damaged)
        assert np.array_equal(embed_cached(TEXTS, embedder, tmp_path), made)


async def test_concurrent_questions_share_a_batch(embedder: Embedder) -> None:
    counting = Counting(embedder)
    async with BatchingEmbedder(counting) as batching:
        vectors = await asyncio.gather(*(batching.embed([f"question {i}"]) for i in range(20)))
    assert len(counting.calls) < 20
    assert sum(counting.calls) == 20
    expected = embedder.embed([f"question {i}" for i in range(20)])
    assert np.allclose(np.concatenate(vectors), expected, atol=1e-4)


async def test_one_caller_giving_up_does_not_harm_the_others(embedder: Embedder) -> None:
    async with BatchingEmbedder(embedder) as batching:
        waiting = [asyncio.create_task(batching.embed([f"text {i}"])) for i in range(5)]
        await asyncio.sleep(0)
        waiting[2].cancel()
        done = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(done[2], asyncio.CancelledError)
    assert all(isinstance(done[i], np.ndarray) for i in (0, 1, 3, 4))
