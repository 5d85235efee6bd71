"""Puts and removes threads until it is killed. Run as a script: ``churning.py DATABASE FOLDER``."""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot import peers as module
from bot.peers import Peers
from bot.store.engine import Store
from bot.store.following import follow
from bot.threads.thread import Thread
from index.batching import BatchingEmbedder
from index.embedding import Vectors, unit_rows

COMMUNITY, CHANNEL, DIMENSION = 7, 70, 8
MOMENT = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Model:
    """As much of an embedder as peers need: they embed nothing themselves."""

    fingerprint: str = "model"
    dimension: int = DIMENSION

    def embed(self, texts: object) -> Vectors:
        raise NotImplementedError


def model(name: str = "model") -> BatchingEmbedder:
    """The model as peers have it; what is computed with it takes turns."""
    return BatchingEmbedder(Model(name))


def vectors(seed: int) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((1 + seed % 3, DIMENSION))
    return unit_rows(rows.astype(np.float32))


def thread(number: int, channel: int = CHANNEL) -> Thread:
    return Thread(number, COMMUNITY, channel, MOMENT, MOMENT)


async def main(database: str, folder: str) -> None:
    module.BETWEEN_SNAPSHOTS = 20
    async with await Store.open(database) as store:
        await follow(store, COMMUNITY, CHANNEL, replies=False)
        peers = Peers(store, model(), Path(folder))
        await peers.count(COMMUNITY)
        print("ready", flush=True)  # noqa: T201
        while True:
            some = [random.randrange(200) for _ in range(5)]
            await peers.put(
                COMMUNITY, [(thread(n), vectors(random.randrange(999))) for n in set(some)]
            )
            await peers.remove(COMMUNITY, [random.randrange(200)])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
