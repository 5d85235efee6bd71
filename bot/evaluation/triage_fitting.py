"""Fitting what triage weighs, on the fitting half of the sets and on held-out examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.conversation.likeness import SIGNALS, Likeness, Samples
from bot.conversation.mind import asked_of
from bot.conversation.triage import URGENT_ENTRIES, Alarm, Weighing, learn
from bot.evaluation.sets import Half, load_set
from index.embedding import Embedder, Vectors
from index.ranker import Query, texts_of
from knowledge.base import KnowledgeBase
from knowledge.safety import EXAMPLE_KINDS

FOLDS = 5
NEAR = 0.75
"""The cosine from which two examples are one idea, and are held out together."""

FALSE_ALARMS = {"lookalike": 0.03, "not_decisions": 0.03, "in_scope": 0.02}
"""The most false alarms on each set's fitting half. Below the bounds that are aimed at, since
what is fitted does a little worse on what is new."""

WEIGHTS = {"in_scope": 20.0, "example": 1.0, "ordinary": 0.5}
"""What a case counts against another with the same outcome; 4 where nothing else is said. The
sets were written by others than the examples, so they count for more."""

STEP = 64
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Case:
    """A message with what it is, and where it comes from."""

    text: str
    truth: str
    """An alarm's value; anything else is harmless."""
    source: str


def fit_triage(
    base: KnowledgeBase, embedder: Embedder, advance: Callable[[int, int], None]
) -> dict[Alarm, Weighing]:
    """Fit the weighing of each alarm.

    ``advance`` is told how many texts are embedded, and of how many.
    """
    examples, cases = list(_examples(base)), list(_cases())
    queries = _embed([case.text for case in (*examples, *cases)], embedder, advance)
    signals = np.concatenate(
        [
            _held_out(examples, queries[: len(examples)]),
            _signals(_learn(examples, queries), queries[len(examples) :]),
        ]
    )
    everything = [*examples, *cases]
    fitted = {alarm: _fit(alarm, signals[:, i], everything) for i, alarm in enumerate(Alarm)}
    urgent = (Alarm.CRISIS, Alarm.EMERGENCY)
    least = _least({a: fitted[a] for a in urgent}, signals, everything, ("lookalike", "in_scope"))
    for alarm in urgent:
        fitted[alarm] = replace(fitted[alarm], least=least)
    decision = {Alarm.DECISION: fitted[Alarm.DECISION]}
    least = _least(decision, signals, everything, ("not_decisions", "in_scope"))
    fitted[Alarm.DECISION] = replace(fitted[Alarm.DECISION], least=least)
    return fitted


def _examples(base: KnowledgeBase) -> Iterator[Case]:
    for kind in EXAMPLE_KINDS:
        yield from (Case(text, kind, "example") for text in base.examples[kind])
    for topic, text in asked_of(base):
        if topic not in URGENT_ENTRIES:
            yield Case(text, "", "ordinary")


def _cases() -> Iterator[Case]:
    """The fitting half of the sets."""
    for case in load_set("urgent", Half.FIT):
        yield Case(case.message, case.kind, "lookalike" if case.kind == "lookalike" else "urgent")
    yield from (Case(c.message, "decision", "decisions") for c in load_set("decisions", Half.FIT))
    for name in ("not_decisions", "in_scope", "out_of_scope"):
        for case in load_set(name, Half.FIT):
            if not URGENT_ENTRIES & set(case.topics):
                yield Case(case.message, "", name)


def _embed(
    texts: Sequence[str], embedder: Embedder, advance: Callable[[int, int], None]
) -> list[Query]:
    parts = [texts_of(text) for text in texts]
    needed = list(dict.fromkeys(text for part in parts for text in part))
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(needed), STEP):
        step = needed[start : start + STEP]
        vectors.update(zip(step, embedder.embed(step), strict=True))
        advance(len(vectors), len(needed))
    return [Query(part[0], part[1:], np.stack([vectors[text] for text in part])) for part in parts]


def _learn(
    examples: Sequence[Case], queries: Sequence[Query], kept: Mask | None = None
) -> tuple[Likeness, Likeness]:
    def samples(truth: str) -> Samples:
        rows = [
            row
            for row, case in enumerate(examples)
            if case.truth == truth and (kept is None or kept[row])
        ]
        return Samples(
            tuple(examples[row].text for row in rows),
            np.stack([queries[row].vectors[0] for row in rows]),
        )

    return learn({kind: samples(kind) for kind in EXAMPLE_KINDS}, samples(""))


def _signals(heads: tuple[Likeness, Likeness], queries: Sequence[Query]) -> Vectors:
    """Shape ``(queries, alarms, signals)``."""
    rows = [[found for head in heads for found in head.signals(query)] for query in queries]
    values = [[[found[name] for name in SIGNALS] for found in row] for row in rows]
    return np.array(values, dtype=np.float32)


def _held_out(examples: Sequence[Case], queries: Sequence[Query]) -> Vectors:
    """The signals of each example from heads that learned from the other folds."""
    folds = _folds(np.stack([query.vectors[0] for query in queries]))
    signals = np.zeros((len(examples), len(Alarm), len(SIGNALS)), dtype=np.float32)
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        heads = _learn(examples, queries, folds != fold)
        signals[held] = _signals(heads, [queries[row] for row in held.tolist()])
    return signals


def _folds(vectors: Vectors) -> npt.NDArray[np.int64]:
    """A fold for each row; rows of one idea, directly or through others, share theirs."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    near = csr_array(vectors @ vectors.T > NEAR)
    groups, group = connected_components(near, directed=False)
    return np.asarray(np.random.default_rng(0).permutation(groups)[group] % FOLDS)


def _fit(alarm: Alarm, signals: Vectors, cases: Sequence[Case]) -> Weighing:
    """``signals`` has one row for each case. Other alarms than this one are left out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    others = {other.value for other in Alarm if other is not alarm}
    if alarm is Alarm.DECISION:
        kept = np.array([case.truth not in others for case in cases])
    else:
        kept = np.array([case.truth not in others - {"decision"} for case in cases])
    right = np.array([case.truth == alarm.value for case in cases])[kept]
    weights = np.array([WEIGHTS.get(case.source, 4.0) for case in cases])[kept]
    for side in (right, ~right):
        weights[side] /= weights[side].sum()
    scaler = StandardScaler().fit(signals[kept])
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit(scaler.transform(signals[kept]), right, weights / weights.mean())
    slopes = model.coef_[0] / scaler.scale_
    return Weighing(
        intercept=round(float(model.intercept_[0] - slopes @ scaler.mean_), 4),
        coefficients={n: round(float(s), 4) for n, s in zip(SIGNALS, slopes, strict=True)},
        least=0.0,
    )


def _least(
    fitted: Mapping[Alarm, Weighing],
    signals: Vectors,
    cases: Sequence[Case],
    bounded: Sequence[str],
) -> float:
    """The lowest log-odds that keep within the bounds on false alarms."""
    excess = np.full(len(cases), -np.inf)
    for i, alarm in enumerate(Alarm):
        if alarm in fitted:
            weighing = fitted[alarm]
            slopes = np.array([weighing.coefficients[name] for name in SIGNALS])
            excess = np.maximum(excess, weighing.intercept + signals[:, i] @ slopes)
    limits = [
        float(np.quantile(excess[[c.source == source for c in cases]], 1 - FALSE_ALARMS[source]))
        for source in bounded
    ]
    return round(max(limits), 4)
