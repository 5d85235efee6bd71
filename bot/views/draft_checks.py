"""What is said about a draft before it is published: faults, changes, reading, other answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.editing.manuscript import Action, Manuscript
from bot.editing.plain import in_words
from bot.editing.preview import Effect, Preview, Verdict
from bot.views.controls import shortened
from bot.views.pages import quoted
from bot.views.records import difference_lines
from knowledge.problems import Problem
from knowledge.readability import HARDEST_ANSWER, HARDEST_POINTS
from knowledge.records import RecordKind

EXAMPLES = 4
"""Test questions that are named; of more, only how many there are."""

NOTHING_CHANGED = "nothing was changed"

CHANGES = 8
FAULTS = 10
ADVERBS = {Verdict.BETTER: "better", Verdict.WORSE: "worse", Verdict.NEITHER: "no better or worse"}


def check_lines(
    manuscript: Manuscript, preview: Preview, titles: Mapping[str, str]
) -> Iterator[str]:
    """A line for each thing that a moderator should know before publishing ``manuscript``."""
    if [one.reason for one in preview.problems] == [NOTHING_CHANGED]:
        yield "Nothing is changed yet."
        return
    faults = [*_faults(preview.problems, manuscript.fields)]
    if faults:
        yield "**Before it can be published:**"
        yield from (f"- {quoted(fault, 250)}" for fault in faults[:FAULTS])
        if len(faults) > FAULTS:
            yield f"- and {len(faults) - FAULTS} more"
        return
    changes = difference_lines(preview.differences)
    is_new = any(one.field == "id" for one in preview.differences)
    if changes and not is_new and manuscript.action is not Action.RETIRE:
        yield "**What would change:**"
        yield from (shortened(line, 220) for line in changes[:CHANGES])
        if len(changes) > CHANGES:
            yield f"- and {len(changes) - CHANGES} more (see “All of it”)"
    grades = preview.readability
    if grades and grades.in_order:
        yield "**Reading:** easy enough."
    elif grades:
        yield (
            "**Reading:** hard for somebody who is tired. On a scale of school years, the answer "
            f"is at {grades.answer_grade:.0f} (aim for {HARDEST_ANSWER:.0f} or less), the points "
            f"at {grades.points_grade:.0f} (aim for {HARDEST_POINTS:.0f} or less). Shorter "
            "sentences and shorter words help."
        )
    if preview.alike:
        named = "; ".join(f"“{quoted(one.title)}”" for one in preview.alike)
        yield f"**Is it there already?** Much like it: {named}."
    if manuscript.subject.kind is RecordKind.ENTRY:
        yield from _effects(preview.effects, titles)


def _faults(problems: Iterable[Problem], fields: Mapping[str, Any]) -> Iterator[str]:
    """In words; of lists that are too short, the real length, faulty items included."""
    for problem in problems:
        items = fields.get(problem.field)
        short = re.search(r"at least (\d+) items? after validation", problem.reason)
        if short and isinstance(items, list):
            if len(items) < int(short[1]):
                reason = re.sub(r"not \d+", f"not {len(items)}", problem.reason)
                yield in_words(replace(problem, reason=reason))
        else:
            yield in_words(problem)


def _effects(effects: Sequence[Effect], titles: Mapping[str, str]) -> Iterator[str]:
    if not effects:
        yield "**Other answers:** none of the test questions would get another answer."
        return
    counts = ", ".join(
        f"{sum(one.verdict is verdict for one in effects)} {words}"
        for verdict, words in ADVERBS.items()
    )
    number = len(effects)
    subject = "test question" if number == 1 else "test questions"
    yield f"**Other answers:** {number} {subject} would get another answer ({counts})."
    order = sorted(effects, key=lambda one: one.verdict is not Verdict.WORSE)
    for one in order[:EXAMPLES]:
        was, then = (_title(entry, titles) for entry in (one.before, one.after))
        yield f"- “{quoted(one.question, 90)}”: was {was}, then {then} ({ADVERBS[one.verdict]})"


def _title(entry: str | None, titles: Mapping[str, str]) -> str:
    return f"“{quoted(titles.get(entry, entry), 60)}”" if entry else "“I don't know”"
