"""What people typed, shown by the bot: it reads as they wrote it, and does nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.views.controls import LONGEST_ID, make_id, read_id, shortened
from bot.views.pages import LONGEST, on_one_line, pages, quoted, unquoted, without_mentions

WILD = st.text(
    st.one_of(st.sampled_from(list("\\*_~|`<>[]()#-:/@!&\n\t .1")), st.characters()), max_size=600
)
ACTS = re.compile(r"(?<!\\)(?:\\\\)*([*_~|`<>\[\]#@]|https?:)")
"""A sign that Discord would act on, not escaped."""


@given(WILD)
def test_what_was_quoted_can_be_read_again(text: str) -> None:
    assert unquoted(quoted(text, 10_000)) == on_one_line(text)


@given(WILD)
def test_nothing_in_a_quotation_acts(text: str) -> None:
    shown = quoted(text, 10_000)
    assert ACTS.search(shown) is None
    assert "\n" not in shown


@given(WILD, st.integers(2, 300))
def test_a_quotation_is_cut_before_it_is_escaped(text: str, longest: int) -> None:
    shown = unquoted(quoted(text, longest))
    assert len(shown) <= longest
    assert shown.removesuffix("…") == on_one_line(text)[: len(shown.removesuffix("…"))]


def test_what_turns_the_direction_of_text_is_taken_out() -> None:
    assert quoted("left \u202eright\u2066") == "left right"


def test_names_of_people_and_places_are_taken_out() -> None:
    text = "hi <@1> <@!22> <@&333> <#4> <:smile:55> <a:wave:6> <t:7:R> is <5 fine?"
    assert on_one_line(without_mentions(text)) == "hi is <5 fine?"


@given(st.lists(st.text(max_size=9_000), max_size=6))
def test_pages_lose_no_word_and_fit(paragraphs: list[str]) -> None:
    found = pages(paragraphs)
    assert all(0 < len(text) <= LONGEST for text in found)
    words = re.sub(r"\s+", "", "".join(paragraphs))
    assert re.sub(r"\s+", "", "".join(found)) == words


@given(st.text(max_size=300), st.integers(1, 100))
def test_a_shortened_text_fits(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest


@given(st.lists(st.from_regex(r"[a-z0-9-]{0,20}", fullmatch=True), max_size=4))
def test_a_control_reads_its_own_id(arguments: list[str]) -> None:
    custom_id = make_id("for-nation", *arguments)
    assert len(custom_id) <= LONGEST_ID
    assert read_id(custom_id) == ("for-nation", tuple(arguments))
