"""The week in words and in a picture: numbers only, of nobody in particular."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.store.counts import Count, Event
from bot.wording import of_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ANSWERED = {
    Event.ANSWER: "answered",
    Event.CHOOSE: "offered a choice",
    Event.ABSTAIN: "not answered",
}
HELP = {
    Event.HELPED: "helped",
    Event.NOT_HELPED: "did not help",
    Event.REPORTED: "reported",
}


@dataclass(frozen=True)
class Week:
    """What was counted in the seven days from ``first``."""

    first: date
    areas: Mapping[str, int]
    """Answers given, by the name of the area."""
    outcomes: Mapping[str, int]
    helped: Mapping[str, int]

    @property
    def asked(self) -> int:
        """Questions that were no emergency."""
        return sum(self.outcomes.values())


def week_of(first: date, counts: Iterable[Count], area_of: Mapping[str, str]) -> Week:
    """Add up ``counts``; ``area_of`` names the area of each entry."""
    last = first + timedelta(days=6)
    events: Counter[Event] = Counter()
    areas: Counter[str] = Counter()
    for one in counts:
        if not first <= one.day <= last:
            continue
        events[one.event] += one.count
        if one.event is Event.ANSWER and one.entry in area_of:
            areas[area_of[one.entry]] += one.count
    return Week(
        first,
        dict(areas.most_common()),
        {name: events[event] for event, name in ANSWERED.items()},
        {name: events[event] for event, name in HELP.items()},
    )


def week_text(week: Week, waiting: int) -> str:
    """All that the picture shows, in words."""
    last = week.first + timedelta(days=6)
    lines = [
        f"### The week from {of_date(week.first)} to {of_date(last)}",
        f"Questions: {week.asked} ({_listed(week.outcomes)}).",
        f"Answers by topic: {_listed(week.areas) or 'none'}.",
        f"Members said: {_listed(week.helped)}.",
    ]
    if waiting:
        lines.append(f"Waiting in `/knowledge queue`: {waiting}.")
    lines.append("These are only counts. Nothing shows who asked.")
    return "\n".join(lines)


def picture_text(week: Week) -> str:
    """What the picture shows, for whoever does not see it."""
    return (
        f"Three bar charts. Questions: {_listed(week.outcomes)}. Answers by topic: "
        f"{_listed(week.areas) or 'none'}. Members said: {_listed(week.helped)}."
    )[:1024]


def week_picture(week: Week) -> bytes:
    """Three bar charts as a PNG, each bar with its number. Takes a second: call it in a thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 7), layout="constrained")
    FigureCanvasAgg(figure)
    charts: Sequence[tuple[str, Mapping[str, int]]] = (
        ("Questions", week.outcomes),
        ("Answers by topic", week.areas or {"none": 0}),
        ("Members said", week.helped),
    )
    sizes = [len(bars) for _, bars in charts]
    for axes, (title, bars) in zip(
        figure.subplots(len(charts), 1, height_ratios=sizes), charts, strict=True
    ):
        _bars(axes, title, bars)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=110)
    return drawn.getvalue()


def _bars(axes: Axes, title: str, bars: Mapping[str, int]) -> None:
    drawn = axes.barh([*bars], [*bars.values()], color="0.35", height=0.6)
    axes.bar_label(drawn, padding=4)
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlim(0, max(1, *bars.values()) * 1.15)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
