"""Measure the growing index at 1,000 to 1,000,000 threads, each size in a process of its own.

Vectors are synthetic: unit vectors in clusters, as titles and posts on a few
hundred topics are. Run: .venv/bin/python -m benchmarks.threads [--write] [SIZE ...]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from benchmarks.tables import machine, markdown, write_between_markers
from index.embedding import Vectors, unit_rows
from index.growing import GrowingIndex
from index.snapshot import load_snapshot, save_snapshot
from index.stores import FlatStore

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DIMENSION = 384
TOPICS = 400
SPREAD = 1.1
"""Of a thread round its topic, relative to the topic's own length."""
BATCH = 1_000
QUERIES = 200
COUNT = 10
DELETED = 10_000


class Threads:
    """Vectors that can be made again from their number, so that a million need not be held."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._topics = unit_rows(_normal(0, TOPICS))

    def batches(self) -> Iterator[tuple[np.ndarray, Vectors]]:
        """Ids and vectors, a batch at a time. Ids are made like Discord's."""
        for start in range(0, self.size, BATCH):
            ids = (np.arange(start, min(start + BATCH, self.size)) << 22) + 10**17
            yield ids, self.some(1 + start, len(ids))

    def some(self, seed: int, count: int) -> Vectors:
        """``count`` vectors."""
        topics = self._topics[np.random.default_rng(seed).integers(0, TOPICS, count)]
        return unit_rows(topics + SPREAD / DIMENSION**0.5 * _normal(seed, count))


def measure(size: int) -> dict[str, float | str]:
    """All figures for ``size`` threads."""
    threads = Threads(size)
    index = GrowingIndex(DIMENSION)
    queries = threads.some(10**9, QUERIES)
    before = _resident()
    exact = _Exact(queries)
    inserting, tidying = 0.0, [0.0]
    for ids, vectors in threads.batches():
        exact.see(ids, vectors)
        started = time.perf_counter()
        index.add(ids, vectors)
        inserting += time.perf_counter() - started
        if index.untidy:
            tidying.append(_seconds(index.tidy))
    tidying.append(_seconds(index.tidy))
    faiss.omp_set_num_threads(1)
    held = _resident() - before
    times, found = [], []
    for query in queries:
        started = time.perf_counter()
        found.append(index.search(query[None], COUNT)[0].ids)
        times.append(1000 * (time.perf_counter() - started))
    together = partial(index.search, queries[:8], COUNT)
    clauses = [1000 * _seconds(together) for _ in range(20)]
    snapshot = _snapshot(index)
    gone = np.random.default_rng(0).permutation(index.view.ids())[: min(DELETED, size // 4)]
    deleting = _seconds(lambda: [index.remove(part) for part in np.array_split(gone, 10)])
    left = index.view.ids()[:: max(1, len(index) // 50)]
    removals = [1000 * _seconds(partial(index.remove, [document])) for document in left]
    after = [1000 * _seconds(partial(index.search, query[None], COUNT)) for query in queries]
    return {
        "size": size,
        "base": "exact" if isinstance(index.view.base.store, FlatStore) else "compressed",
        "search_ms": statistics.median(times),
        "search_p95_ms": statistics.quantiles(times, n=20)[-1],
        "search_8_ms": statistics.median(clauses),
        "recall": exact.recall(found),
        "memory_mb": held,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "insert_per_s": size / (inserting + sum(tidying)),
        "longest_tidy_s": max(tidying),
        "delete_per_s": len(gone) / deleting,
        "one_removed_ms": statistics.median(removals),
        "after_delete_ms": statistics.median(after),
        **snapshot,
    }


class _Exact:
    """The true nearest threads of the queries, found while the vectors go by."""

    def __init__(self, queries: Vectors) -> None:
        self._queries = queries
        self._cosines = np.full((len(queries), COUNT), -np.inf, dtype=np.float32)
        self._ids = np.zeros((len(queries), COUNT), dtype=np.int64)

    def see(self, ids: np.ndarray, vectors: Vectors) -> None:
        cosines = np.concatenate([self._cosines, self._queries @ vectors.T], axis=1)
        every = np.concatenate([self._ids, np.broadcast_to(ids, (len(cosines), len(ids)))], axis=1)
        best = np.argpartition(-cosines, COUNT - 1, axis=1)[:, :COUNT]
        self._cosines = np.take_along_axis(cosines, best, axis=1)
        self._ids = np.take_along_axis(every, best, axis=1)

    def recall(self, found: list[tuple[int, ...]]) -> float:
        shares = [
            len(set(ids) & set(true)) / COUNT
            for ids, true in zip(found, self._ids.tolist(), strict=True)
        ]
        return statistics.mean(shares)


def _snapshot(index: GrowingIndex) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "threads"
        return {
            "save_s": _seconds(partial(save_snapshot, index, path, "synthetic", 1)),
            "snapshot_mb": path.stat().st_size / 2**20,
            **_own_process("--started-from", str(path)),
        }


def started_from(path: Path) -> dict[str, float]:
    """What a start from the snapshot at ``path`` costs, in a process that does nothing else."""
    index, before = GrowingIndex(DIMENSION), _resident()
    loading = _seconds(partial(load_snapshot, index, path, "synthetic", 1))
    return {"load_s": loading, "started_mb": _resident() - before}


def _normal(seed: int, count: int) -> Vectors:
    return np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32)


def _seconds(work) -> float:  # noqa: ANN001 - any call without arguments
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _resident() -> float:
    """Megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


def _own_process(*words: str) -> dict[str, float]:
    """What this module prints when it is started with ``words``, on one thread."""
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.threads", *words]
    done = subprocess.run(command, env=os.environ | one, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def _table(results: list[dict[str, float]]) -> str:
    rows = {
        "kind of base": lambda r: r["base"],
        "search, median": lambda r: f"{r['search_ms']:.2f} ms",
        "search, 95th percentile": lambda r: f"{r['search_p95_ms']:.2f} ms",
        "eight queries at once, median": lambda r: f"{r['search_8_ms']:.2f} ms",
        f"recall@{COUNT} against exact": lambda r: f"{r['recall']:.3f}",
        "memory, started from a snapshot": lambda r: f"{r['started_mb']:,.0f} MB",
        "memory, grown from nothing": lambda r: f"{r['memory_mb']:,.0f} MB",
        "peak of the process": lambda r: f"{r['peak_mb']:,.0f} MB",
        "inserted, upkeep included": lambda r: f"{r['insert_per_s']:,.0f} a second",
        "longest upkeep (off the event loop)": lambda r: f"{r['longest_tidy_s']:.2f} s",
        "removed, in batches": lambda r: f"{r['delete_per_s']:,.0f} a second",
        "one removed, median": lambda r: f"{r['one_removed_ms']:.2f} ms",
        "search after removals, median": lambda r: f"{r['after_delete_ms']:.2f} ms",
        "snapshot written": lambda r: f"{r['save_s']:.2f} s",
        "snapshot read and checked": lambda r: f"{r['load_s']:.2f} s",
        "snapshot's size": lambda r: f"{r['snapshot_mb']:,.1f} MB",
    }
    header = ["threads", *(f"{r['size']:,}" for r in results)]
    return markdown(header, [[name, *(show(r) for r in results)] for name, show in rows.items()])


def main() -> None:
    """Measure every size asked for and print the table; with --write put it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE")
    parser.add_argument("--write", action="store_true", help="also write docs/performance.md")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--started-from", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one)))
        return
    if asked.started_from:
        print(json.dumps(started_from(asked.started_from)))
        return
    load = os.getloadavg()[0]
    table = _table([_own_process("--one", str(size)) for size in asked.sizes or SIZES])
    text = (
        f"{table}\n\n{machine(load)} {DIMENSION} numbers a vector, {QUERIES} queries, "
        f"{COUNT} results each. One thread was used."
    )
    print(text)
    if asked.write:
        write_between_markers("threads", text)


if __name__ == "__main__":
    main()
