"""What members share with moderators, and what moderators make of it."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.world import Message
from writing import WORDS, answer_to, filled, plain, published, queue, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

LLAMAS = (
    "can I trek with llamas?",
    "is trekking with llamas possible?",
    "could I go trekking with llamas?",
)
OTHER = "how many moons does jupiter have"


async def test_questions_are_grouped_and_put_aside(community: Community) -> None:
    for question in (*LLAMAS, OTHER):
        await share(community, community.ann, question)
    page = await queue(community)
    text = plain(community, page)
    assert "4 questions without an answer, about 2 things" in text
    assert "Asked 3 times" in text
    assert community.ann.user.name not in text
    first = _ids(page, "q-not")[1]
    page = await community.mo.presses(page, custom_id=first).updated()
    text = plain(community, page)
    assert "Saved: one question is put aside." in text
    assert OTHER not in text
    assert "Asked 3 times" in text


async def test_a_question_gets_an_entry_of_its_own(community: Community) -> None:
    for question in LLAMAS:
        await share(community, community.ben, question)
    page = await queue(community)
    opened = community.mo.presses(page, "Write an entry")
    form = await opened.form()
    assert "trek" in str(form["components"][0])
    draft = await filled(community.mo, opened, WORDS, fresh=True)
    assert "Llama trekking" in community.text(draft)
    assert "Asked 3 times" in plain(community, await queue(community)), "not before it is published"


async def test_a_question_is_pointed_to_an_entry(community: Community) -> None:
    question = "is wobbling about on a unicycle in the circus tent a no"
    await share(community, community.ben, question)
    page = await queue(community)
    menu = await community.mo.presses(page, "Point to an entry").reply()
    draft = await community.mo.chooses(menu, "Exercises for poor balance").updated()
    assert "unicycle" in plain(community, draft)
    await published(community.mo, draft, "It is about balance")
    assert "Nothing waits" in plain(community, await queue(community))
    assert "Exercises for poor balance" in await answer_to(community, question)


async def test_a_report_leads_to_its_entry(community: Community) -> None:
    asked = await community.ann.slash("ask", community.general, question="yoga and ms").reply()
    opened = community.ann.presses(asked, "Report a mistake")
    sent = await community.ann.submits(opened, {"What is wrong or missing?": "the class has moved"})
    await sent.reply()
    page = await queue(community)
    assert "the class has moved" in plain(community, page)
    draft = await community.mo.presses(page, "Edit the entry").reply()
    assert "Draft: Yoga with MS" in community.text(draft)
    done = await community.mo.presses(page, "Dealt with").updated()
    assert "Nothing waits" in plain(community, done)


def _ids(page: Message, action: str) -> list[str]:
    buttons = [one for row in page.components for one in row.get("components") or []]
    return [one["custom_id"] for one in buttons if f":{action}:" in one.get("custom_id", "")]
