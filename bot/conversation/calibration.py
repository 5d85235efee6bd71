"""The fitted numbers: reviewed data beside this file, made by ``reroute evaluate --fit``."""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict, model_validator

from bot.conversation.followups import SIGNALS
from bot.conversation.triage import Alarm, Weighing
from index.confidence import FIRST_FEATURES, SCOPE_FEATURES, Calibration


class Calibrated(BaseModel):
    """What was fitted, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made: str
    """By which command, on what, and when."""
    scope: Calibration
    """Whether a message can be answered at all."""
    first: Calibration
    """Whether the first entry is the right one, if it can."""
    in_scope_from: float
    """The least probability of being in scope at which anything is offered."""
    answer_from: float
    """The least probability at which the first entry is shown as the answer, not as a choice."""
    follows: Calibration
    """Whether a message leans on the turn before it."""
    follows_from: float
    """The least probability of leaning at which the turn before is read with it."""
    triage: dict[Alarm, Weighing]

    @model_validator(mode="after")
    def _check(self) -> Calibrated:
        if set(self.scope.coefficients) != set(SCOPE_FEATURES):
            raise ValueError(f"scope must have exactly these features: {SCOPE_FEATURES}")
        if set(self.first.coefficients) != set(FIRST_FEATURES):
            raise ValueError(f"first must have exactly these features: {FIRST_FEATURES}")
        if set(self.follows.coefficients) != set(SIGNALS):
            raise ValueError(f"follows must have exactly these signals: {SIGNALS}")
        if set(self.triage) != set(Alarm):
            raise ValueError("every alarm needs its weighing")
        return self


def load_calibration() -> Calibrated:
    """Read ``calibration.json``, which ships with the package."""
    text = files(__package__).joinpath("calibration.json").read_text("utf-8")
    return Calibrated.model_validate_json(text)
