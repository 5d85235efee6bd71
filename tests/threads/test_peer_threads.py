"""Peer threads: what is found, what never is, and what is kept."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parts import Parts
from bot.threads.calibration import FEATURES, ThreadCalibration
from bot.threads.collection import CANDIDATES, PeerThreads
from bot.threads.ranking import NEAR, SHOWN, ThreadHit, in_order
from bot.threads.thread import LONGEST, MOST_WINDOWS, Thread, texts_of_thread
from index.embedding import Vectors, unit_rows
from index.ranker import Query, embed_query
from index.snapshot import SnapshotError

MOMENT = datetime(2026, 5, 1, tzinfo=UTC)
DIMENSION = 384
FALLING = "I keep falling over at home, how do I stop it"
OPEN = ThreadCalibration(made="", intercept=0, coefficients=dict.fromkeys(FEATURES, 0), floor=0)
"""Shows whatever was ranked."""

POSTS = {
    1: ("Third tumble this month", "Went over in the bathroom again. What keeps you upright?"),
    2: ("Waiting since March", "Five months and still no appointment letter from the physio."),
    3: ("Cooling vests", "Everything goes blurry when I get hot. Do those ice waistcoats work?"),
    4: ("Telling my boss", "Need later starts. HR say no. Doesn't the Equality Act cover this?"),
    5: ("Sourdough", "My starter has died again. Which flour do you all use?"),
}


def thread(number: int, **changes: object) -> Thread:
    return dataclasses.replace(Thread(number, 9, 100, MOMENT, MOMENT), **changes)


def some(seed: int, rows: int) -> Vectors:
    normal = np.random.default_rng(seed).standard_normal((rows, DIMENSION))
    return unit_rows(normal.astype(np.float32))


@pytest.fixture(scope="module")
def posted(parts: Parts) -> dict[int, Vectors]:
    return {i: parts.embedder.embed(texts_of_thread(*post)) for i, post in POSTS.items()}


@pytest.fixture
def peers(posted: dict[int, Vectors]) -> PeerThreads:
    peers = PeerThreads(9, DIMENSION)
    peers.put([(thread(i), vectors) for i, vectors in posted.items()])
    return peers


def query(parts: Parts, text: str) -> Query:
    return embed_query(text, parts.embedder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FALLING, 1),
        ("How long should I have to wait to see a physiotherapist?", 2),
        ("Heat makes my MS symptoms worse, how can I keep cool", 3),
        ("What adjustments can I ask my employer for because of MS?", 4),
    ],
)
def test_a_thread_is_found_in_other_words(
    parts: Parts, peers: PeerThreads, text: str, expected: int
) -> None:
    found = peers.rank(parts.mind, query(parts, text), lambda _: True)
    assert found.hits[0].thread.id == expected
    assert [hit.thread.id for hit in found.shown] == [expected]


def test_a_thread_in_other_words_is_found_among_many_in_like_words(
    parts: Parts, posted: dict[int, Vectors]
) -> None:
    asked = query(parts, FALLING)
    subject = parts.mind.ranker.discriminant.directions(asked.vectors[:1])
    words = asked.vectors[:1] - (asked.vectors[:1] @ subject.T) * subject
    noise = some(7, 2 * CANDIDATES)
    noise -= (noise @ subject.T) * subject
    many = unit_rows(unit_rows(words) + unit_rows(noise))
    assert (many @ asked.vectors[0]).min() > (posted[1] @ asked.vectors[0]).max()
    peers = PeerThreads(9, DIMENSION)
    peers.put([(thread(1), posted[1])])
    peers.put([(thread(100 + i), vector[None]) for i, vector in enumerate(many)])
    found = peers.rank(parts.mind, asked, lambda _: True)
    assert found.hits[0].thread.id == 1


@pytest.mark.parametrize("text", ["Which phone has the best camera?", "asdf qwer", "hello all"])
def test_none_is_shown_rather_than_a_poor_one(parts: Parts, peers: PeerThreads, text: str) -> None:
    assert peers.rank(parts.mind, query(parts, text), lambda _: True).shown == ()


def test_the_asking_thread_is_left_out(parts: Parts, peers: PeerThreads) -> None:
    found = peers.rank(parts.mind, query(parts, FALLING), lambda _: True, asking=1)
    assert 1 not in {hit.thread.id for hit in (*found.hits, *found.shown)}
    assert len(found.hits) == len(POSTS) - 1


@given(
    data=st.data(),
    channels=st.lists(st.integers(1, 5), min_size=1, max_size=40),
    windows=st.integers(1, 3),
    readable=st.frozensets(st.integers(1, 5)),
    count=st.integers(1, 12),
    seed=st.integers(0, 2**16),
)
@settings(max_examples=60, deadline=None)
def test_no_thread_that_is_refused_is_ever_in_a_result(
    *,
    parts: Parts,
    data: st.DataObject,
    channels: list[int],
    windows: int,
    readable: frozenset[int],
    count: int,
    seed: int,
) -> None:
    peers = PeerThreads(9, DIMENSION, OPEN)
    peers.put([(thread(i, channel=c), some(seed + i, windows)) for i, c in enumerate(channels)])
    numbers = st.sampled_from(range(len(channels)))
    gone, asking = data.draw(st.sets(numbers)), data.draw(st.none() | numbers)
    peers.remove(gone)
    asked = Query("walking", ("",), some(seed + 1000, 2))
    found = peers.rank(
        parts.mind, asked, lambda t: t.channel in readable, asking=asking, count=count
    )
    may = {i for i, c in enumerate(channels) if c in readable and i not in {*gone, asking}}
    ids = [hit.thread.id for hit in found.hits]
    assert set(ids) <= may
    assert len(ids) == len(set(ids)) == min(count, len(may))
    assert {hit.thread.id for hit in found.shown} <= set(ids)
    assert len(found.shown) == min(SHOWN, len(ids))


def test_a_thread_that_moved_to_a_hidden_channel_is_gone(parts: Parts, peers: PeerThreads) -> None:
    peers.update(thread(1, channel=666))
    found = peers.rank(parts.mind, query(parts, FALLING), lambda t: t.channel != 666)
    assert 1 not in {hit.thread.id for hit in found.hits}


def test_a_replaced_thread_is_found_by_its_new_text_only(parts: Parts, peers: PeerThreads) -> None:
    asked = query(parts, FALLING)
    before = peers.rank(parts.mind, asked, lambda _: True).hits[0]
    vectors = parts.embedder.embed(texts_of_thread("Bread", "Which flour for a sourdough loaf?"))
    peers.put([(thread(1), vectors)])
    found = peers.rank(parts.mind, asked, lambda _: True)
    after = next(hit for hit in found.hits if hit.thread.id == 1)
    assert after.score < before.score - 0.3
    assert len(peers) == len(POSTS)


def test_the_ranking_is_the_same_after_upkeep_and_from_a_snapshot(
    parts: Parts, peers: PeerThreads, tmp_path: Path
) -> None:
    asked = query(parts, f"{FALLING}? I have tried rails. Thanks all.")
    before = peers.rank(parts.mind, asked, lambda _: True)
    peers.tidy()
    path = tmp_path / "threads"
    peers.save(path, parts.embedder.fingerprint, 4)
    loaded = PeerThreads(9, DIMENSION)
    loaded.load(path, parts.embedder.fingerprint, 4, map(thread, POSTS))
    for one in (peers, loaded):
        again = one.rank(parts.mind, asked, lambda _: True)
        assert [hit.thread for hit in again.hits] == [hit.thread for hit in before.hits]
        scores = [hit.score for hit in again.hits]
        assert scores == pytest.approx([hit.score for hit in before.hits], abs=1e-4)


def test_a_snapshot_of_other_threads_is_refused(peers: PeerThreads, tmp_path: Path) -> None:
    path = tmp_path / "threads"
    peers.save(path, "model", 1)
    with pytest.raises(SnapshotError, match="other threads"):
        peers.load(path, "model", 1, [thread(1)])
    with pytest.raises(SnapshotError, match="the generation is 1, not 2"):
        peers.load(path, "model", 2, map(thread, POSTS))
    assert len(peers) == len(POSTS)


def test_wrong_input_changes_nothing(peers: PeerThreads) -> None:
    with pytest.raises(ValueError, match="another community"):
        peers.put([(thread(50, community=8), some(1, 1))])
    for windows in ([(thread(50), some(1, 0))], [(thread(50), some(1, 1))] * 2):
        with pytest.raises(ValueError, match="there once"):
            peers.put(windows)
    with pytest.raises(KeyError):
        peers.update(thread(50))
    assert len(peers) == len(POSTS)


def test_a_community_without_threads_has_none(parts: Parts) -> None:
    found = PeerThreads(9, DIMENSION).rank(parts.mind, query(parts, "yoga"), lambda _: True)
    assert (found.hits, found.shown) == ((), ())


def hit(number: int, score: float, helpful: int = 0, days: int = 0) -> ThreadHit:
    own = thread(number, helpful=helpful, last_active=MOMENT + timedelta(days=days))
    return ThreadHit(own, score, 0.5, {})


def test_near_equals_go_by_helpfulness_then_by_age() -> None:
    hits = [
        hit(1, 1.0),
        hit(2, 1.0 - NEAR / 4, days=3),
        hit(3, 1.0 - NEAR / 2, helpful=2),
        hit(4, 1.0 - 2 * NEAR, helpful=9, days=9),
    ]
    assert [one.thread.id for one in in_order(hits, 10)] == [3, 2, 1, 4]
    assert [one.thread.id for one in in_order(hits, 2)] == [3, 2]


@given(st.text(max_size=120), st.text(max_size=6_000))
@settings(max_examples=60, deadline=None)
def test_the_texts_of_a_thread_are_few_and_headed_by_its_title(title: str, body: str) -> None:
    whole, *windows = texts_of_thread(title, body)
    assert len(windows) <= MOST_WINDOWS
    assert len(windows) != 1
    assert len(whole) <= len(title) + LONGEST + 2
    for text in (whole, *windows):
        assert text.startswith(title.strip())


def test_a_need_far_into_a_long_post_is_found(parts: Parts) -> None:
    rambling = "We moved house in the autumn and the dog hates it. The garden is a jungle. " * 12
    need = "I leak when I sneeze and wondered about pelvic floor exercises."
    peers = PeerThreads(9, DIMENSION)
    for number, body in enumerate((rambling + need, rambling)):
        texts = texts_of_thread("Hello everyone", body)
        peers.put([(thread(number), parts.embedder.embed(texts))])
    asked = query(parts, "exercises for a weak bladder")
    first, second = peers.rank(parts.mind, asked, lambda _: True).hits
    assert first.thread.id == 0
    assert first.score > second.score + 0.2
