"""Fitting what triage weighs, on the fitting half of the sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.conversation.likeness import SIGNALS
from bot.conversation.triage import DOUBT, URGENT, URGENT_ENTRIES, Alarm, Triage, Weighing
from bot.evaluation.sets import Half, load_set
from index.embedding import Embedder, Vectors
from index.ranker import embed_query

URGENT_BOUNDS = {"lookalike": 0.03, "in_scope": 0.0275}
"""The most false alarms on each set's fitting half. Somebody in need who is overlooked weighs more
than somebody who is shown numbers to ring without need."""

DECISION_BOUNDS = {"not_decisions": 0.06, "in_scope": 0.02, "out_of_scope": 0.03}

MEDICAL = frozenset({"ms-unanswered", "other-condition", "other-health"})
"""Kinds of what is out of scope that may well ask for a medical decision. They bound nothing."""

QUIET_WORDS = {"lookalike": 0.12, "in_scope": 0.07, "out_of_scope": 0.12}
"""The most that get a quiet word, or an alarm, without need. A line more under an answer costs
little, so it may come oftener."""

ORDINARY = 1.5
"""What an ordinary question counts against anything else that is harmless."""

ROUNDS = 3
"""After which the least log-odds no longer change."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Case:
    """A message with what it is, and where it comes from."""

    text: str
    truth: str
    """An alarm's value; anything else is harmless."""
    source: str


def fit_triage(
    triage: Triage, embedder: Embedder, advance: Callable[[int, int], None]
) -> dict[Alarm, Weighing]:
    """Fit the weighing of each alarm for what ``triage`` has learned.

    ``advance`` is told how many messages are read, and of how many.
    """
    cases = _cases()
    signals = np.zeros((len(cases), len(Alarm), len(SIGNALS)), dtype=np.float32)
    over = np.zeros(len(cases), dtype=np.bool_)
    for row, case in enumerate(cases):
        over[row] = triage.is_over(case.text)
        found = triage.signals(embed_query(case.text, embedder))
        signals[row] = [[values[name] for name in SIGNALS] for values in found]
        advance(row + 1, len(cases))
    certain = {alarm: np.array([triage.certain(alarm, c.text) for c in cases]) for alarm in Alarm}
    fitted = {alarm: _fit(alarm, signals[:, i], cases) for i, alarm in enumerate(Alarm)}
    for alarms, bounds in ((URGENT, URGENT_BOUNDS), ((Alarm.DECISION,), DECISION_BOUNDS)):
        known = np.any([certain[alarm] for alarm in alarms], axis=0)
        some = {alarm: fitted[alarm] for alarm in alarms}
        # What is long over raises no alarm, so it says nothing of where one begins.
        told = signals[~over], [c for c, o in zip(cases, over, strict=True) if not o]
        least = _least(some, *told, bounds, known[~over])
        perhaps = least
        if alarms is URGENT:
            perhaps = min(least, _least(some, *told, QUIET_WORDS, known[~over]))
        for alarm in alarms:
            below = round(perhaps - least, 4)
            fitted[alarm] = replace(fitted[alarm], least=least, perhaps=below)
    return fitted


def _cases() -> list[Case]:
    """The fitting half of the sets."""
    cases = []
    for case in load_set("urgent", Half.FIT):
        source = "lookalike" if case.kind == "lookalike" else "urgent"
        cases.append(Case(case.message, case.kind, source))
    cases += [Case(c.message, "decision", "decisions") for c in load_set("decisions", Half.FIT)]
    for name in ("not_decisions", "in_scope", "out_of_scope"):
        cases += [
            Case(case.message, "", "medical" if case.kind in MEDICAL else name)
            for case in load_set(name, Half.FIT)
            if not URGENT_ENTRIES & set(case.topics)
        ]
    return cases


def _fit(alarm: Alarm, signals: Vectors, cases: Sequence[Case]) -> Weighing:
    """``signals`` has one row for each case. Other alarms than this one are left out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    others = {other.value for other in Alarm if other is not alarm}
    left_out = others if alarm is Alarm.DECISION else others - {"decision"}
    unclear = alarm is Alarm.DECISION
    kept = np.array(
        [
            case.truth not in left_out and not (unclear and case.source == "medical")
            for case in cases
        ]
    )
    right = np.array([case.truth == alarm.value for case in cases])[kept]
    weights = np.array([ORDINARY if case.source == "in_scope" else 1.0 for case in cases])[kept]
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
        perhaps=0.0,
    )


def _least(
    fitted: Mapping[Alarm, Weighing],
    signals: Vectors,
    cases: Sequence[Case],
    bounds: Mapping[str, float],
    certain: Mask,
) -> float:
    """The lowest log-odds within the bounds on false alarms, those of the rules included."""
    excess = np.full(len(cases), -np.inf)
    for i, alarm in enumerate(Alarm):
        if alarm in fitted:
            weighing = fitted[alarm]
            slopes = np.array([weighing.coefficients[name] for name in SIGNALS])
            excess = np.maximum(excess, weighing.intercept + signals[:, i] @ slopes)
    sources = {name: np.array([case.source == name for case in cases]) for name in bounds}
    least = np.inf
    # What a rule finds is an alarm, unless it is doubted, which depends on the least itself. Here
    # only the whole message is asked; triage asks the clause as well, and so doubts a little less.
    for _ in range(ROUNDS):
        believed = certain & (excess >= least - DOUBT)
        alarming = np.where(believed, np.inf, excess)
        limits = [
            float(np.quantile(alarming[sources[name]], 1 - bound, method="higher"))
            for name, bound in bounds.items()
        ]
        least = max(limits)
    return round(float(least) + 1e-4, 4)
