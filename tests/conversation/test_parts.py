"""The small parts of the conversation, each by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.context import LIFETIME, MOST, Context, Turn
from bot.conversation.followups import without_refusal
from bot.conversation.nations import named_nation, says_only_where
from bot.conversation.normalise import plain
from knowledge.schema import Nation


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("K I L L myself", "kill myself"),
        ("su1c1dal", "suicidal"),
        ("su\u200bici\u200bdal", "suicidal"),
        ("ѕuісіdal", "suicidal"),  # noqa: RUF001 - Cyrillic on purpose
        ("I'm sooooo tired", "i'm soo tired"),
        ("I can’t   cope\n\nany more", "i can't cope any more"),  # noqa: RUF001
    ],
)
def test_disguises_are_undone(written: str, meant: str) -> None:
    assert plain(written) == meant


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("and in Scotland?", Nation.SCOTLAND),
        ("I live near Cardiff", Nation.WALES),
        ("here in N. Ireland", Nation.NORTHERN_IRELAND),
        ("is it the same in England and Wales?", None),
        ("how do I get physio", None),
        ("I moved here from New South Wales", None),
        ("wales not england", Nation.WALES),
        ("I'm not in Scotland", None),
        ("we're in Stockport", Nation.ENGLAND),
        ("the clinic in Wrexham", Nation.WALES),
        ("my cousin on Skye", Nation.SCOTLAND),
        ("Newry", Nation.NORTHERN_IRELAND),
        ("I flew to New York", None),
        ("it's a bath I need, not reading", None),
        ("Sky is down, no telly", None),
        ("who won the derby", None),
        ("a mug of Yorkshire tea", None),
        ("Welsh cakes for tea", None),
        ("Yorkshire, near Leeds", Nation.ENGLAND),
    ],
)
def test_a_nation_is_named(text: str, nation: Nation | None) -> None:
    assert named_nation(text) is nation


@pytest.mark.parametrize(
    "text",
    [
        "and in Scotland?",
        "she\u2019s in Derry",
        "we live near Cardiff",
        "Not England, Wales",
        "N.Ireland",
        "forgot to say, I'm in Preston x",
        "sorry love, Fort William",
        "does that count in wales like",
    ],
)
def test_a_message_can_say_only_where_somebody_is(text: str) -> None:
    assert says_only_where(text)


@pytest.mark.parametrize(
    "text",
    [
        "physio in Scotland",
        "it's raining in Cardiff",
        "is it the same there?",
        "England and Wales",
        "the Preston match is on",
    ],
)
def test_a_message_about_something_says_more_than_where(text: str) -> None:
    assert not says_only_where(text)


def test_a_turn_is_forgotten_after_its_time() -> None:
    now = [0.0]
    context = Context(clock=lambda: now[0])
    context.remember("a", Turn("question", "yoga", None))
    now[0] = LIFETIME - 1
    assert context.last("a")
    now[0] = LIFETIME + 1
    assert context.last("a") is None


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    context = Context()
    for i in range(MOST + 5):
        context.remember(str(i), Turn("q", None, None))
    assert context.last("0") is None
    assert context.last(str(MOST + 4))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("not yoga, I hate it. Something plain on my bed", "I hate it. Something plain on my bed"),
        ("it isn't dizziness, just wobbly on my feet", "wobbly on my feet"),
        ("no I don't want drugs. should I be exercising?", "should I be exercising?"),
        ("not yoga, please", "not yoga, please"),
        ("notes from my physio, where are they?", "notes from my physio, where are they?"),
    ],
)
def test_what_was_refused_is_not_looked_up(text: str, meant: str) -> None:
    assert without_refusal(text) == meant
