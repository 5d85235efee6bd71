"""Fitting when a message is read with the turn before it, on the fitting half of the sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.conversation.calibration import Calibrated
from bot.conversation.followups import SIGNALS, read_together, without_refusal
from bot.conversation.mind import Mind
from bot.conversation.nations import says_only_where
from bot.evaluation.fitting import fit_regression, floor
from bot.evaluation.sets import Half, load_set
from index.embedding import Embedder
from index.ranker import embed_query

CHANGES = "switch"
"""The kind of conversation whose last turn asks something new that can be answered: read by itself
or with the turn before, it is answered rightly, so it teaches nothing."""

FALSE_LEANS = 0.03
"""The share of messages about something else that may be read with the turn before. Every second of
them is tried after the question most like it, so in conversation the share is lower."""

SHORT = 120
"""Characters. Whoever has more to say is rarely followed by a message that leans on it."""


@dataclass(frozen=True)
class Pair:
    """A message after another one."""

    before: str
    text: str
    leans: bool


def fit_follow_ups(
    mind: Mind, embedder: Embedder, advance: Callable[[int, int], None]
) -> Calibrated:
    """Fit when a message leans on the turn before it; the rest of the calibration is kept.

    Learned from follow-ups, and from messages that must not be answered whatever
    stood before them: conversations that end in one, and every such message after
    two questions, one of them the most like it. Only of those that are out of
    scope by themselves, because it is there that the turn before decides.
    ``advance`` is told how many pairs are read, and of how many.
    """
    pairs = list(_pairs(embedder))
    signals: list[Mapping[str, float]] = []
    leans: list[bool] = []
    for number, pair in enumerate(pairs, 1):
        meant = without_refusal(pair.text)
        alone = mind.read(embed_query(meant, embedder))
        if alone.in_scope < mind.calibration.in_scope_from:
            texts = (pair.before, read_together(pair.before, meant))
            readings = mind.read_all([embed_query(text, embedder) for text in texts])
            signals.append(mind.leaning(pair.text, alone, *readings))
            leans.append(pair.leans)
        advance(number, len(pairs))
    outcomes = np.array(leans)
    follows = fit_regression(signals, outcomes, SIGNALS)
    probabilities = np.array([follows.probability(values) for values in signals])
    return mind.calibration.model_copy(
        update={"follows": follows, "follows_from": floor(probabilities[~outcomes], FALSE_LEANS)}
    )


def _pairs(embedder: Embedder) -> Iterator[Pair]:
    for case in load_set("conversations", Half.FIT):
        if case.kind != CHANGES and not says_only_where(case.message):
            yield Pair(case.turns[-2], case.message, bool(case.topics))
    asked = [c.message for c in load_set("in_scope", Half.FIT) if len(c.message) <= SHORT]
    outside = [case.message for case in load_set("out_of_scope", Half.FIT)]
    for number, (text, likest) in enumerate(
        zip(outside, _likest(outside, asked, embedder), strict=True)
    ):
        yield Pair(asked[number % len(asked)], text, leans=False)
        yield Pair(likest, text, leans=False)


def _likest(texts: Sequence[str], others: Sequence[str], embedder: Embedder) -> list[str]:
    """For each of ``texts`` that one of ``others`` which is most like it."""
    cosines = embedder.embed(texts) @ embedder.embed(others).T
    return [others[place] for place in cosines.argmax(axis=1)]
