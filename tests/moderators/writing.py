"""What moderators do in several tests: write, publish, look."""

from __future__ import annotations

from typing import Any

from loopback.community import Community
from loopback.driver import Person
from loopback.interaction import Interaction
from loopback.world import Message

TITLE = "Llama trekking with MS"
QUESTION = "can i go on a llama trek with ms"
WORDS = {
    "What is it about?": "Exercise and moving",
    "Title": TITLE,
    "Answer": "Yes, you can walk with llamas, at a pace of your own. Ask for a flat path.",
    "How people ask": "\n".join(
        (
            QUESTION,
            "is a llama walk too much for my legs",
            "llama trekking and fatigue",
            "do llamas walk slowly",
            "our farm does llama days, is that for me",
            "walking next to a llama with a stick",
            "llamas and ms",
            "could i lead a llama from my scooter",
        )
    ),
}
FARM = "https://llamas.example.org/walks\nWalks for everybody\nThe Llama Farm"


async def filled(
    person: Person, opened: Interaction, values: dict[str, Any], *, fresh: bool = False
) -> Message:
    """Send a form in; the page that comes of it."""
    sent = await person.submits(opened, values)
    return await (sent.reply() if fresh else sent.updated())


async def new_entry(community: Community, person: Person) -> Message:
    """A whole new entry, as far as the page with the publish button."""
    asked = person.slash("knowledge add", community.staff)
    page = await filled(person, asked, WORDS, fresh=True)
    for text in (
        "Llamas walk slowly and stop often.",
        "Farms lend a stick, and some have a cart.",
        "A flat path is easier than a hill.",
    ):
        source = FARM if "slowly" in text else "everybody walks"
        values = {"One statement": text, "What it rests on": "Advice", "Another source": source}
        page = await filled(person, person.presses(page, "Add a point"), values)
    return page


async def published(person: Person, page: Message, why: str, button: str = "Publish") -> Message:
    """Publish a draft; the page that says what came of it."""
    return await filled(
        person, person.presses(page, button), {"Why? Other moderators will read it": why}
    )


async def phone_changed(community: Community, person: Person, what: str, phone: str) -> Message:
    """A signpost's number corrected, as far as the page with the publish button."""
    asked = person.slash("knowledge edit", community.staff, what=what)
    return await filled(person, asked, {"Phone number": phone}, fresh=True)


async def answer_to(community: Community, question: str) -> str:
    """What a member is answered."""
    asked = community.ann.slash("ask", community.general, question=question)
    return community.text(await asked.reply())


async def choose_log(community: Community) -> None:
    """Let the staff channel be told."""
    page = await community.owner.slash("setup", community.staff).reply()
    menu = "Choose the channel for my log"
    await community.owner.chooses(page, community.staff, menu=menu).updated()


async def two_must_agree(community: Community) -> None:
    """Ask for a second moderator's agreement to each change."""
    page = await community.owner.slash("setup", community.staff).reply()
    label = "Let two moderators agree on each change"
    await community.owner.presses(page, label).updated()


async def share(community: Community, person: Person, question: str) -> None:
    """Ask something that has no answer, and share it."""
    asked = await person.slash("ask", community.general, question=question).reply()
    label = next(one for one in ("None of these", "Share") if one in community.text(asked))
    if label == "None of these":
        asked = await person.presses(asked, label).reply()
    shared = "Share this question with the moderators, without my name"
    sent = await person.submits(person.presses(asked, shared), {"Your question": question})
    await sent.reply()


async def queue(community: Community) -> Message:
    """What waits for moderators."""
    return await community.mo.slash("knowledge queue", community.staff).reply()


def plain(community: Community, message: Message) -> str:
    """What a person sees, without the signs that keep Discord from acting on it."""
    return community.text(message).replace("\\", "")
