"""Whether to speak: case by case, and for any message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.speaking import Heard, Speak, decide

ASKED = Heard(
    direct=False,
    from_person=True,
    ordinary=True,
    mentioned=True,
    only_quoted=False,
    question="Is yoga any good?",
)
DIRECT = replace(ASKED, direct=True, mentioned=False)


@pytest.mark.parametrize(
    ("heard", "decision"),
    [
        (ASKED, Speak.ANSWER),
        (DIRECT, Speak.ANSWER),
        (replace(ASKED, mentioned=False), Speak.NOT_ASKED),
        (replace(ASKED, from_person=False), Speak.AUTOMATIC),
        (replace(DIRECT, from_person=False), Speak.AUTOMATIC),
        (replace(ASKED, ordinary=False), Speak.SYSTEM),
        (replace(ASKED, only_quoted=True), Speak.QUOTED),
        (replace(DIRECT, only_quoted=True), Speak.ANSWER),
        (replace(ASKED, to_others=True), Speak.TO_OTHERS),
        (replace(ASKED, closed=True), Speak.CLOSED),
        (replace(ASKED, allowed=False), Speak.ELSEWHERE),
        (replace(DIRECT, allowed=False), Speak.ANSWER),
        (replace(ASKED, able=False), Speak.UNABLE),
        (replace(ASKED, question=" \n "), Speak.GREET),
        (replace(ASKED, question="Hello there!"), Speak.GREET),
        (replace(ASKED, question="Thanks, that helps a lot 🙏"), Speak.ANSWER),
        (replace(ASKED, mentioned=False, question="thanks"), Speak.NOT_ASKED),
        (replace(ASKED, allowed=False, question="hello"), Speak.ELSEWHERE),
    ],
)
def test_the_decision(heard: Heard, decision: Speak) -> None:
    assert decide(heard) is decision


HEARD = st.builds(
    Heard,
    direct=st.booleans(),
    from_person=st.booleans(),
    ordinary=st.booleans(),
    mentioned=st.booleans(),
    only_quoted=st.booleans(),
    question=st.text(),
    to_others=st.booleans(),
    closed=st.booleans(),
    allowed=st.booleans(),
    able=st.booleans(),
)


@given(HEARD)
def test_it_speaks_only_to_a_person_who_asked_and_where_it_may(heard: Heard) -> None:
    if decide(heard).speaks:
        assert heard.from_person
        assert heard.ordinary
        assert heard.able
        assert heard.direct or (heard.mentioned and heard.allowed and not heard.to_others)


@given(HEARD)
def test_whoever_asks_directly_is_never_ignored(heard: Heard) -> None:
    asks = replace(heard, direct=True, from_person=True, ordinary=True, closed=False, able=True)
    assert decide(asks).speaks
