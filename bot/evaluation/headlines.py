"""The recorded headline figures: what a change may not lose.

``recorded.json`` holds each figure as it was when it was last recorded, and how
far it may fall (or, for those where less is better, rise) before a change is
refused. A tolerance is about one standard error of its figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.evaluation.measures import Figure
from bot.evaluation.report import Report


class Headline(BaseModel):
    """One recorded figure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    name: str
    value: float
    tolerance: float
    less_is_better: bool = False


_HEADLINES = TypeAdapter(tuple[Headline, ...])


def recorded_path() -> Path:
    """Where the recorded figures are."""
    return Path(str(files(__package__).joinpath("recorded.json")))


def load_headlines() -> tuple[Headline, ...]:
    """The figures as last recorded."""
    return _HEADLINES.validate_json(recorded_path().read_text("utf-8"))


def losses(report: Report, headlines: tuple[Headline, ...]) -> Iterator[str]:
    """A sentence for each headline that ``report`` has lost, or lacks."""
    for headline in headlines:
        value = _value(report, headline)
        where = f"{headline.section}, {headline.name}"
        if value is None:
            yield f"{where}: is no longer measured"
            continue
        change = headline.value - value if headline.less_is_better else value - headline.value
        if change < -headline.tolerance:
            yield (
                f"{where}: {value:.3f}, recorded {headline.value:.3f}, "
                f"tolerance {headline.tolerance:.3f}"
            )


def record(report: Report, headlines: tuple[Headline, ...]) -> None:
    """Write the figures of ``report`` as the ones to hold from now on."""
    renewed = [
        headline.model_copy(update={"value": round(value, 4)})
        for headline in headlines
        if (value := _value(report, headline)) is not None
    ]
    text = _HEADLINES.dump_json(tuple(renewed), indent=1).decode() + "\n"
    recorded_path().write_text(text, "utf-8")


def _value(report: Report, headline: Headline) -> float | None:
    found = report.get(headline.section, {}).get(headline.name)
    return found.value if isinstance(found, Figure) else found
