"""From a form to what members are answered: add, edit, retire, restore, undo."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.world import Message
from writing import (
    FARM,
    QUESTION,
    TITLE,
    WORDS,
    answer_to,
    filled,
    new_entry,
    phone_changed,
    published,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


def read(community: Community, message: Message) -> str:
    """A message as Discord shows it: without the signs that keep others from acting."""
    return community.text(message).replace("\\", "")


async def test_a_new_entry_answers_a_member(community: Community) -> None:
    mo = community.mo
    page = await new_entry(community, mo)
    assert page.only_for is mo.user
    text = read(community, page)
    assert "Saved as your draft" in text
    assert "As members see it" in text
    assert TITLE not in await answer_to(community, QUESTION)
    done = await published(mo, page, "Somebody asked")
    assert f"Published: {TITLE}" in read(community, done)
    assert TITLE in await answer_to(community, QUESTION)
    told = read(community, await community.message_in(community.staff))
    assert f"<@{mo.id}> added **{TITLE}**" in told
    assert "Why: Somebody asked" in told


async def test_a_wrong_number_is_put_right_and_members_see_it(community: Community) -> None:
    mo = community.mo
    offered = await mo.completes("knowledge edit", community.staff, "what", "ms trust")
    assert "signpost:ms-trust" in [choice["value"] for choice in offered]
    page = await phone_changed(community, mo, "signpost:ms-trust", "0800 000 11 22")
    assert "0800 000 11 22" in read(community, page)
    done = await published(mo, page, "They moved")
    assert "Members are answered with it from now on" in read(community, done)
    asked = await community.ann.slash("ask", community.general, question="yoga and ms").reply()
    called = await community.ann.presses(asked, "Whom to call").reply()
    assert "0800 000 11 22" in read(community, called)


async def test_a_fault_is_said_in_plain_words_and_nothing_is_lost(community: Community) -> None:
    page = await phone_changed(community, community.mo, "signpost:ms-trust", "ring them")
    text = read(community, page)
    assert "Phone number: write digits in groups" in text
    assert "ring them" in text
    assert "[Publish]" not in text
    mended = await filled(
        community.mo,
        community.mo.presses(page, "How to reach them"),
        {"Phone number": "0800 000 33 44"},
    )
    assert "[Publish]" in read(community, mended)


async def test_what_is_missing_is_listed_until_it_is_there(community: Community) -> None:
    asked = community.mo.slash("knowledge add", community.staff)
    page = await filled(community.mo, asked, WORDS, fresh=True)
    assert "Points: at least three are needed" in read(community, page)
    point = {"One statement": "Llamas are slow.", "What it rests on": "Advice"}
    page = await filled(community.mo, community.mo.presses(page, "Add a point"), point)
    assert "Point 1, sources: at least 1 needed, there are 0 so far" in read(community, page)
    assert "Points: at least 3 needed, there are 1 so far" in read(community, page)
    opened = community.mo.chooses(page, "1. Llamas are slow.")
    page = await filled(community.mo, opened, {"Another source": "no such publication"})
    assert "No source has the words “no such publication”" in read(community, page)
    opened = community.mo.chooses(page, "1. Llamas are slow.")
    page = await filled(community.mo, opened, {"Another source": FARM})
    text = read(community, page)
    assert "1. Llamas are slow. (1 source)" in text
    assert "Points: at least 3 needed, there are 1 so far" in text
    opened = community.mo.chooses(page, "1. Llamas are slow.")
    page = await filled(community.mo, opened, {"One statement": ""})
    assert "Llamas are slow" not in read(community, page)


async def test_an_entry_is_retired_and_restored(community: Community) -> None:
    mo = community.mo
    question = "Is yoga any good for MS?"
    assert "Yoga with MS" in await answer_to(community, question)
    page = await mo.slash("knowledge retire", community.staff, what="entry:yoga").reply()
    assert "no longer be answered with it" in read(community, page)
    done = await published(mo, page, "Out of date", "Take it away")
    assert "### Yoga with MS" not in await answer_to(community, question)
    back = await mo.presses(done, "Undo this").reply()
    await published(mo, back, "It was fine", "Go back to this")
    assert "Yoga with MS" in await answer_to(community, question)
    history = await mo.slash("knowledge history", community.staff, what="entry:yoga").reply()
    text = read(community, history)
    assert f"**2 (now).** restored by <@{mo.id}>" in text
    assert f"**1.** retired by <@{mo.id}>" in text
    again = await mo.slash(
        "knowledge restore", community.staff, what="entry:yoga", version="1"
    ).reply()
    assert "Take away" in read(community, again)


async def test_what_differs_is_shown_and_a_version_can_be_had_back(community: Community) -> None:
    mo = community.mo
    for phone in ("0800 000 55 66", "0800 000 77 88"):
        page = await phone_changed(community, mo, "signpost:ms-society", phone)
        await published(mo, page, f"Now {phone}")
    shown = await mo.slash("knowledge diff", community.staff, what="signpost:ms-society").reply()
    text = read(community, shown)
    assert "was “0800 000 55 66”, is now “0800 000 77 88”" in text
    history = await mo.slash(
        "knowledge history", community.staff, what="signpost:ms-society"
    ).reply()
    old = await mo.chooses(history, "Version 1").reply()
    page = await mo.presses(old, "Go back to this version").reply()
    assert "0800 000 55 66" in read(community, page)
    await published(mo, page, "The old one was right", "Go back to this")
    whole = await mo.slash("knowledge show", community.staff, what="signpost:ms-society").reply()
    assert "0800 000 55 66" in read(community, whole)


async def test_a_message_becomes_an_entry_that_a_person_writes(community: Community) -> None:
    said = community.ann.says(community.general, "my secret diary says llamas help my legs")
    opened = community.mo.message_menu("Make this an entry", said)
    shown = await opened.form()
    texts = [one["content"] for one in shown["components"] if "content" in one]
    assert "my secret diary" in texts[0]
    page = await filled(community.mo, opened, WORDS, fresh=True)
    assert "secret diary" not in read(community, page)


async def test_a_draft_is_thrown_away(community: Community) -> None:
    mo = community.mo
    page = await phone_changed(community, mo, "signpost:ms-uk", "0800 000 99 00")
    gone = await mo.presses(page, "Throw this draft away").updated()
    assert "thrown away" in read(community, gone)
    whole = await mo.slash("knowledge show", community.staff, what="signpost:ms-uk").reply()
    assert "0800 000 99 00" not in read(community, whole)
