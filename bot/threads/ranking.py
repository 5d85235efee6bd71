"""Ranking threads for a message: how near the texts are, and how much they are about the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.conversation.mind import Mind
from bot.threads.calibration import ThreadCalibration
from bot.threads.thread import Thread
from index.embedding import Vectors, unit_rows
from index.profiles import Starts, profiles, whole_with_parts
from index.ranker import Query

NEAR = 0.02
"""Scores closer than this say nothing of which thread is better; helpfulness and age do."""

SHOWN = 3


@dataclass(frozen=True)
class ThreadHit:
    """A thread in a ranking."""

    thread: Thread
    score: float
    probability: float
    """That it is about the same thing as the message."""
    signals: Mapping[str, float]


@dataclass(frozen=True)
class RankedThreads:
    """Threads for a message, best first."""

    hits: tuple[ThreadHit, ...]
    shown: tuple[ThreadHit, ...]
    """Those that are good enough to be shown, at most three; none is better than a poor one."""


def score(cosine: Vectors, canonical: Vectors, likeness: Vectors) -> Vectors:
    """The score by which threads are ordered; the three signals weigh the same."""
    return cosine + canonical + likeness


def sought(mind: Mind, query: Query) -> Vectors:
    """What to search the index of threads by, shape like that of ``query.vectors``.

    Turned towards what tells entries apart, as the ranking will ask for that
    too: otherwise much that it would put first is not among the candidates.
    """
    return unit_rows(query.vectors + mind.ranker.discriminant.directions(query.vectors))


def cosines(query: Vectors, vectors: Vectors, starts: Starts) -> Vectors:
    """How near each thread is to ``query``, shape ``(len(starts),)``.

    The two wholes, mixed with the best pair of a part of one and a part or the
    whole of the other. Both are given by rows of unit length, the whole first.
    """
    pairs = vectors @ query.T
    wholes = pairs[starts, 0].copy()
    pairs[starts, 0] = -np.inf
    rows = np.zeros((2 * len(starts), 1), dtype=np.float32)
    rows[0::2, 0] = wholes
    rows[1::2, 0] = np.maximum.reduceat(pairs.max(axis=1), starts)
    return whole_with_parts(rows, 2 * np.arange(len(starts)))[:, 0]


def query_profile(mind: Mind, query: Query) -> Vectors:
    """What ``query`` is about, shape ``(entries,)``."""
    return np.asarray(profiles(mind.ranker, query.vectors, np.zeros(1, dtype=np.int64))[0])


def in_order(hits: Sequence[ThreadHit], count: int) -> tuple[ThreadHit, ...]:
    """The best ``count`` of ``hits``; near-equals by helpfulness, then the newest first."""
    ordered: list[ThreadHit] = []
    left = sorted(hits, key=lambda hit: (-hit.score, hit.thread.id))
    while left and len(ordered) < count:
        near = [hit for hit in left if left[0].score - hit.score < NEAR]
        left = left[len(near) :]
        # Stable: where these say nothing either, the score decides after all.
        near.sort(key=lambda hit: (hit.thread.helpful, hit.thread.last_active), reverse=True)
        ordered += near
    return tuple(ordered[:count])


def ranked(hits: Sequence[ThreadHit], count: int, calibration: ThreadCalibration) -> RankedThreads:
    """``hits`` in order, with those that are good enough to be shown."""
    ordered = in_order(hits, count)
    good = [hit for hit in ordered if hit.probability >= calibration.floor]
    return RankedThreads(ordered, tuple(good[:SHOWN]))
