"""A mind for changed knowledge, made from one before it: only what is new is worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.conversation.mind import Mind, documents_of
from bot.conversation.suggesting import Suggestions
from index.embedding import Vectors
from index.ranker import Ranker
from knowledge.base import KnowledgeBase


class MindError(Exception):
    """A mind that was built does not do what it must; the message says what."""


def unknown_texts(mind: Mind, base: KnowledgeBase) -> list[str]:
    """The texts of ``base`` that ``mind`` has no vector for."""
    return mind.ranker.unknown(documents_of(base))


def rebuilt(mind: Mind, base: KnowledgeBase, new: Mapping[str, Vectors]) -> Mind:
    """The mind for ``base``; ``new`` has the vector of each text that :func:`unknown_texts` names.

    Triage is taken over as it is: how a crisis is recognised is reviewed by two
    people for a release, and no edit of an entry may change it.
    """
    documents = documents_of(base)
    ranker = mind.ranker.updated(documents, new)
    before = {document.id: document for document in mind.ranker.documents}
    same = {one.id for one in documents if before.get(one.id) == one}
    asked_before, asked_now = _asked(mind.base), _asked(base)
    return replace(
        mind,
        base=base,
        ranker=ranker,
        suggestions=Suggestions(base, mind.suggestions),
        scope=mind.scope.updated(
            _chosen(mind.ranker, asked_before, same),
            _chosen(ranker, asked_now, same),
        ),
    )


def verify(mind: Mind, changed: Sequence[str]) -> None:
    """Make sure that ``mind`` holds just its knowledge, and finds the entries ``changed``.

    Raises :class:`MindError`.
    """
    if set(mind.ranker.ids) != set(mind.base.entries):
        odd = sorted(set(mind.ranker.ids) ^ set(mind.base.entries))
        raise MindError(f"the index and the entries differ in {', '.join(odd)}")
    vectors = mind.ranker.vectors
    passages = sum(len(document.passages) for document in mind.ranker.documents)
    if len(vectors) != passages or not np.isfinite(vectors).all():
        raise MindError("the index does not hold one sound vector for each passage")
    for entry in changed:
        if entry in mind.base.entries and not mind.finds_itself(entry):
            raise MindError(f"{entry} is not found by its own questions")


def _asked(base: KnowledgeBase) -> Mapping[str, int]:
    """How many messages members may write for each entry: the last of its passages."""
    return {
        entry.id: len(entry.questions) + len(base.phrasings.get(entry.id, ()))
        for entry in base.entries.values()
    }


def _chosen(ranker: Ranker, asked: Mapping[str, int], but: set[str]) -> tuple[list[str], Vectors]:
    """The messages that members may write, of all documents ``but`` some, with their vectors."""
    texts: list[str] = []
    rows: list[int] = []
    end = 0
    for document in ranker.documents:
        end += len(document.passages)
        count = asked[document.id]
        if document.id not in but and count:
            texts += document.passages[-count:]
            rows += range(end - count, end)
    return texts, ranker.vectors[np.array(rows, dtype=np.int64)]
