"""The fitted numbers: reviewed data beside this file, made by ``reroute evaluate --fit``."""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict, model_validator

from bot.conversation.triage import Alarm, Thresholds
from index.confidence import Calibration


class Calibrated(BaseModel):
    """What was fitted, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made: str
    """By which command, on what, and when."""
    confidence: Calibration
    answer_from: float
    """The least probability at which the first entry is shown as the answer."""
    choose_from: float
    """The least probability at which a choice is offered; below it, "I don't know"."""
    triage: dict[Alarm, Thresholds]

    @model_validator(mode="after")
    def _check(self) -> Calibrated:
        if not 0 <= self.choose_from <= self.answer_from <= 1:
            raise ValueError("0 <= choose_from <= answer_from <= 1 must hold")
        if set(self.triage) != set(Alarm):
            raise ValueError("every alarm needs thresholds")
        return self


def load_calibration() -> Calibrated:
    """Read ``calibration.json``, which ships with the package."""
    text = files(__package__).joinpath("calibration.json").read_text("utf-8")
    return Calibrated.model_validate_json(text)
