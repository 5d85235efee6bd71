"""Fitting the calibration on the fitting half of the development questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bot.conversation.calibration import Calibrated
from bot.conversation.mind import Mind
from bot.evaluation.sets import Case
from index.confidence import FEATURES, Calibration
from index.embedding import Embedder
from index.ranker import embed_query

FALSE_ANSWERS = 0.03
"""The share of out-of-scope messages that may be answered, as fitted."""

SURE = 0.75
"""The probability from which one answer is shown without asking which was meant."""


def fit_confidence(
    mind: Mind, embedder: Embedder, cases: Sequence[Case], made: str, advance: Callable[[], None]
) -> Calibrated:
    """Fit the confidence on ``cases``; those without topics must not be answered.

    The rest of the calibration is kept as it is.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows, right = [], []
    for case in cases:
        reading = mind.read(embed_query(case.message, embedder))
        rows.append([reading.features[name] for name in FEATURES])
        right.append(reading.topics[0] in case.topics)
        advance()
    inputs, outcomes = np.array(rows), np.array(right)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
    model.fit(inputs, outcomes)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    confidence = Calibration(
        intercept=round(float(regression.intercept_[0] - slopes @ scaler.mean_), 4),
        coefficients={n: round(float(s), 4) for n, s in zip(FEATURES, slopes, strict=True)},
    )
    probabilities = np.array(
        [confidence.probability(dict(zip(FEATURES, row, strict=True))) for row in rows]
    )
    outside = np.array([not case.topics for case in cases])
    floor = _floor(probabilities[outside])
    return mind.calibration.model_copy(
        update={
            "made": made,
            "confidence": confidence,
            "choose_from": round(floor, 4),
            "answer_from": round(max(SURE, floor), 4),
        }
    )


def _floor(outside: npt.NDArray[np.float64]) -> float:
    """The least probability that lets at most :data:`FALSE_ANSWERS` of ``outside`` through."""
    return float(np.quantile(outside, 1 - FALSE_ANSWERS)) + 1e-4
