"""Whether to answer, to offer a choice, or to say "I don't know", and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.conversation.calibration import Calibrated
from bot.conversation.mind import Reading
from bot.conversation.replies import Route


@dataclass(frozen=True)
class Decision:
    """One of ``ANSWER``, ``CHOOSE`` and ``ABSTAIN``, with the score that goes with it."""

    route: Route
    score: float
    """The probability that the first topic answers the message.

    Kept within the band of its route, so that a higher score never means a more
    cautious route: a message that looks out of scope is not given the score of
    one that is offered as a choice, whatever its first topic.
    """

    @property
    def offers(self) -> bool:
        """Whether any entry is shown."""
        return self.route is not Route.ABSTAIN


def decide(reading: Reading, calibrated: Calibrated) -> Decision:
    """Decide on ``reading``. Silence beats a wrong answer: out of scope, nothing is offered."""
    upper = calibrated.answer_from
    lower = upper / 2
    probability = reading.probability
    if reading.in_scope < calibrated.in_scope_from:
        return Decision(Route.ABSTAIN, min(probability, math.nextafter(lower, 0)))
    if probability >= upper:
        return Decision(Route.ANSWER, probability)
    return Decision(Route.CHOOSE, min(max(probability, lower), math.nextafter(upper, 0)))
