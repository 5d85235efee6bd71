"""Every reply that there can be, drawn and held against Discord's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from discord import ui
from loopback.component_limits import walk
from loopback.limits import check_message
from loopback.modal_limits import check_modal
from loopback.payloads import COMPONENTS_V2
from loopback.world import Json

from bot.conversation.answering import Responder
from bot.conversation.context import Context
from bot.conversation.minds import Minds
from bot.conversation.replies import Answer, Choice, Evidence, Reply, Route
from bot.parts import Parts
from bot.views.controls import LONGEST_ID, Button, make_id
from bot.views.details import (
    call_paragraphs,
    more_paragraphs,
    source_paragraphs,
)
from bot.views.forms import field, form
from bot.views.pages import page, pages
from bot.views.related import RelatedThreads, ThreadLink
from bot.views.replies import reply_view, signpost_line, urgent_word
from bot.views.threads import pages_elsewhere, threads_view
from index.batching import BatchingEmbedder
from knowledge.schema import Nation

NATIONS = (None, *Nation)
WORST = "[" * 4_000
"""A question as long as can be, of signs that are all escaped."""


@pytest.fixture(scope="module")
def responder(parts: Parts) -> Responder:
    return Responder(Minds(parts.mind), BatchingEmbedder(parts.embedder), Context())


@pytest.fixture(scope="module")
def topics(parts: Parts) -> tuple[str, ...]:
    return tuple(parts.mind.base.entries)


def components(view: ui.LayoutView) -> list[Json]:
    """The components, after Discord's own checks of them."""
    made = view.to_components()
    check_message({"components": made, "flags": COMPONENTS_V2}, {})
    return made


def texts(made: list[Json]) -> Iterator[str]:
    return (one["content"] for one in walk(made) if "content" in one)


def answers(responder: Responder, topics: tuple[str, ...]) -> Iterator[Answer]:
    for topic in topics:
        for nation in NATIONS:
            answer = responder.show(topic, nation)
            assert answer is not None
            yield answer


def test_every_answer_fits_a_screen(responder: Responder, topics: tuple[str, ...]) -> None:
    entries = [answer.entry for answer in answers(responder, topics) if answer.nation is None]
    *_, second, first = sorted(entries, key=lambda entry: len(entry.title))
    for answer in answers(responder, topics):
        longest = (first, second)
        full = replace(answer, others=tuple(longest))
        made = components(reply_view(full, WORST))
        words = " ".join(texts(components(reply_view(full)))).split()
        assert len(words) <= 110, answer.entry.id
        assert answer.entry.answer in "\n".join(texts(made))


def test_every_page_behind_a_button_fits(responder: Responder, topics: tuple[str, ...]) -> None:
    for answer in answers(responder, topics):
        for paragraphs in (
            more_paragraphs(answer),
            source_paragraphs(answer),
            call_paragraphs(answer.signposts),
        ):
            for text in pages(paragraphs):
                components(page(text))
        components(threads_view((), pages_elsewhere((), answer.threads), ()))
        # Three of the longest ids that there can be, and as many as fit behind a long entry's.
        components(reply_view(answer, related=RelatedThreads((2**64 - 1,) * 3)))


def test_every_choice_fits(responder: Responder, topics: tuple[str, ...]) -> None:
    entries = [answer.entry for answer in answers(responder, topics) if answer.nation is None]
    for three in zip(entries, entries[1:], entries[2:], strict=False):
        components(reply_view(Choice(three, Nation.NORTHERN_IRELAND, Evidence()), WORST))


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize(
    "route", [Route.CRISIS, Route.EMERGENCY, Route.DECISION, Route.ABSTAIN], ids=str
)
def test_every_fixed_reply_fits_and_names_somebody(
    responder: Responder, topics: tuple[str, ...], route: Route, nation: Nation | None
) -> None:
    fixed = responder.fixed(route, nation)
    if route is Route.DECISION:
        every = answers(responder, topics[:2])
        related = tuple(answer.entry for answer in every if answer.nation is None)
        fixed = replace(fixed, related=related)
    urgent = route in (Route.CRISIS, Route.EMERGENCY)
    made = components(reply_view(fixed, None if urgent else WORST))
    assert fixed.signposts
    text = "\n".join(texts(made))
    assert all(signpost.name in text for signpost in fixed.signposts)
    for delivered in (True, False):
        components(urgent_word(fixed, delivered=delivered))


def test_nothing_but_help_stands_in_an_urgent_reply(responder: Responder) -> None:
    for route in (Route.CRISIS, Route.EMERGENCY):
        made = components(reply_view(responder.fixed(route, None)))
        assert not [one for one in walk(made) if one.get("custom_id")]


def test_share_and_report_are_offered_only_where_somebody_reads_them(
    responder: Responder, topics: tuple[str, ...]
) -> None:
    replies: list[Reply] = [responder.fixed(Route.ABSTAIN, None)]
    replies += answers(responder, topics[:1])
    for reply in replies:
        offered = str(reply_view(reply, moderated=True).to_components())
        alone = str(reply_view(reply, moderated=False).to_components())
        assert ":share" in offered or ":report" in offered
        assert ":share" not in alone
        assert ":report" not in alone


def test_only_the_number_is_bold(parts: Parts) -> None:
    for signpost in parts.mind.base.signposts.values():
        bold = signpost_line(signpost).split("**")[1::2]
        assert bold == [way for way in (signpost.phone, signpost.text) if way]


def test_related_threads_are_offered_where_there_are_some(
    responder: Responder, topics: tuple[str, ...]
) -> None:
    for answer in answers(responder, topics):
        offered = "Related threads" in str(reply_view(answer).to_components())
        assert offered == bool(answer.threads)


def test_named_threads_fit_a_screen_and_read_well(
    responder: Responder, topics: tuple[str, ...]
) -> None:
    address = f"https://discord.com/channels/{2**64 - 1}/{2**64 - 1}"
    worst = ("[" * 100, "fall " * 20, "@everyone [x](https://bad.example) <#1> ||a||")
    related = RelatedThreads((1, 2, 3), tuple(ThreadLink(title, address) for title in worst))
    titles = tuple(ThreadLink("How do you stop falling over at home?", address) for _ in range(3))
    for answer in answers(responder, topics):
        made = components(reply_view(answer, WORST, related=related))
        assert sum(map(len, texts(made))) <= 2_000
        shown = list(texts(components(reply_view(answer, related=replace(related, named=titles)))))
        assert len(" ".join(shown).split()) <= 140
        # After what the answer says and rests on, before the buttons; each on a line of its own.
        said, *lines = shown[2].split("\n")
        assert said == "Others have talked about this, from their own experience:"
        assert lines == [f"- [{one.title}](<{one.url}>)" for one in titles]
        # Whatever a title says, it is one link and nothing else.
        for line in next(text for text in texts(made) if "Others have" in text).split("\n")[1:]:
            assert re.fullmatch(r"- \[(?:\\.|[^\\\[\]<>|@:/])*…?\]\(<[^<>]*>\)", line), line


def test_the_longest_ids_fit() -> None:
    topic, nation = "x" * 60, Nation.NORTHERN_IRELAND.value
    for action in ("not-helped", "for-nation", "my-nation", "report-form", "threads", "pick"):
        assert len(make_id(action, topic, nation)) <= LONGEST_ID
    with pytest.raises(ValueError, match="longer"):
        make_id("x", "y" * 100)
    with pytest.raises(ValueError, match="colon"):
        make_id("x", "a:b")


def test_a_form_is_cut_to_what_discord_takes() -> None:
    parts = [field(f"f{i}", "label " * 20, value="v" * 5_000, hint="h " * 200) for i in range(5)]
    check_modal(form("title " * 20, parts, "report-form", "x" * 60).to_dict())


def test_the_words_come_before_the_buttons(responder: Responder, topics: tuple[str, ...]) -> None:
    for answer in answers(responder, topics[:10]):
        made = components(reply_view(answer, "a question"))
        kinds = [part["type"] for part in made]
        assert made[0]["content"] == "The question: a question"
        assert made[1]["content"].startswith(f"### {answer.entry.title}")
        assert all(first <= second or first == 10 for first, second in pairwise(reversed(kinds)))


def test_every_button_carries_words(responder: Responder, topics: tuple[str, ...]) -> None:
    for answer in answers(responder, topics):
        for one in walk(reply_view(answer).to_components()):
            if one["type"] == 2:
                assert len(one["label"]) >= 4
                assert not one.get("emoji")
    assert Button("Yes " * 40, "more").item.label.endswith("…")
