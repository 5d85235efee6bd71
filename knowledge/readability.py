"""How hard an entry is to read: grades of Flesch and Kincaid (1975), and words."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from knowledge.schema import Entry

HARDEST_ANSWER, HARDEST_POINTS = 8.0, 9.0
"""The highest grades that an entry may have: tired people read it."""


@dataclass(frozen=True)
class Readability:
    """School grades (8 is about the age of 13) and numbers of words."""

    answer_grade: float
    points_grade: float
    answer_words: int
    points_words: int

    @property
    def in_order(self) -> bool:
        """Whether both grades are low enough."""
        return self.answer_grade <= HARDEST_ANSWER and self.points_grade <= HARDEST_POINTS


def readability(entry: Entry) -> Readability:
    """Measure the answer of ``entry``, and its points as one text."""
    with warnings.catch_warnings():
        # That of pkg_resources, which the pinned version needs.
        warnings.simplefilter("ignore")
        import textstat

    points = " ".join(point.text for point in entry.points)
    return Readability(
        answer_grade=textstat.flesch_kincaid_grade(entry.answer),
        points_grade=textstat.flesch_kincaid_grade(points),
        answer_words=len(entry.answer.split()),
        points_words=len(points.split()),
    )
