"""How much a message is like examples of each kind, heard in its meaning and in its letters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from bot.conversation.normalise import plain
from index.embedding import Vectors
from index.head import LinearHead
from index.kept import Arrays
from index.kernel import KernelHead
from index.letters import LetterHead, counts_of
from index.ranker import Query

SIGNALS = ("whole", "letters", "clause", "length")
"""Of a message, against the harmless examples: the likeness of its meaning, of its letters, of both
in the likest clause; and how many clauses it has, as a logarithm."""

HARDEST = 6_000
"""Ordinary messages that are learned from: those which a first look would find alarming. The rest
would make learning slow, and with them fewer crises are recognised."""

LETTERS = 0.6
"""What the likeness of letters counts in a clause, against that of meaning."""

Signals = Mapping[str, float]


@dataclass(frozen=True)
class Samples:
    """Texts with their vectors, in order."""

    texts: tuple[str, ...]
    vectors: Vectors

    def __add__(self, other: Samples) -> Samples:
        return Samples(self.texts + other.texts, np.concatenate([self.vectors, other.vectors]))

    def only(self, rows: Sequence[int]) -> Samples:
        """The samples at ``rows``."""
        return Samples(tuple(self.texts[row] for row in rows), self.vectors[list(rows)])


class Likeness:
    """Compares messages with kinds of examples. Immutable."""

    def __init__(self, meaning: KernelHead, letters: LetterHead) -> None:
        self._meaning = meaning
        self._letters = letters

    @classmethod
    def learn(
        cls, kinds: Sequence[Samples], harmless: Samples, ordinary: Samples, landmarks: int
    ) -> Self:
        """Learn from ``kinds``, from ``harmless`` texts that sound like them, and from the hardest
        of the ``ordinary`` ones. Meanings are compared to ``landmarks`` of these."""
        first = _labelled([*kinds, harmless + ordinary])
        look = LinearHead(first[0].vectors, first[1], len(kinds) + 1, ridge=0.3)
        alarming = look.scores(ordinary.vectors)
        order = np.argsort(alarming[:, -1] - alarming[:, :-1].max(axis=1), kind="stable")
        samples, labels = _labelled(
            [*kinds, harmless + ordinary.only(np.sort(order[:HARDEST]).tolist())]
        )
        texts = [plain(text) for text in samples.texts]
        return cls(
            KernelHead.fit(samples.vectors, labels, len(kinds) + 1, landmarks),
            LetterHead.fit(texts, labels, len(kinds) + 1),
        )

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The inverse of :meth:`arrays`."""
        return cls(KernelHead.restored(arrays), LetterHead.restored(arrays))

    def arrays(self) -> Arrays:
        """All that was learned."""
        return {**self._meaning.arrays(), **self._letters.arrays()}

    def signals(self, query: Query, letter_counts: csr_array) -> list[Signals]:
        """For each kind, what speaks for it (see :data:`SIGNALS`).

        ``letter_counts`` are those of the query (:func:`letters_of`).
        """
        meaning = _against_last(self._meaning.scores(query.vectors))
        letters = _against_last(self._letters.scores(letter_counts))
        joint = meaning + LETTERS * letters
        likest = joint[1:].max(axis=0) if len(joint) > 1 else joint[0]
        return [
            {
                "whole": float(meaning[0, kind]),
                "letters": float(letters[0, kind]),
                "clause": float(likest[kind]),
                "length": math.log(len(joint)),
            }
            for kind in range(joint.shape[1])
        ]


def letters_of(query: Query) -> csr_array:
    """The letters of the whole message and of each clause, with disguises undone."""
    return counts_of([plain(text) for text in (query.text, *query.parts)])


def _labelled(groups: Sequence[Samples]) -> tuple[Samples, list[int]]:
    labels = [label for label, group in enumerate(groups) for _ in group.texts]
    texts = tuple(text for group in groups for text in group.texts)
    return Samples(texts, np.concatenate([group.vectors for group in groups])), labels


def _against_last(scores: Vectors) -> Vectors:
    """Scores of all kinds but the last, less the last one's."""
    return np.asarray(scores[:, :-1] - scores[:, -1:], dtype=np.float32)
