"""The growing index against a brute-force model, in every order of operations."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from index.embedding import Vectors, unit_rows
from index.growing import GrowingIndex
from index.snapshot import SnapshotError, load_snapshot, save_snapshot
from index.stores import CompressedStore, FlatStore

DIMENSION = 12
IDS = st.integers(-(2**63), 2**63 - 1) | st.integers(1, 30)

SEEDS = st.integers(0, 99)


def some(seed: int, count: int) -> Vectors:
    normal = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    return unit_rows(normal.astype(np.float32))


class Machine(RuleBasedStateMachine):
    """Documents with windows in a dict, and the index that must say the same."""

    folder: Path

    @initialize(
        flat_until=st.sampled_from([24, 10_000]),
        tail=st.sampled_from([4, 16]),
        before=st.sampled_from([0, 60]),
    )
    def start(self, flat_until: int, tail: int, before: int) -> None:
        self.settings = {"flat_until": flat_until, "tail": tail}
        self.index = GrowingIndex(DIMENSION, **self.settings)
        self.model: dict[int, Vectors] = {}
        self.generation = 0
        self.add(list(range(before)), 1, before)
        self.index.tidy()

    @rule(
        ids=st.lists(IDS, max_size=8, unique=True),
        windows=st.integers(1, 3),
        seed=SEEDS,
    )
    def add(self, ids: list[int], windows: int, seed: int) -> None:
        vectors = some(seed, len(ids) * windows)
        rows = [i for i in ids for _ in range(windows)]
        if any(i in self.model for i in ids):
            with pytest.raises(ValueError, match="there already"):
                self.index.add(rows, vectors)
            return
        self.index.add(rows, vectors)
        self._keep(rows, vectors)

    @rule(ids=st.lists(IDS, max_size=6), seed=SEEDS)
    def replace(self, ids: list[int], seed: int) -> None:
        vectors = some(seed, len(ids))
        self.index.replace(ids, vectors)
        for i in ids:
            self.model.pop(i, None)
        self._keep(ids, vectors)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        known = st.sampled_from(sorted(self.model)) if self.model else IDS
        ids = data.draw(st.lists(known | IDS, max_size=6))
        present = {i for i in ids if i in self.model}
        assert self.index.remove(ids) == len(present)
        for i in present:
            del self.model[i]

    @rule()
    def tidy(self) -> None:
        self.index.tidy()
        assert not self.index.untidy

    @rule(
        seed=SEEDS,
        count=st.integers(0, 6),
        rest=st.integers(0, 3),
        kind=st.integers(0, 2),
    )
    def search(self, seed: int, count: int, rest: int, kind: int) -> None:
        queries = some(seed + 1000, 2)
        chosen = {i for i in self.model if i % 4 == rest}
        allowed = [None, lambda i: i % 4 == rest, chosen][kind]
        expected = self.model if allowed is None else chosen
        for query, found in zip(queries, self.index.search(queries, count, allowed), strict=True):
            best = {i: float((self.model[i] @ query).max()) for i in expected}
            assert len(found.ids) == len(set(found.ids)) == min(count, len(best))
            assert set(found.ids) <= set(best)
            assert list(found.cosines) == sorted(found.cosines, reverse=True)
            exact = not isinstance(self.index.view.base.store, CompressedStore)
            near = 1e-5 if exact else 0.15
            for i, cosine in zip(found.ids, found.cosines, strict=True):
                assert cosine == pytest.approx(best[i], abs=near)
            for true, cosine in zip(
                sorted(best.values(), reverse=True), found.cosines, strict=False
            ):
                # A compressed base may pass over a list; what it brings is never better than true.
                assert cosine <= true + near
                assert not exact or cosine >= true - near

    @rule(data=st.data())
    def vectors(self, data: st.DataObject) -> None:
        known = st.sampled_from(sorted(self.model)) if self.model else IDS
        ids = data.draw(st.lists(known | IDS, max_size=4))
        owners, vectors = self.index.vectors_of(ids)
        assert set(owners.tolist()) == {i for i in ids if i in self.model}
        for i in set(owners.tolist()):
            kept, true = vectors[owners == i], self.model[i]
            assert kept.shape == true.shape
            assert np.abs(np.sort(kept @ true.T, axis=None)[-1] - 1) < 0.15

    @rule(byte=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255), cut=st.booleans())
    def snapshot(self, byte: float, flip: int, cut: bool) -> None:
        path = self.folder / "snapshot"
        self.generation += 1
        save_snapshot(self.index, path, "model-a", self.generation)
        loaded = GrowingIndex(DIMENSION, **self.settings)
        content = path.read_bytes()
        place = int(byte * len(content))
        path.write_bytes(
            content[:place]
            if cut
            else content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :]
        )
        with pytest.raises(SnapshotError):
            load_snapshot(loaded, path, "model-a", self.generation)
        assert len(loaded) == 0
        path.write_bytes(content)
        for wrong in (("model-b", self.generation), ("model-a", self.generation - 1)):
            with pytest.raises(SnapshotError, match="stale"):
                load_snapshot(loaded, path, *wrong)
        load_snapshot(loaded, path, "model-a", self.generation)
        self.index = loaded

    @precondition(lambda self: hasattr(self, "index"))
    @invariant()
    def holds_the_same_ids(self) -> None:
        assert len(self.index) == len(self.model)
        assert self.index.view.ids().tolist() == sorted(self.model)

    def _keep(self, rows: list[int], vectors: Vectors) -> None:
        for i in dict.fromkeys(rows):
            self.model[i] = vectors[np.array(rows) == i]


@pytest.fixture
def machine(tmp_path: Path) -> type[Machine]:
    return type("MachineHere", (Machine,), {"folder": tmp_path})


def test_any_order_of_operations(machine: type[Machine]) -> None:
    run_state_machine_as_test(
        machine, settings=settings(max_examples=150, stateful_step_count=25, deadline=None)
    )


def test_the_base_is_exact_while_small_then_compressed_then_exact_again() -> None:
    index = GrowingIndex(DIMENSION, flat_until=300, tail=50)
    index.add(range(250), some(1, 250))
    index.tidy()
    assert isinstance(index.view.base.store, FlatStore)
    index.add(range(250, 900), some(2, 650))
    index.tidy()
    assert isinstance(index.view.base.store, CompressedStore)
    index.remove(range(800))
    assert index.untidy
    index.tidy()
    assert isinstance(index.view.base.store, FlatStore)
    assert index.view.ids().tolist() == list(range(800, 900))


def test_moving_compressed_rows_loses_nothing() -> None:
    index = GrowingIndex(DIMENSION, flat_until=10, tail=4)
    index.add(range(500), some(3, 500))
    index.tidy()
    before = index.vectors_of(range(100, 500))[1]
    for step in range(5):
        index.remove(range(20 * step, 20 * step + 20))
        index.add([1000 + step], some(step, 1))
        index.tidy()
    assert np.array_equal(index.vectors_of(range(100, 500))[1], before)


def test_a_compressed_base_that_was_outgrown_is_laid_out_anew() -> None:
    index = GrowingIndex(DIMENSION, flat_until=10, tail=4)
    index.add(range(100), some(1, 100))
    index.tidy()
    small = index.view.base.store
    index.add(range(100, 1000), some(2, 900))
    index.tidy()
    large = index.view.base.store
    assert isinstance(small, CompressedStore)
    assert isinstance(large, CompressedStore)
    assert large.most_probes > small.most_probes
    assert len(index) == 1000


def test_a_predicate_that_refuses_nearly_everything_still_finds_what_it_accepts() -> None:
    vectors = some(4, 30_000)
    index = GrowingIndex(DIMENSION, flat_until=1_000)
    index.add(range(30_000), vectors)
    index.tidy()
    query = vectors[:1]
    furthest = int(np.argmin(vectors @ query[0]))
    asked: list[int] = []

    def only_one(document: int) -> bool:
        asked.append(document)
        return document == furthest

    assert index.search(query, 5, only_one)[0].ids == (furthest,)
    assert len(asked) == len(set(asked)) == 30_000
    assert index.search(query, 5, {furthest})[0].ids == (furthest,)
    assert index.search(query, 5, set())[0].ids == ()


def test_the_predicate_is_asked_once_about_each_even_with_many_windows() -> None:
    index = GrowingIndex(DIMENSION)
    index.add([i // 50 for i in range(2_000)], some(5, 2_000))
    asked: list[int] = []
    found = index.search(some(6, 1), 10, lambda i: not asked.append(i) and i % 2 == 0)[0]
    assert len(found.ids) == 10
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("ids", "vectors"),
    [
        ([1], some(1, 2)),
        ([1, 2], some(1, 1)),
        ([1], np.ones((1, DIMENSION))),
        ([1], some(1, 1)[:, :3]),
    ],
)
def test_wrong_input_is_refused_and_changes_nothing(ids: list[int], vectors: Vectors) -> None:
    index = GrowingIndex(DIMENSION)
    for method in (index.add, index.replace):
        with pytest.raises(ValueError, match=r"unit length|need vectors"):
            method(ids, vectors)
    assert len(index) == 0


def test_searches_and_batches_beside_upkeep_never_see_half_of_anything() -> None:
    """A document always has two windows that are the same; a search never finds another."""
    index = GrowingIndex(DIMENSION, flat_until=200, tail=32)
    first, second = some(7, 1), some(8, 1)
    moved = list(range(100))
    rows = [i for i in moved for _ in range(2)]
    index.add(range(1000, 1400), some(9, 400))
    index.add(rows, np.repeat(first, len(rows), axis=0))
    done = threading.Event()
    faults: list[object] = []

    def watch() -> None:
        while not done.is_set():
            view = index.view
            owners, vectors = view.vectors_of(moved)
            near = [bool((vectors @ one[0] > 0.9).all()) for one in (first, second)]
            if len(owners) != 200 or not any(near):
                faults.append((len(owners), near))
            if len(index) != 500:
                faults.append(len(index))

    def tidy() -> None:
        while not done.is_set():
            index.tidy()

    workers = [threading.Thread(target=watch), threading.Thread(target=tidy)]
    for worker in workers:
        worker.start()
    for turn in range(60):
        index.replace(rows, np.repeat((second, first)[turn % 2], len(rows), axis=0))
    done.set()
    for worker in workers:
        worker.join()
    assert faults == []
    index.tidy()
    _, vectors = index.vectors_of(moved)
    assert (vectors @ first[0] > 0.9).all()
