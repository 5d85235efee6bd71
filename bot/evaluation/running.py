"""Putting development questions through the real conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.conversation.answering import Message
from bot.conversation.replies import Reply, Route
from bot.evaluation.sets import Case
from bot.parts import Parts, conversation


@dataclass(frozen=True)
class Outcome:
    """What the bot did with a case."""

    case: Case
    reply: Reply

    @property
    def ranked(self) -> tuple[str, ...]:
        return self.reply.evidence.topics

    @property
    def answered(self) -> bool:
        """Whether an entry was shown, as the answer or among a choice."""
        return self.reply.route in (Route.ANSWER, Route.CHOOSE)


async def run_cases(
    parts: Parts, cases: Sequence[Case], advance: Callable[[], None]
) -> list[Outcome]:
    """Reply to every case, each in a conversation of its own."""
    outcomes = []
    async with conversation(parts) as responder:
        for case in cases:
            for turn in case.turns[:-1]:
                await responder.reply(Message(turn, case.id, None))
            reply = await responder.reply(Message(case.message, case.id, case.nation))
            outcomes.append(Outcome(case, reply))
            advance()
    return outcomes
