"""From what is known of a query and a thread to the probability that it is on the same thing.

The numbers are reviewed data beside this file, made by ``reroute evaluate --fit``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, model_validator

FEATURES = ("cosine", "canonical", "likeness", "known")
"""How near the texts are; how near along the directions that tell entries apart; how much they are
about the same entries; the log-odds that the query is about something the knowledge base knows
of."""

SUREST = 0.999
"""The probability beyond which log-odds grow no further."""


class ThreadCalibration(BaseModel):
    """A logistic regression (Platt 1999) and the floor under which nothing is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made: str
    """By which command, on what, and when."""
    intercept: float
    coefficients: dict[str, float]
    floor: float
    """The least probability at which a thread is shown."""

    @model_validator(mode="after")
    def _check(self) -> ThreadCalibration:
        if set(self.coefficients) != set(FEATURES):
            raise ValueError(f"the calibration must have exactly these features: {FEATURES}")
        if not 0 <= self.floor <= 1:
            raise ValueError("the floor is a probability")
        return self

    def probability(self, values: Mapping[str, float]) -> float:
        """The calibrated probability, 0 to 1."""
        total = self.intercept + sum(self.coefficients[name] * values[name] for name in FEATURES)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def load_thread_calibration() -> ThreadCalibration:
    """Read ``calibration.json``, which ships with the package."""
    text = files(__package__).joinpath("calibration.json").read_text("utf-8")
    return ThreadCalibration.model_validate_json(text)
