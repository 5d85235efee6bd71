"""Snapshots: a killed writer leaves a whole one, and whatever else is refused with its reason."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Vectors, unit_rows
from index.files import LEFT_OVER
from index.growing import GrowingIndex
from index.snapshot import SnapshotError, load_snapshot, save_snapshot
from knowledge.base import SHIPPED

DIMENSION = 32
ROUNDS = 6

WRITER = """
import sys
from pathlib import Path
from index.snapshot import save_snapshot
from tests.index.test_snapshot import grown
generation = int(sys.argv[2])
while True:
    generation += 1
    save_snapshot(grown(generation), Path(sys.argv[1]), "model", generation)
    print(generation, flush=True)
"""


def some(seed: int, count: int) -> Vectors:
    normal = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    return unit_rows(normal.astype(np.float32))


def grown(generation: int) -> GrowingIndex:
    """An index whose content says of which generation it is."""
    index = GrowingIndex(DIMENSION, flat_until=500, tail=8)
    index.add(range(2_000 + generation), some(generation, 2_000 + generation))
    index.tidy()
    index.add([-1], some(generation, 1))
    return index


def test_a_writer_killed_at_any_moment_leaves_a_whole_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "threads"
    moments = random.Random(2)
    saved = 0
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", WRITER, str(path), str(saved)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=SHIPPED.parent) as writer:
            assert writer.stdout is not None
            saved = int(writer.stdout.readline())
            time.sleep(moments.uniform(0, 0.15))
            writer.send_signal(signal.SIGKILL)
            told = [int(line) for line in writer.stdout.read().split(b"\n")[:-1]]
        saved = max([saved, *told])
        # What was told is on disk; the next may have been renamed just before the kill.
        index = GrowingIndex(DIMENSION)
        try:
            load_snapshot(index, path, "model", saved)
        except SnapshotError:
            saved += 1
            load_snapshot(index, path, "model", saved)
        assert len(index) == 2_000 + saved + 1
        assert index.search(some(saved, 1), 1)[0].cosines[0] > 0.99


def test_what_a_killed_writer_left_is_cleared_away_later(tmp_path: Path) -> None:
    path = tmp_path / "threads"
    old, fresh = tmp_path / ".threads.old", tmp_path / ".threads.fresh"
    for file in (old, fresh):
        file.write_bytes(b"half")
    long_ago = time.time() - LEFT_OVER - 60
    os.utime(old, (long_ago, long_ago))
    save_snapshot(grown(1), path, "model", 1)
    assert not old.exists()
    assert fresh.exists()  # Another process may be writing it.


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "there is none"),
        (b"", "cannot be read"),
        (b"something else altogether" * 9, "no snapshot"),
        (b"RRINDEX\n", "damaged"),
        (b"RRINDEX\n" + b"\xff" * 200, "damaged"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_the_reason(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "threads"
    if content is not None:
        path.write_bytes(content)
    index = grown(3)
    with pytest.raises(SnapshotError, match=reason):
        load_snapshot(index, path, "model", 1)
    assert len(index) == 2_004


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "threads"
    save_snapshot(grown(1), path, "model", 1)
    with pytest.raises(SnapshotError, match="length is 32, not 16"):
        load_snapshot(GrowingIndex(16), path, "model", 1)


def test_every_byte_counts(tmp_path: Path) -> None:
    path = tmp_path / "threads"
    index = GrowingIndex(DIMENSION)
    index.add([1, 2], some(1, 2))
    save_snapshot(index, path, "model", 1)
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(SnapshotError):
            load_snapshot(GrowingIndex(DIMENSION), path, "model", 1)
    for extra in (content[:-1], content + b"\0"):
        path.write_bytes(extra)
        with pytest.raises(SnapshotError):
            load_snapshot(GrowingIndex(DIMENSION), path, "model", 1)


def test_an_empty_index_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "threads"
    save_snapshot(GrowingIndex(DIMENSION), path, "model", 0)
    index = grown(1)
    load_snapshot(index, path, "model", 0)
    assert len(index) == 0
    index.add([1], some(1, 1))
    assert index.search(some(1, 1), 3)[0].ids == (1,)
