"""Everything that a reply is decided with: built as one from the knowledge, swapped as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.conversation.calibration import Calibrated, load_calibration
from bot.conversation.followups import leaning
from bot.conversation.learning import learn
from bot.conversation.likeness import Likeness, letters_of
from bot.conversation.nations import says_only_where
from bot.conversation.suggesting import Suggestions
from bot.conversation.triage import URGENT_ENTRIES, Triage
from index.confidence import features
from index.embedding import Embedder, Vectors
from index.kept import Kept
from index.ranker import Document, Query, Ranker, Ranking, averaged
from index.scope import Scope
from index.vector_cache import embed_cached
from knowledge.base import KnowledgeBase
from knowledge.safety import EXAMPLE_KINDS

NEAR = 3
"""How near the top an entry must be to count as found."""

CLEAR = 0.75
"""The probability from which a message needs no turn before it to be understood."""

SHIPPED = Path(__file__).with_name("learned")
"""What triage learned from the shipped knowledge with the default model, made by ``reroute evaluate
--fit``, so that a first start need not embed all its examples."""

Progress = Callable[[int, int], None]
"""Told how many texts are embedded, and of how many."""


@dataclass(frozen=True)
class Reading:
    """What a message is probably about."""

    topics: tuple[str, ...]
    """All entries' ids, best first."""
    in_scope: float
    """The probability that the message can be answered at all."""
    probability: float
    """The probability that the first topic answers it."""
    ranking: Ranking
    features: Mapping[str, float]


@dataclass(frozen=True)
class Mind:
    """The knowledge with its index, triage and calibration. Immutable."""

    base: KnowledgeBase
    ranker: Ranker
    triage: Triage
    scope: Scope
    calibration: Calibrated
    follow_ups: Likeness
    """How like a message is to those that lean on the turn before them."""
    suggestions: Suggestions
    """Likely questions for somebody who is typing."""

    def read(self, query: Query) -> Reading:
        """Rank the entries for ``query`` and say how sure the first one is."""
        return self._reading(self.ranker.rank(query))

    def read_all(self, queries: Sequence[Query]) -> list[Reading]:
        """Read each query: the same as one by one, but faster."""
        rankings = self.ranker.rank_all(queries)
        both = zip(rankings, self.scope.signals_all(rankings), strict=True)
        return [self._weighed(ranking, signals) for ranking, signals in both]

    def stands_alone(self, text: str, alone: Reading) -> bool:
        """Whether ``text`` needs no turn before it: by itself it is clear what it asks."""
        return alone.probability >= CLEAR and not says_only_where(text)

    def read_after(self, text: str, alone: Reading, before: Query, both: Query) -> Reading | None:
        """Read ``text`` with the turn ``before`` it; ``None`` if it does not lean on that.

        ``alone`` is how it reads by itself, ``both`` the two as one text. A message
        that only names a nation asks for that nation what was asked before. For one
        that is in scope by itself the evidence of both readings is joined: the turn
        before would drown a change of subject, the message alone says too little.
        """
        earlier, together = self.read_all([before, both])
        if says_only_where(text):
            return earlier
        signals = self.leaning(text, alone, earlier, together)
        if self.calibration.follows.probability(signals) < self.calibration.follows_from:
            return None
        if alone.in_scope >= self.calibration.in_scope_from:
            return self._reading(averaged(alone.ranking, together.ranking))
        return together

    def leaning(
        self, text: str, alone: Reading, before: Reading, together: Reading
    ) -> Mapping[str, float]:
        """What speaks for ``text`` leaning on the turn before: the signals of the two readings."""
        query = alone.ranking.query
        return leaning(
            text,
            self.ranker.lexical.terms,
            self.follow_ups.signals(query, letters_of(query))[0],
            alone=alone.in_scope,
            before=before.in_scope,
            together=together.in_scope,
        )

    def finds_itself(self, entry: str) -> bool:
        """Whether ``entry`` is among the first for its title or its last messages."""
        title, *others = self.ranker.passages_of(entry)
        rankings = self.ranker.rank_all([title, *others[-2:]])
        return any(entry in ranking.ids[:NEAR] for ranking in rankings)

    def _reading(self, ranking: Ranking) -> Reading:
        return self._weighed(ranking, self.scope.signals(ranking))

    def _weighed(self, ranking: Ranking, signals: Mapping[str, float]) -> Reading:
        values = features(ranking, signals)
        in_scope = self.calibration.scope.probability(values)
        first = self.calibration.first.probability(values)
        return Reading(ranking.ids, in_scope, in_scope * first, ranking, values)


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


def asked_of(base: KnowledgeBase) -> list[tuple[str, str]]:
    """Each message that members may write for an entry, after the entry's id."""
    return [
        (entry.id, text)
        for entry in base.entries.values()
        for text in (*entry.questions, *base.phrasings.get(entry.id, ()))
    ]


def build_mind(
    base: KnowledgeBase, embedder: Embedder, cache: Path, progress: Progress | None = None
) -> Mind:
    """Build the mind for ``base``; vectors come from ``cache`` where they are known."""
    calibration = load_calibration()
    documents = documents_of(base)
    passages = [text for document in documents for text in document.passages]
    topics, asked = zip(*asked_of(base), strict=True)
    outside = base.examples["out_of_scope"]
    vectors = embed_cached([*passages, *asked, *outside], embedder, cache, progress)
    first, second, third = np.split(vectors, [len(passages), len(passages) + len(asked)])
    known = dict(zip((*asked, *outside), (*second, *third), strict=True))

    def embed(texts: Sequence[str]) -> Vectors:
        """For triage, whose other examples are needed only if it has to learn anew."""
        rest = [text for kind in EXAMPLE_KINDS for text in base.examples[kind]]
        rest = [text for text in dict.fromkeys(rest) if text not in known]
        if rest:
            made = embed_cached(rest, embedder, cache / "examples", progress)
            known.update(zip(rest, made, strict=True))
        return np.stack([known[text] for text in texts])

    both = zip(topics, asked, strict=True)
    ordinary = [text for topic, text in both if topic not in URGENT_ENTRIES]
    kept = Kept(cache / "learned", embedder.fingerprint, SHIPPED)
    learned = learn(base.examples, ordinary, embed, kept)
    ranker = Ranker(documents, first)
    return Mind(
        base=base,
        ranker=ranker,
        triage=Triage(base.rules, learned, calibration.triage),
        scope=Scope((asked, second), (outside, third), ranker.lexical.terms),
        calibration=calibration,
        follow_ups=learned.follow_up,
        suggestions=Suggestions(base),
    )
