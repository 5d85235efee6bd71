"""Questions that nobody answered, those that ask the same put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.conversation.mind import Mind
from bot.store.engine import Store
from bot.store.questions import Question, State, settle_questions
from index.embedding import Embedder, Vectors
from index.ranker import Query

SAME = 0.55
"""The mean cosine between groups from which they are one. Of pairs of the shipped phrasings that
this puts together, half belong to one entry; the rest are near it."""

MOST = 2_000
"""Questions that are grouped; of more, the latest. Time and memory grow with the square."""


@dataclass(frozen=True)
class Group:
    """Questions that ask about the same."""

    questions: tuple[Question, ...]
    """The most typical one first."""
    nearest: str | None
    """The entry that is nearest to the most typical question."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.questions)


def group_questions(
    questions: Sequence[Question], embedder: Embedder, mind: Mind | None = None
) -> list[Group]:
    """Put ``questions`` into groups by meaning, the largest first; the same ones every time.

    ``mind`` names the nearest entry of each. Takes seconds for hundreds of
    questions: call it off the event loop.
    """
    chosen = sorted(questions, key=lambda question: question.id)[-MOST:]
    if not chosen:
        return []
    vectors = embedder.embed([question.text for question in chosen])
    groups = []
    for rows in _clusters(vectors):
        centre = vectors[rows].mean(axis=0)
        order = rows[np.argsort(-(vectors[rows] @ centre), kind="stable")]
        first = chosen[order[0]]
        nearest = None
        if mind:
            query = Query(first.text, (), vectors[order[:1]])
            nearest = mind.ranker.rank(query).ids[0]
        groups.append(Group(tuple(chosen[i] for i in order), nearest))
    return sorted(groups, key=lambda group: (-group.count, min(q.id for q in group.questions)))


async def settle_group(store: Store, community: int, group: Group, state: State) -> int:
    """Mark all questions of ``group``; how many there were."""
    numbers = [question.id for question in group.questions]
    return await settle_questions(store, community, numbers, state)


def _clusters(vectors: Vectors) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Rows that belong together: agglomerative, by the mean cosine between groups."""
    if len(vectors) == 1:
        return [np.array([0])]
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = fcluster(linkage(vectors, "average", metric="cosine"), 1 - SAME, "distance")
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]
