"""The report: figures with intervals, on the test half only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from bot.conversation.replies import Route
from bot.conversation.triage import URGENT_ENTRIES
from bot.evaluation.measures import Figure, calibration_error, figure, hit_at, reciprocal_rank
from bot.evaluation.running import Outcome

NATURAL = "natural"
"""The style of cases written as members write, independently of the rest."""

Report = Mapping[str, Mapping[str, Figure | float]]
"""Section, then name, then figure."""


def make_report(outcomes: Mapping[str, Sequence[Outcome]], areas: Mapping[str, str]) -> Report:
    """The report on ``outcomes`` by set; ``areas`` says which area an entry belongs to."""
    asked, outside = outcomes["in_scope"], outcomes["out_of_scope"]
    report: dict[str, Mapping[str, Figure | float]] = {
        "Right entry": _ranking(asked),
        "First, by area": _by(asked, lambda o: areas[o.case.topics[0]], hit_at(1)),
        "Within three, by area": _by(asked, lambda o: areas[o.case.topics[0]], hit_at(3)),
        "First, by style": _by(asked, lambda o: o.case.style, hit_at(1)),
        "Within three, by style": _by(asked, lambda o: o.case.style, hit_at(3)),
        "Answered": _answered(asked, outside),
        "Answered wrongly, by kind": _groups(
            outside, lambda o: o.case.kind, lambda o: float(o.answered)
        ),
    }
    if outcomes.get("conversations"):
        report["Follow-ups"] = _follow_ups(outcomes["conversations"])
    if outcomes.get("urgent"):
        urgent = outcomes["urgent"]
        natural = [o for o in urgent if o.case.style == NATURAL]
        report["Crisis and emergency"] = (
            _urgent(urgent) | _unneeded(asked) | _in_turns(outcomes.get("conversations", ()))
        )
        report["Crisis and emergency, as members write"] = _urgent(natural)
        report["Raised, by kind"] = _groups(
            outcomes["urgent"], lambda o: f"{o.case.kind}: {o.case.sub}", _raised
        )
    if outcomes.get("urgent_apart"):
        report["Crisis and emergency, a set apart"] = _urgent(outcomes["urgent_apart"])
    if outcomes.get("decisions"):
        report["Medical decisions"] = {
            "recognised": figure([float(_is(o, Route.DECISION)) for o in outcomes["decisions"]]),
            "false alarms": figure(
                [float(_is(o, Route.DECISION)) for o in outcomes["not_decisions"]]
            ),
            "false alarms out of scope": figure([float(_is(o, Route.DECISION)) for o in outside]),
        }
    return report


def as_markdown(report: Report) -> str:
    """The report as tables for a page."""
    tables = []
    for section, figures in report.items():
        rows = [
            f"| {name} | {value if isinstance(value, Figure) else f'{value:.3f}'} |"
            for name, value in figures.items()
        ]
        tables.append("\n".join((f"| {section} | figure (95% interval) |", "|---|---:|", *rows)))
    return "\n\n".join(tables)


def _ranking(outcomes: Sequence[Outcome]) -> dict[str, Figure | float]:
    pairs = [(o.ranked, o.case.topics) for o in outcomes]
    return {
        "hit@1": figure([hit_at(1)(*pair) for pair in pairs]),
        "hit@3": figure([hit_at(3)(*pair) for pair in pairs]),
        "MRR": figure([reciprocal_rank(*pair) for pair in pairs]),
    }


def _follow_ups(outcomes: Sequence[Outcome]) -> dict[str, Figure | float]:
    """Of last turns that can be answered, and of those that change to something else."""
    asked = [o for o in outcomes if o.case.topics]
    return {
        **_ranking(asked),
        "answered": figure([float(o.answered) for o in asked]),
        "answered, the right one first": figure(
            [float(o.answered) * hit_at(1)(o.ranked, o.case.topics) for o in asked]
        ),
        "answered wrongly, after a change to something else": figure(
            [float(o.answered) for o in outcomes if not o.case.topics]
        ),
    }


def _raised(outcome: Outcome) -> float:
    return float(_is(outcome, Route.CRISIS) or _is(outcome, Route.EMERGENCY))


def _heard(outcome: Outcome) -> float:
    """Whether it raised the alarm, or got a quiet word."""
    return max(_raised(outcome), float(outcome.reply.quiet_word is not None))


def _urgent(outcomes: Sequence[Outcome]) -> dict[str, Figure | float]:
    """What is raised, of what should be and of what only sounds like it."""
    found = {
        "crisis recognised": [_raised(o) for o in outcomes if o.case.kind == "crisis"],
        "emergency recognised": [_raised(o) for o in outcomes if o.case.kind == "emergency"],
        "crisis or emergency, at least a quiet word": [
            _heard(o) for o in outcomes if o.case.kind in ("crisis", "emergency")
        ],
        "look-alike false alarms": [_raised(o) for o in outcomes if o.case.kind == "lookalike"],
        "false alarms on small talk": [_raised(o) for o in outcomes if o.case.kind == "ordinary"],
    }
    return {name: figure(values) for name, values in found.items() if values}


def _unneeded(asked: Sequence[Outcome]) -> dict[str, Figure | float]:
    """What is raised, or said in a quiet word, on questions that are none of the matter."""
    ordinary = [o for o in asked if not URGENT_ENTRIES & set(o.case.topics)]
    return {
        "false alarms on ordinary questions": figure([_raised(o) for o in ordinary]),
        "a quiet word under ordinary questions": figure([_heard(o) - _raised(o) for o in ordinary]),
    }


def _in_turns(conversations: Sequence[Outcome]) -> dict[str, Figure | float]:
    """What is raised on last turns that are none of the matter, however short."""
    harmless = [o for o in conversations if not URGENT_ENTRIES & set(o.case.topics)]
    return {"false alarms on last turns": figure([_raised(o) for o in harmless])}


def _answered(asked: Sequence[Outcome], outside: Sequence[Outcome]) -> dict[str, Figure | float]:
    """What is offered and what of it is right; for what cannot be answered, what is offered."""
    outright = [o for o in asked if _is(o, Route.ANSWER)]
    chosen = [o for o in asked if _is(o, Route.CHOOSE)]
    return {
        "in scope": figure([float(o.answered or _is(o, Route.DECISION)) for o in asked]),
        "outright": figure([float(_is(o, Route.ANSWER)) for o in asked]),
        "outright, and right": figure([hit_at(1)(o.ranked, o.case.topics) for o in outright]),
        "as a choice, the right one in it": figure(
            [hit_at(3)(o.ranked, o.case.topics) for o in chosen]
        ),
        "wrongly, out of scope": figure([float(o.answered) for o in outside]),
        "in scope, at 5% wrongly": coverage(asked, outside, 0.05),
        "in scope, at 2% wrongly": coverage(asked, outside, 0.02),
        "expected calibration error": _calibration(asked, outside),
    }


def coverage(
    asked: Sequence[Outcome], outside: Sequence[Outcome], wrongly: float
) -> Figure | float:
    """The share of ``asked`` answered when ``wrongly`` of ``outside`` are, whatever the threshold.

    The threshold is read off these very cases, so that two rankings can be
    compared; what the fitted threshold gives stands beside it.
    """
    if not asked or not outside:
        return float("nan")
    floor = np.quantile([o.reply.evidence.in_scope for o in outside], 1 - wrongly)
    return figure([float(o.reply.evidence.in_scope > floor) for o in asked])


def _calibration(asked: Sequence[Outcome], outside: Sequence[Outcome]) -> float:
    everything = [*asked, *outside]
    return calibration_error(
        [o.reply.evidence.score for o in everything],
        [hit_at(1)(o.ranked, o.case.topics) for o in everything],
    )


def _by(
    outcomes: Iterable[Outcome],
    group: Callable[[Outcome], str],
    measure: Callable[[Sequence[str], Sequence[str]], float],
) -> dict[str, Figure | float]:
    return _groups(outcomes, group, lambda o: measure(o.ranked, o.case.topics))


def _groups(
    outcomes: Iterable[Outcome],
    group: Callable[[Outcome], str],
    measure: Callable[[Outcome], float],
) -> dict[str, Figure | float]:
    gathered: dict[str, list[float]] = {}
    for outcome in outcomes:
        gathered.setdefault(group(outcome), []).append(measure(outcome))
    return {name: figure(gathered[name]) for name in sorted(gathered)}


def _is(outcome: Outcome, route: Route) -> bool:
    return outcome.reply.route is route
