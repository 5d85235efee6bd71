"""Store and memory hold the same threads: after any changes, after a restart, after kill -9."""

from __future__ import annotations

import asyncio
import random
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from churning import CHANNEL, COMMUNITY, DIMENSION, MOMENT, model, thread, vectors

from bot.parts import Parts
from bot.peers import OPENED, Peers
from bot.store.communities import forget_community
from bot.store.engine import Store
from bot.store.following import follow, unfollow
from bot.store.threads import generation_of, include_thread, load_threads, mark_signposted
from bot.threads.collection import PeerThreads
from bot.threads.thread import Thread
from index.batching import BatchingEmbedder
from index.ranker import embed_query
from index.snapshot import SnapshotError
from tests.postgres import KINDS, database_of

SCRIPT = Path(__file__).with_name("churning.py")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    async with database_of(request.param, tmp_path) as made:
        yield made


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    async with await Store.open(database) as opened:
        await follow(opened, COMMUNITY, CHANNEL, replies=False)
        yield opened


@pytest.fixture
def peers(store: Store, tmp_path: Path) -> Peers:
    return Peers(store, model(), tmp_path / "threads")


def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "threads" / f"{COMMUNITY}.threads"


async def held(peers: Peers) -> dict[int, bytes]:
    """What a search would go through: each thread's vectors."""
    shelf = await peers._shelf(COMMUNITY)
    found: dict[int, bytes] = {}
    for number in shelf.known:
        _, rows = shelf.threads._index.vectors_of([number])
        found[number] = rows.tobytes()
    assert len(shelf.threads) == len(found)
    return found


async def stored(store: Store) -> dict[int, bytes]:
    rows = await load_threads(store, COMMUNITY, "model", DIMENSION)
    return {kept.id: kept_vectors.tobytes() for kept, kept_vectors in rows}


async def test_what_was_put_is_there_after_a_restart(
    peers: Peers, store: Store, tmp_path: Path
) -> None:
    await peers.put(COMMUNITY, [(thread(n), vectors(n)) for n in range(30)])
    await peers.remove(COMMUNITY, [3, 4, 99])
    assert await peers.helped(COMMUNITY, 5)
    assert not await peers.helped(COMMUNITY, 3)
    await peers.active(COMMUNITY, 6, MOMENT + timedelta(seconds=OPENED - 1))
    await peers.active(COMMUNITY, 7, MOMENT + timedelta(seconds=OPENED + 1))
    again = Peers(store, model(), tmp_path / "threads")
    assert await held(again) == await held(peers) == await stored(store)
    for number in (5, 6, 7):
        assert await again.get(COMMUNITY, number) == await peers.get(COMMUNITY, number)
    assert (await again.get(COMMUNITY, 5)) == replace(thread(5), helpful=1)


@pytest.mark.parametrize("harm", ["stale", "damaged", "empty", "of another database"])
async def test_a_snapshot_that_does_not_fit_is_not_used(
    peers: Peers, store: Store, tmp_path: Path, harm: str
) -> None:
    await peers.put(COMMUNITY, [(thread(n), vectors(n)) for n in range(9)])
    await peers.save()
    path = snapshot(tmp_path)
    before = path.read_bytes()
    if harm == "stale":
        # The same threads with other vectors: nothing but the generation tells.
        await peers.put(COMMUNITY, [(thread(n), vectors(n + 3)) for n in range(9)])
    elif harm == "damaged":
        path.write_bytes(before[:-40] + bytes([before[-40] ^ 1]) + before[-39:])
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        await peers.remove(COMMUNITY, range(9))
        await peers.put(COMMUNITY, [(thread(n), vectors(n + 3)) for n in range(9)])
    again = Peers(store, model(), tmp_path / "threads")
    assert await held(again) == await stored(store)
    with pytest.raises(SnapshotError):
        PeerThreads(COMMUNITY, DIMENSION).load(
            path, "model", await generation_of(store, COMMUNITY), map(thread, range(9))
        )


async def test_a_snapshot_that_fits_is_used(peers: Peers, store: Store, tmp_path: Path) -> None:
    await peers.put(COMMUNITY, [(thread(n), vectors(n)) for n in range(9)])
    await peers.save()
    loaded = PeerThreads(COMMUNITY, DIMENSION)
    loaded.load(
        snapshot(tmp_path),
        "model",
        await generation_of(store, COMMUNITY),
        map(thread, range(9)),
    )
    assert len(loaded) == 9
    assert await held(Peers(store, model(), tmp_path / "threads")) == await stored(store)


async def test_what_must_not_be_kept_is_not(peers: Peers, store: Store) -> None:
    await peers.exclude(COMMUNITY, 2, by_moderator=True)
    strangers = thread(3, channel=71)
    await peers.put(COMMUNITY, [(thread(1), vectors(1)), (thread(2), vectors(2))])
    await peers.put(COMMUNITY, [(strangers, vectors(3))])
    assert set(await held(peers)) == set(await stored(store)) == {1}
    assert not await include_thread(store, 2, by_moderator=False)
    assert await include_thread(store, 2, by_moderator=True)
    await peers.put(COMMUNITY, [(thread(2), vectors(2))])
    assert set(await held(peers)) == {1, 2}
    assert await peers.unfollow(COMMUNITY, CHANNEL)
    assert not await unfollow(store, CHANNEL)
    assert await held(peers) == await stored(store) == {}


async def test_what_another_process_takes_out_is_not_kept(
    peers: Peers, store: Store, tmp_path: Path
) -> None:
    await peers.put(COMMUNITY, [(thread(n), vectors(n)) for n in range(5)])
    other = Peers(store, model(), tmp_path / "other")
    assert await other.kept(COMMUNITY, range(9)) == {0, 1, 2, 3, 4}
    await peers.exclude(COMMUNITY, 1, by_moderator=False)
    await peers.remove(COMMUNITY, [2])
    assert await other.kept(COMMUNITY, range(9)) == {0, 3, 4}
    assert await other.kept(COMMUNITY, []) == set()


async def test_vectors_of_another_model_are_not_used(
    peers: Peers, store: Store, tmp_path: Path
) -> None:
    await peers.put(COMMUNITY, [(thread(1), vectors(1))])
    other = Peers(store, model("other"), tmp_path / "threads")
    assert await other.count(COMMUNITY) == 0
    assert list(await other.outdated(COMMUNITY)) == [CHANNEL]
    assert list(await peers.outdated(COMMUNITY)) == []


async def test_a_community_that_is_forgotten_leaves_nothing(peers: Peers, store: Store) -> None:
    await peers.put(COMMUNITY, [(thread(1), vectors(1))])
    assert await mark_signposted(store, COMMUNITY, 1)
    assert not await mark_signposted(store, COMMUNITY, 1)
    await forget_community(store, COMMUNITY)
    peers.drop(COMMUNITY)
    assert await held(peers) == await stored(store) == {}


async def test_changes_at_once_end_alike(peers: Peers, store: Store) -> None:
    async def change(seed: int) -> None:
        choose = random.Random(seed)
        for _ in range(15):
            number = choose.randrange(10)
            if choose.random() < 0.6:
                await peers.put(COMMUNITY, [(thread(number), vectors(choose.randrange(99)))])
            else:
                await peers.remove(COMMUNITY, [number])

    await asyncio.gather(*map(change, range(5)))
    assert await held(peers) == await stored(store)


async def test_kill_at_any_point_leaves_store_memory_and_snapshot_alike(
    database: str, tmp_path: Path, parts: Parts
) -> None:
    del parts  # Has imported what the script imports, so that it starts quickly.
    folder = tmp_path / "threads"
    waits = random.Random(4)
    for _ in range(6):
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SCRIPT), database, str(folder), cwd=ROOT,
            stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        await asyncio.sleep(waits.uniform(0, 0.4))
        process.kill()
        await process.wait()
        async with await Store.open(database) as store:
            peers = Peers(store, model(), folder)
            assert await held(peers) == await stored(store)
    assert any(folder.glob("*.threads")), "no snapshot was written on the way"


async def test_ranking_takes_its_turn_on_the_embedders_thread(
    store: Store, tmp_path: Path, parts: Parts
) -> None:
    async with BatchingEmbedder(parts.embedder) as embedder:
        peers = Peers(store, embedder, tmp_path / "threads")
        rows = await embedder.embed(["How do you stop falling over at home?"])
        await peers.put(COMMUNITY, [(thread(1), rows)])
        asked, threads = embed_query("I keep falling over", parts.embedder), set[str]()

        def may(found: Thread) -> bool:
            threads.add(threading.current_thread().name)
            return found.id == 1

        ranked = await peers.rank(COMMUNITY, parts.mind, asked, may)
        assert [hit.thread.id for hit in ranked.hits] == [1]
        assert threads == {await embedder.run(lambda: threading.current_thread().name)}
