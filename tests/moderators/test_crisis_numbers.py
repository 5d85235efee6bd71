"""Numbers that members in a crisis are told: two people look, and a mistake is soon undone."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.world import Message
from writing import answer_to, phone_changed, plain, published, queue

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAMARITANS = "signpost:samaritans"
OLD, NEW = "116 123", "0330 094 57 17"
CRISIS = "I want to die"


async def proposed(community: Community) -> Message:
    """Mo proposes another number, in a community that did not ask for two people."""
    page = await phone_changed(community, community.mo, SAMARITANS, NEW)
    text = community.text(page)
    assert "This one needs two people" in text
    assert "Members in a crisis" in text
    assert "[Publish]" not in text
    return await published(community.mo, page, "They moved", "Propose")


async def test_a_number_for_a_crisis_needs_a_second_person(community: Community) -> None:
    done = community.text(await proposed(community))
    assert "members do not see it yet" in done
    assert "Whoever manages the server can give somebody you trust" in done
    assert OLD in await answer_to(community, CRISIS)
    told = await community.message_in(community.staff)
    assert "Please look now" in community.text(told)
    assert "Please look at it now" in community.text(await queue(community))
    own = await community.mo.presses(told, "Agree and publish").reply()
    assert "Somebody else has to agree" in community.text(own)
    assert OLD in await answer_to(community, CRISIS)
    # Whoever manages the server may agree without the moderators' role.
    agreed = await community.owner.presses(told, "Agree and publish").reply()
    assert "Published: Samaritans" in community.text(agreed)
    answer = await answer_to(community, CRISIS)
    assert NEW in answer
    assert OLD not in answer


async def test_going_back_to_what_was_checked_needs_nobody_else(community: Community) -> None:
    await proposed(community)
    told = await community.message_in(community.staff)
    await community.owner.presses(told, "Agree and publish").reply()
    audit = await community.message_in(community.staff, told)
    page = await community.mo.presses(audit, "Undo this").reply()
    text = community.text(page)
    assert f"was “{NEW}”, is now “{OLD}”" in plain(community, page)
    assert "This one needs two people" not in text
    done = await published(community.mo, page, "It was wrong", "Go back to this")
    assert "Restored: Samaritans" in community.text(done)
    assert OLD in await answer_to(community, CRISIS)


async def test_it_cannot_be_taken_away_by_one_person_either(community: Community) -> None:
    asked = community.mo.slash("knowledge retire", community.staff, what=SAMARITANS)
    page = await asked.reply()
    assert "This one needs two people" in community.text(page)
    # Other replies need it, so it cannot be taken away at all.
    assert "[Propose]" not in community.text(page)
    assert OLD in await answer_to(community, CRISIS)


async def test_whoever_looks_it_up_reads_that_two_people_are_needed(community: Community) -> None:
    shown = await community.mo.slash("knowledge show", community.staff, what=SAMARITANS).reply()
    assert "a change needs two people" in community.text(shown)
    other = await community.mo.slash("knowledge show", community.staff, what="yoga").reply()
    assert "two people" not in community.text(other)
