"""Everything that a reply is decided with: built as one from the knowledge, swapped as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.conversation.calibration import Calibrated, load_calibration
from bot.conversation.suggesting import Suggestions
from bot.conversation.triage import Triage
from index.confidence import features
from index.embedding import Embedder, Vectors
from index.head import LinearHead
from index.ranker import Document, Query, Ranker, Ranking
from index.vector_cache import embed_cached
from knowledge.base import KnowledgeBase
from knowledge.safety import EXAMPLE_KINDS, ExampleKind

Progress = Callable[[int, int], None]
"""Told how many texts are embedded, and of how many."""


@dataclass(frozen=True)
class Reading:
    """What a message is probably about."""

    topics: tuple[str, ...]
    """All entries' ids, best first."""
    probability: float
    """That the first of them answers the message."""
    ranking: Ranking
    features: Mapping[str, float]


@dataclass(frozen=True)
class Mind:
    """The knowledge with its index, triage and calibration. Immutable."""

    base: KnowledgeBase
    ranker: Ranker
    triage: Triage
    scope: LinearHead
    calibration: Calibrated

    @cached_property
    def suggestions(self) -> Suggestions:
        """Likely questions for somebody who is typing; made when first needed."""
        return Suggestions(self.base)

    def read(self, query: Query) -> Reading:
        """Rank the entries for ``query`` and say how sure the first one is."""
        ranking = self.ranker.rank(query)
        inside = self.scope.scores(query.vectors[:1])[0]
        values = features(
            ranking,
            known_share=self.ranker.lexical.known_share(query.text),
            scope=float(inside[0] - inside[1]),
        )
        return Reading(
            ranking.ids, self.calibration.confidence.probability(values), ranking, values
        )


def documents_of(base: KnowledgeBase) -> list[Document]:
    """Each entry with the texts by which it is found."""
    return [
        Document(
            entry.id,
            (
                entry.title,
                entry.answer,
                *(point.text for point in entry.points),
                *entry.questions,
                *base.phrasings.get(entry.id, ()),
            ),
        )
        for entry in base.entries.values()
    ]


def build_mind(
    base: KnowledgeBase, embedder: Embedder, cache: Path, progress: Progress | None = None
) -> Mind:
    """Build the mind for ``base``; vectors come from ``cache`` where they are known."""
    calibration = load_calibration()
    documents = documents_of(base)
    passages = [text for document in documents for text in document.passages]
    asked = [
        text
        for entry in base.entries.values()
        for text in (*entry.questions, *base.phrasings.get(entry.id, ()))
    ]
    examples = [text for kind in EXAMPLE_KINDS for text in base.examples[kind]]
    vectors = embed_cached([*passages, *asked, *examples], embedder, cache, progress)
    first, second, rest = np.split(vectors, [len(passages), len(passages) + len(asked)])
    sizes = np.cumsum([len(base.examples[kind]) for kind in EXAMPLE_KINDS])[:-1]
    by_kind: dict[ExampleKind, Vectors] = dict(
        zip(EXAMPLE_KINDS, np.split(rest, sizes), strict=True)
    )
    outside = by_kind["out_of_scope"]
    return Mind(
        base=base,
        ranker=Ranker(documents, first),
        triage=Triage(base.rules, by_kind, second, calibration.triage),
        scope=LinearHead(
            np.concatenate([second, outside]), [0] * len(second) + [1] * len(outside), 2, ridge=1.0
        ),
        calibration=calibration,
    )
