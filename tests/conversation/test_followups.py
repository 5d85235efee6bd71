"""Follow-ups with the real model: what is read with the turn before it, and what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError

from bot.conversation.answering import Message, Responder
from bot.conversation.calibration import Calibrated, load_calibration
from bot.conversation.replies import Answer, Choice, Reply, Route
from bot.parts import Parts, conversation
from knowledge.schema import Nation

COMPLAINING = "How do I complain about my hospital?"


@pytest.fixture
async def responder(parts: Parts) -> AsyncIterator[Responder]:
    async with conversation(parts) as open_responder:
        yield open_responder


async def said(responder: Responder, *turns: str) -> Reply:
    """The reply to the last of ``turns``."""
    replies = [await responder.reply(Message(turn, "here")) for turn in turns]
    return replies[-1]


def offered(reply: Reply) -> set[str]:
    """The entries that ``reply`` shows."""
    if isinstance(reply, Answer):
        return {reply.entry.id}
    return {entry.id for entry in reply.entries} if isinstance(reply, Choice) else set()


@pytest.mark.parametrize(
    ("where", "nation"),
    [
        ("I'm in Scotland", Nation.SCOTLAND),
        ("we're in Derry though", Nation.NORTHERN_IRELAND),
        ("northern ireland", Nation.NORTHERN_IRELAND),
        ("Wales, not England", Nation.WALES),
    ],
)
async def test_who_says_where_they_live_gets_the_answer_for_there(
    responder: Responder, where: str, nation: Nation
) -> None:
    reply = await said(responder, COMPLAINING, where)
    assert isinstance(reply, Answer)
    assert (reply.entry.id, reply.nation) == ("complaints", nation)


async def test_after_a_nation_the_question_still_stands(responder: Responder) -> None:
    reply = await said(responder, COMPLAINING, "I live in Wales", "and how long does that take?")
    assert "complaints" in offered(reply)
    assert reply.nation is Nation.WALES


@pytest.mark.parametrize(
    ("asked", "then", "entry"),
    [
        ("What is myelin?", "and can it grow back?", "myelin-and-repair"),
        ("Can I see my hospital records?", "do they charge for it?", "medical-records"),
        ("Is yoga good for people with MS?", "and in a chair?", "yoga"),
    ],
)
async def test_a_follow_up_is_read_with_what_was_asked(
    responder: Responder, asked: str, then: str, entry: str
) -> None:
    alone = await responder.reply(Message(then))
    assert entry not in offered(alone)
    assert entry in offered(await said(responder, asked, then))


@pytest.mark.parametrize("then", ["tell me more", "carry on", "put that more simply please"])
async def test_who_asks_for_more_is_not_told_that_it_is_unknown(
    responder: Responder, then: str
) -> None:
    assert "yoga" in offered(await said(responder, "Is yoga good for people with MS?", then))


@pytest.mark.parametrize(
    "then",
    [
        "how old are you?",
        "who should I vote for",
        "and my phone bill? haha",
        "it's raining in Cardiff",
        "lol",
    ],
)
async def test_something_else_is_not_answered_by_what_was_asked_before(
    responder: Responder, then: str
) -> None:
    reply = await said(responder, "Is yoga good for people with MS?", then)
    assert not offered(reply)


async def test_a_question_with_a_nation_is_no_follow_up(responder: Responder) -> None:
    assert "complaints" not in offered(await said(responder, COMPLAINING, "yoga in Glasgow"))


async def test_nothing_is_made_of_two_messages_out_of_scope(responder: Responder) -> None:
    reply = await said(responder, "Who won the rugby?", "and in Scotland?")
    assert reply.route is Route.ABSTAIN


def test_a_calibration_without_a_signal_is_refused() -> None:
    fitted = load_calibration().model_dump()
    del fitted["follows"]["coefficients"]["change"]
    with pytest.raises(ValidationError, match="change"):
        Calibrated.model_validate(fitted)
