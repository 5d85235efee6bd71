"""What the tests of the members' side say and look for."""

from __future__ import annotations

from loopback.community import Community
from loopback.driver import Person
from loopback.world import Channel, Message

YOGA = "Is yoga any good for MS?"
RULE = "Can I refer myself to physio?"
UNKNOWN = "Who won the football cup in 1966?"
DECISION = "Should I stop my Tysabri?"
CRISIS = "I want to die, I can't go on"
EMERGENCY = "I can't breathe and my chest hurts"

SHARE = "Share this question with the moderators, without my name"

VAGUE = ("free physio ms", "exercise physio ms", "looking physio ms", "physio asking opinion")
"""Questions of which some are met with a choice, whatever the calibration."""


async def offered_a_choice(person: Person, place: Channel) -> tuple[str, Message]:
    """A question that was met with a choice, and that message."""
    for question in VAGUE:
        message = await person.slash("ask", place, question=question).reply()
        if "Did you mean one of these?" in Community.text(message):
            return question, message
    raise AssertionError("none of the questions is met with a choice")


async def answered(person: Person, place: Channel, question: str = YOGA) -> Message:
    """The reply to /ask."""
    return await person.slash("ask", place, question=question).reply()
