"""The report: what is counted as answered, and what as answered wrongly."""

from __future__ import annotations

from bot.conversation.replies import Choice, Evidence, Fixed, Reply, Route
from bot.evaluation.measures import Figure
from bot.evaluation.report import make_report
from bot.evaluation.running import Outcome
from bot.evaluation.sets import Case
from knowledge.base import load_knowledge


def _outcome(number: int, topics: tuple[str, ...], ranked: str, *, shown: bool) -> Outcome:
    base = load_knowledge()
    evidence = Evidence((ranked,), 0.5, 0.5)
    reply: Reply = (
        Choice((base.entries[ranked],), None, evidence)
        if shown
        else Fixed(Route.ABSTAIN, base.safety.no_answer, None, (), (), evidence)
    )
    return Outcome(Case(id=f"c-{number}", turns=("first", "then"), topics=topics), reply)


def test_follow_ups_are_counted_apart_from_changes_to_something_else() -> None:
    conversations = [
        _outcome(1, ("yoga",), "yoga", shown=True),
        _outcome(2, ("yoga",), "yoga", shown=False),
        _outcome(3, ("yoga",), "pilates", shown=True),
        _outcome(4, ("yoga",), "pilates", shown=False),
        _outcome(5, (), "yoga", shown=True),
        *(_outcome(number, (), "yoga", shown=False) for number in range(6, 10)),
    ]
    sets = {"in_scope": [], "out_of_scope": [], "conversations": conversations}
    figures = make_report(sets, {})["Follow-ups"]
    values = {name: one.value for name, one in figures.items() if isinstance(one, Figure)}
    assert values["hit@1"] == 0.5
    assert values["answered"] == 0.5
    assert values["answered, the right one first"] == 0.25
    assert values["answered wrongly, after a change to something else"] == 0.2
