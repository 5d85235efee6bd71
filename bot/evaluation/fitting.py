"""Fitting the calibration on the fitting half of the development questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bot.conversation.calibration import Calibrated
from bot.conversation.mind import Mind
from bot.evaluation.sets import Case
from index.confidence import FIRST_FEATURES, SCOPE_FEATURES, Calibration
from index.embedding import Embedder
from index.ranker import embed_query

FALSE_ANSWERS = 0.03
"""The share of out-of-scope messages that may be answered, as fitted."""

SURE = 0.6
"""The probability from which one answer is shown without asking which was meant."""


def fit_confidence(
    mind: Mind, embedder: Embedder, cases: Sequence[Case], made: str, advance: Callable[[], None]
) -> Calibrated:
    """Fit the confidence on ``cases``; those without topics must not be answered.

    The rest of the calibration is kept as it is.
    """
    readings = []
    for case in cases:
        readings.append(mind.read(embed_query(case.message, embedder)))
        advance()
    inside = np.array([bool(case.topics) for case in cases])
    right = np.array([r.topics[0] in c.topics for r, c in zip(readings, cases, strict=True)])
    asked = [reading.features for reading, within in zip(readings, inside, strict=True) if within]
    features = [reading.features for reading in readings]
    scope = fit_regression(features, inside, SCOPE_FEATURES)
    probabilities = np.array([scope.probability(reading.features) for reading in readings])
    return mind.calibration.model_copy(
        update={
            "made": made,
            "scope": scope,
            "first": fit_regression(asked, right[inside], FIRST_FEATURES),
            "in_scope_from": floor(probabilities[~inside], FALSE_ANSWERS),
            "answer_from": SURE,
        }
    )


def fit_regression(
    signals: Sequence[Mapping[str, float]], outcomes: npt.NDArray[np.bool_], names: Sequence[str]
) -> Calibration:
    """A logistic regression of ``outcomes`` on the signals ``names``, on their raw scale."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    inputs = np.array([[values[name] for name in names] for values in signals])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
    model.fit(inputs, outcomes)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    return Calibration(
        intercept=round(float(regression.intercept_[0] - slopes @ scaler.mean_), 4),
        coefficients={n: round(float(s), 4) for n, s in zip(names, slopes, strict=True)},
    )


def floor(harmful: npt.NDArray[np.float64], share: float) -> float:
    """The least probability that lets at most ``share`` of ``harmful`` through."""
    return round(float(np.quantile(harmful, 1 - share)) + 1e-4, 4)
