"""Letters on Discord: the form, the letter, and nothing kept."""

from __future__ import annotations

import pytest

from knowledge.base import load_knowledge

from .community import Community

LETTERS = sorted(load_knowledge().letters)

CHANGED = "I trip on the stairs ``` @everyone **twice** a week"


async def test_a_letter_is_filled_in_and_shown_to_its_writer_alone(community: Community) -> None:
    asked = community.ann.slash(
        "letter", community.general, about="physio-referral", nation="Scotland"
    )
    shown = await asked.form()
    sent = await community.ann.submits(asked, {"changed": CHANGED, "recipient": "GP"})
    first, *rest = await sent.replies(2)
    text = community.text(first)
    assert shown["title"]
    assert first.only_for is community.ann.user
    assert "twice" in text
    assert "NHS Tayside" in text
    assert "NICE" not in text
    assert [file["filename"] for file in first.attachments] == ["physio-referral.txt"]
    assert "Before you send it" in "".join(map(community.text, rest))


@pytest.mark.parametrize("name", LETTERS)
async def test_every_letter_has_a_form_that_discord_takes(community: Community, name: str) -> None:
    asked = community.ann.slash("letter", community.ann.dm, about=name, call=True)
    assert len((await asked.form())["components"]) <= 5


async def test_letters_are_offered_by_what_they_are_for(community: Community) -> None:
    offered = await community.ann.completes("letter", community.general, "about", "physio")
    assert "physio-referral" in [choice["value"] for choice in offered]


async def test_a_letter_that_is_not_there_is_told(community: Community) -> None:
    asked = community.ann.slash("letter", community.general, about="a pony")
    assert "/letter" in community.text(await asked.reply())
