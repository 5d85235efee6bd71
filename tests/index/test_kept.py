"""What was learned is kept for the same examples only, and a damaged file is learned anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.kept import Arrays, Kept
from index.kernel import KernelHead
from index.letters import LetterHead, counts_of


class Learner:
    """Counts how often it had to learn."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Arrays:
        self.times += 1
        return {"weights": np.arange(6.0).reshape(2, 3)}


def test_the_same_is_learned_once_and_anything_else_anew(tmp_path: Path) -> None:
    learner = Learner()
    first = Kept(tmp_path, "model").learned("urgent", ["a", "b"], learner)
    again = Kept(tmp_path, "model").learned("urgent", ["a", "b"], learner)
    assert np.array_equal(first["weights"], again["weights"])
    assert learner.times == 1
    Kept(tmp_path, "model").learned("urgent", ["ab", ""], learner)
    Kept(tmp_path, "another").learned("urgent", ["a", "b"], learner)
    assert learner.times == 3


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_learned_anew(tmp_path: Path, damage: bytes | None) -> None:
    learner = Learner()
    kept = Kept(tmp_path, "model")
    kept.learned("urgent", ["a"], learner)
    path = tmp_path / "urgent.npz"
    path.write_bytes(path.read_bytes()[:200] if damage is None else damage)
    kept.learned("urgent", ["a"], learner)
    assert learner.times == 2


def test_heads_score_the_same_however_often_they_are_kept() -> None:
    """Half precision costs a little once, and then nothing more."""
    random = np.random.default_rng(0)
    vectors = random.normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = [0, 1] * 20
    kernel = KernelHead.fit(vectors, labels, 2, landmarks=10)
    kept = KernelHead.restored(kernel.arrays())
    assert np.allclose(kernel.scores(vectors), kept.scores(vectors), atol=5e-3)
    assert np.array_equal(kept.scores(vectors), KernelHead.restored(kept.arrays()).scores(vectors))
    texts = [f"word{i % 2} other {i}" for i in range(40)]
    letters = LetterHead.fit(texts, labels, 2)
    counts = counts_of(texts)
    once = LetterHead.restored(letters.arrays())
    assert np.allclose(letters.scores(counts), once.scores(counts), atol=5e-3)
    again = LetterHead.restored(once.arrays())
    assert np.array_equal(once.scores(counts), again.scores(counts))
    assert letters.scores(counts_of(["word0", "word1"])).argmax(axis=1).tolist() == [0, 1]


def test_what_came_with_the_program_is_taken_first_and_never_written(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    made = {"weights": np.arange(3.0)}
    Kept(shipped, "model").learned("urgent", ["a"], lambda: made)
    before = (shipped / "urgent.npz").read_bytes()

    def again() -> dict[str, np.ndarray]:
        raise AssertionError("it was learned again")

    found = Kept(own, "model", shipped).learned("urgent", ["a"], again)
    assert np.array_equal(found["weights"], made["weights"])
    changed = Kept(own, "model", shipped).learned("urgent", ["b"], lambda: {"weights": np.ones(1)})
    assert np.array_equal(changed["weights"], np.ones(1))
    assert (shipped / "urgent.npz").read_bytes() == before


def test_a_file_that_cannot_be_removed_hinders_nothing(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    made = {"weights": np.arange(3.0)}
    Kept(shipped, "model").learned("urgent", ["a"], lambda: made)
    (own / "urgent.npz").mkdir(parents=True)
    found = Kept(own, "model", shipped).learned("urgent", ["a"], dict)
    assert np.array_equal(found["weights"], made["weights"])
