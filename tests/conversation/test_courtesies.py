"""Courtesies: what is nothing else, what only looks like one, and what is said to them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.commands.ask import as_record
from bot.conversation.answering import Message, Responder
from bot.conversation.courtesies import Courtesy, courtesy_in
from bot.conversation.replies import Answer, Polite, Route
from bot.conversation.speaking import is_greeting
from bot.parts import Parts, conversation
from bot.terminal import as_text

YOGA = "Is yoga any good for people with MS?"


@pytest.fixture
async def responder(parts: Parts) -> AsyncIterator[Responder]:
    async with conversation(parts) as open_responder:
        yield open_responder


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("thanks", Courtesy.THANKS),
        ("Thank you so much!", Courtesy.THANKS),
        ("ok great, thanks", Courtesy.THANKS),
        ("oh that's lovely", Courtesy.THANKS),
        ("got it, cheers", Courtesy.THANKS),
        ("cheers, night all x", Courtesy.THANKS),
        ("ok", Courtesy.OTHER),
        ("LOL", Courtesy.OTHER),
        ("hahaha", Courtesy.OTHER),
        ("never mind, sorry", Courtesy.OTHER),
        ("\N{THUMBS UP SIGN}", Courtesy.OTHER),
    ],
)
def test_a_courtesy_is_heard(text: str, courtesy: Courtesy) -> None:
    assert courtesy_in(text) is courtesy


@pytest.mark.parametrize(
    "text",
    [
        "great, and in Scotland?",
        "is it ok",
        "thanks but I can't go on",
        "thank you, what about swimming",
        "thank you and goodbye everyone",
        "ok?",
        "I'm not ok",
        "ok \N{CRYING FACE}",
        "helps with what",
        "help",
        "yes",
        "",
        "ok " * 20,
    ],
)
def test_what_may_say_more_is_not_taken_for_a_courtesy(text: str) -> None:
    assert courtesy_in(text) is None


def test_a_courtesy_is_no_greeting() -> None:
    assert not is_greeting("ok")
    assert not is_greeting("thanks")


@pytest.mark.parametrize("text", ["thanks", "cheers, night all", "lol", "ok"])
async def test_a_courtesy_is_answered_kindly_and_with_nothing_else(
    responder: Responder, text: str
) -> None:
    await responder.reply(Message(YOGA, "here"))
    reply = await responder.reply(Message(text, "here"))
    assert isinstance(reply, Polite)
    assert as_text(reply) == reply.words
    record = as_record(reply)
    assert (record["route"], record["answered"], record["score"]) == ("courtesy", False, 0)


async def test_after_a_courtesy_the_question_can_still_be_followed_up(
    responder: Responder,
) -> None:
    await responder.reply(Message("How do I complain about my hospital?", "here"))
    await responder.reply(Message("thanks", "here"))
    reply = await responder.reply(Message("and in Wales?", "here"))
    assert isinstance(reply, Answer)
    assert reply.entry.id == "complaints"


async def test_triage_comes_before_manners(responder: Responder) -> None:
    reply = await responder.reply(Message("thanks, I want to die"))
    assert reply.route is Route.CRISIS
