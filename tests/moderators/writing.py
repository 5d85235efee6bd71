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
