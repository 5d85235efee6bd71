"""What a search found, what is due, and how a question is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import discord
import numpy as np

from bot.conversation.deciding import decide
from bot.conversation.mind import Mind, Reading
from bot.conversation.replies import Route
from bot.conversation.triage import Alarm, Finding
from bot.editing.looking import DueEntry, Stage
from bot.views.controls import Menu, shortened
from bot.views.pages import LONGEST, page, quoted
from bot.wording import of_date
from index.embedding import Vectors
from knowledge.schema import Entry

SHOWN = 5
"""Entries of a ranking that are shown with their signals."""

MOST_DUE = 25

SIGNALS = {
    "dense": "meaning of the whole",
    "clauses": "meaning of its parts",
    "centroid": "nearness to the entry",
    "discriminant": "learnt from examples",
    "lexical": "same words",
}

ROUTES = {
    Route.ANSWER: "It is answered with the first entry.",
    Route.CHOOSE: "It is not sure enough to answer: it offers the first three to choose from.",
    Route.ABSTAIN: "It says “I don't know”, and whom to ask.",
}

ALARMS = {
    Alarm.CRISIS: "It sounds like a crisis. Only the words and numbers for a crisis are shown.",
    Alarm.EMERGENCY: "It sounds like an emergency. Only the words for an emergency are shown.",
    Alarm.DECISION: "It asks for a medical decision. It is told whom to ask instead.",
}

PERHAPS = {Alarm.CRISIS: "a crisis", Alarm.EMERGENCY: "an emergency"}


def found_view(text: str, entries: Sequence[Entry]) -> discord.ui.LayoutView:
    """Entries that were found, and a menu to open one."""
    if not entries:
        return page("Nothing was found. Please use other words.")
    lines = [f"**{i}.** {entry.title}" for i, entry in enumerate(entries, 1)]
    options = [
        discord.SelectOption(label=shortened(entry.title, 100), value=entry.id) for entry in entries
    ]
    head = f"### Entries for “{quoted(text, 100)}”\nThe nearest first."
    return page("\n".join((head, *lines)), Menu("Open an entry", options, "k-found"))


def due_view(entries: Sequence[DueEntry], days: int) -> discord.ui.LayoutView:
    """Entries to be reviewed, and a menu to open one."""
    if not entries:
        return page(f"No entry has to be reviewed in the next {days} days.")
    shown = entries[:MOST_DUE]
    more = len(entries) - len(shown)
    lines = [f"- **{one.entry.title}**: {_when(one)}" for one in shown]
    options = [
        discord.SelectOption(label=shortened(one.entry.title, 100), value=one.entry.id)
        for one in shown
    ]
    return page(
        shortened("\n".join(("### To be reviewed", *lines)), LONGEST - 100),
        *([f"And {more} more."] if more else []),
        Menu("Open an entry", options, "k-found"),
    )


def reading_view(
    question: str, mind: Mind, reading: Reading, found: Finding
) -> discord.ui.LayoutView:
    """The ranking of a question by signal, the decision, and what it rests on."""
    decision = decide(reading, mind.calibration)
    calibrated = mind.calibration
    reasons = [
        f"Can it be answered at all? {_percent(reading.in_scope)} sure; "
        f"{_percent(calibrated.in_scope_from)} is needed.",
        f"Does the first entry answer it? {_percent(reading.probability)} sure; "
        f"{_percent(calibrated.answer_from)} is needed.",
    ]
    if found.perhaps:
        reasons.append(f"It may be {PERHAPS[found.perhaps]}: one line says whom to ring.")
    verdict = ALARMS[found.alarm] if found.alarm else ROUTES[decision.route]
    return page(
        "\n".join(
            (
                f"### Why this answer?\nThe question: {quoted(question)}",
                f"**{verdict}**",
                *(f"- {reason}" for reason in reasons),
            )
        ),
        "\n".join(("**The nearest entries**", *_ranked(mind, reading))),
        "-# The numbers say how far an entry stands out from the others: above 2 is a lot, below 0 "
        "is less than most.",
    )


def tested_view(
    question: str, now: tuple[Mind, Reading], then: tuple[Mind, Reading] | None
) -> discord.ui.LayoutView:
    """Which entry answers a question, before and after a change."""
    lines = [
        f"### Trying a question\nThe question: {quoted(question)}",
        f"**Now:** {_outcome(*now)}",
    ]
    if then is not None:
        lines.append(f"**With your draft:** {_outcome(*then)}")
    else:
        lines.append("To try it with a draft of yours, choose that under `draft`.")
    return page("\n".join(lines))


def _outcome(mind: Mind, reading: Reading) -> str:
    decision = decide(reading, mind.calibration)
    titles = [f"“{mind.base.entries[topic].title}”" for topic in reading.topics[:3]]
    words = {
        Route.ANSWER: f"answered with {titles[0]}",
        Route.CHOOSE: f"offers {', '.join(titles)}",
        Route.ABSTAIN: f"“I don't know” (nearest: {titles[0]})",
    }[decision.route]
    return f"{words}, {_percent(reading.probability)} sure."


def _ranked(mind: Mind, reading: Reading) -> Iterator[str]:
    ranking = reading.ranking
    for row, topic in enumerate(ranking.ids[:SHOWN]):
        yield f"**{row + 1}. {mind.base.entries[topic].title}**, score {ranking.scores[row]:.1f}"
        signals = (
            f"{SIGNALS.get(name, name)} {_standing(values, row):+.1f}"
            for name, values in ranking.signals.items()
        )
        yield f"-# {', '.join(signals)}"


def _standing(values: Vectors, row: int) -> float:
    """By how many standard deviations the value in ``row`` is above the mean."""
    spread = float(np.std(values))
    return (float(values[row]) - float(np.mean(values))) / spread if spread else 0.0


def _when(one: DueEntry) -> str:
    day = of_date(one.entry.review_by)
    if one.stage is Stage.SOON:
        return f"by {day}, in {one.days} days"
    late = f"was due on {day}, {-one.days} days ago"
    return f"{late}; members are not shown it" if one.stage is Stage.WITHDRAWN else late


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"
