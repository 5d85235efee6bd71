"""The fixed words for a crisis and an emergency: short, numbers first, with the way back."""

from __future__ import annotations

import re

import pytest

from bot.conversation.answering import Message
from bot.conversation.replies import Evidence, Fixed, Route
from bot.parts import Parts, conversation
from bot.terminal import as_text
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.schema import Nation

SCREEN = 1100
"""Characters that a phone shows at once, at a readable size."""


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge()


def _reply(base: KnowledgeBase, route: Route, nation: Nation | None) -> Fixed:
    words = getattr(base.safety, route.value)
    return Fixed(
        route=route,
        words=words,
        nation=nation,
        signposts=base.signposts_for(words.signposts, nation),
        related=(),
        evidence=Evidence(),
        offers_return=True,
    )


@pytest.mark.parametrize("nation", [None, *Nation])
@pytest.mark.parametrize("route", [Route.CRISIS, Route.EMERGENCY])
def test_it_fits_a_screen_with_a_number_early(
    base: KnowledgeBase, route: Route, nation: Nation | None
) -> None:
    text = as_text(_reply(base, route, nation))
    assert len(text) <= SCREEN
    assert "999" in text.split("\n")[1]


@pytest.mark.parametrize(
    ("nation", "number"),
    [
        (Nation.ENGLAND, "116 123"),
        (Nation.SCOTLAND, "116 123"),
        (Nation.WALES, "116 123"),
        (Nation.NORTHERN_IRELAND, "0808 808 8000"),
        (Nation.OUTSIDE_UK, "findahelpline.com"),
    ],
)
def test_every_nation_has_somebody_to_ring(
    base: KnowledgeBase, nation: Nation, number: str
) -> None:
    assert number in as_text(_reply(base, Route.CRISIS, nation))


def test_no_words_blame_or_promise(base: KnowledgeBase) -> None:
    for route in (Route.CRISIS, Route.EMERGENCY):
        text = as_text(_reply(base, route, None)).lower()
        assert not re.search(r"\b(?:will be (?:ok|fine)|promise|selfish|should have|commit)", text)


async def test_a_question_beside_the_alarm_can_be_asked_again(parts: Parts) -> None:
    async with conversation(parts) as responder:
        alone = await responder.reply(Message("I want to end my life"))
        beside = await responder.reply(
            Message("Is yoga any good for people with MS? I also want to end my life.")
        )
    assert isinstance(alone, Fixed)
    assert isinstance(beside, Fixed)
    assert alone.route is beside.route is Route.CRISIS
    offer = beside.words.return_offer
    assert offer
    assert offer in as_text(beside)
    assert offer not in as_text(alone)


@pytest.mark.parametrize(
    ("nation", "reached"),
    [
        (None, "116 123"),
        (Nation.WALES, "116 123"),
        (Nation.NORTHERN_IRELAND, "116 123"),
        (Nation.OUTSIDE_UK, "findahelpline.com"),
    ],
)
async def test_somebody_who_may_be_in_need_is_told_whom_to_ring(
    parts: Parts, nation: Nation | None, reached: str
) -> None:
    """What is long over raises no alarm: the reply is what it would be, with one line more."""
    message = "My late teens were bleak, I tried to leave this world. I'm forty now and happy"
    async with conversation(parts) as responder:
        reply = await responder.reply(Message(message, nation=nation))
    assert reply.route is not Route.CRISIS
    assert reply.quiet_word
    assert reached in as_text(reply)


async def test_an_ordinary_question_gets_no_quiet_word(parts: Parts) -> None:
    async with conversation(parts) as responder:
        for question in (
            "How do I get physio?",
            "Is swimming good for MS?",
            "hello",
            "who are you",
        ):
            assert (await responder.reply(Message(question))).quiet_word is None
