"""Two moderators: one agrees to what the other wrote, or both write at once."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.driver import Person
from loopback.world import Message
from writing import (
    answer_to,
    filled,
    phone_changed,
    plain,
    published,
    queue,
    share,
    two_must_agree,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRUST = "signpost:ms-trust"


async def whole(community: Community, person: Person) -> str:
    shown = await person.slash("knowledge show", community.staff, what=TRUST).reply()
    return community.text(shown)


async def test_a_second_moderator_agrees(community: Community) -> None:
    await two_must_agree(community)
    mo, nell = community.mo, community.person("Nell", community.moderators)
    page = await phone_changed(community, mo, TRUST, "0800 000 11 22")
    done = await published(mo, page, "They moved", "Propose")
    assert "published when another moderator agrees" in community.text(done)
    assert "0800 000 11 22" not in await whole(community, mo)
    told = await community.message_in(community.staff)
    assert "0800 000 11 22" in community.text(told)
    own = await mo.presses(told, "Agree and publish").reply()
    assert "Somebody else has to agree to your own change" in community.text(own)
    assert "0800 000 11 22" not in await whole(community, mo)
    agreed = await nell.presses(told, "Agree and publish").reply()
    assert "Published: MS Trust helpline" in community.text(agreed)
    assert "0800 000 11 22" in await whole(community, nell)
    closed = community.text(told)
    assert f"<@{nell.id}> agreed to the change" in closed
    assert "[Agree and publish]" not in closed
    audit = community.text(await community.message_in(community.staff, told))
    assert f"<@{mo.id}> changed **MS Trust helpline** (agreed to by <@{nell.id}>)" in audit


async def test_a_second_moderator_refuses_and_a_stranger_decides_nothing(
    community: Community,
) -> None:
    await two_must_agree(community)
    mo, nell = community.mo, community.person("Nell", community.moderators)
    page = await phone_changed(community, mo, TRUST, "0800 000 33 44")
    await published(mo, page, "They moved", "Propose")
    told = await community.message_in(community.staff)
    community.loopback.changes.set_overwrite(community.staff, community.ann.user, allow=1 << 10)
    for label in ("Agree and publish", "Refuse"):
        refused = await community.ann.presses(told, label).reply()
        assert "Only moderators can do that" in community.text(refused)
    queue = await nell.slash("knowledge queue", community.staff).reply()
    assert "Proposed: MS Trust helpline" in community.text(queue)
    form = nell.presses(queue, "Refuse")
    sent = await nell.submits(form, {"Why not? Its author will read it": "The number is wrong"})
    assert "put aside" in community.text(await sent.reply())
    late = await nell.presses(told, "Agree and publish").reply()
    assert "decided on this already" in community.text(late)
    history = await mo.slash("knowledge history", community.staff, what=TRUST).reply()
    text = community.text(history)
    assert "not agreed to. Why: The number is wrong" in text
    assert "0800 000 33 44" not in await whole(community, mo)


UNICYCLE = "is wobbling about on a unicycle in the circus tent a no"


async def answer_proposed(community: Community) -> Message:
    """Ben's question is pointed to an entry by Mo; the proposal in the log channel."""
    await two_must_agree(community)
    await share(community, community.ben, UNICYCLE)
    menu = await community.mo.presses(await queue(community), "Point to an entry").reply()
    draft = await community.mo.chooses(menu, "Exercises for poor balance").updated()
    await published(community.mo, draft, "It is about balance", "Propose")
    waits = plain(community, await queue(community))
    assert "Asked once" in waits
    assert "An answer to it is proposed" in waits
    return await community.message_in(community.staff)


async def test_a_question_leaves_the_queue_when_the_second_moderator_agrees(
    community: Community,
) -> None:
    told = await answer_proposed(community)
    nell = community.person("Nell", community.moderators)
    await nell.presses(told, "Agree and publish").reply()
    assert "Nothing waits" in plain(community, await queue(community))
    assert "Exercises for poor balance" in await answer_to(community, UNICYCLE)


async def test_a_question_whose_answer_is_refused_goes_on_waiting(community: Community) -> None:
    told = await answer_proposed(community)
    nell = community.person("Nell", community.moderators)
    form = nell.presses(told, "Refuse")
    sent = await nell.submits(form, {"Why not? Its author will read it": "It is about circuses"})
    await sent.reply()
    waits = plain(community, await queue(community))
    assert UNICYCLE in waits
    assert "is proposed" not in waits


async def both_write(community: Community, mine: dict[str, str]) -> tuple[Person, object]:
    """Mo publishes a number while Nell has a draft of her own open; Nell's page of both."""
    mo, nell = community.mo, community.person("Nell", community.moderators)
    hers = await phone_changed(community, nell, TRUST, mine.get("phone", "0800 032 38 39"))
    if "purpose" in mine:
        form = nell.presses(hers, "Name, purpose, nations")
        hers = await filled(nell, form, {"What it is for": mine["purpose"]})
    his = await phone_changed(community, mo, TRUST, "0800 000 11 22")
    await published(mo, his, "They moved")
    return nell, await published(nell, hers, "I know better")


async def test_different_changes_are_joined(community: Community) -> None:
    nell, page = await both_write(community, {"purpose": "For questions, at any hour."})
    text = community.text(page)
    assert "Somebody else changed MS Trust helpline meanwhile" in text
    assert "0800 000 11 22" in text
    assert "For questions, at any hour." in text
    assert "You changed different things" in text
    joined = await nell.presses(page, "Join both").updated()
    await published(nell, joined, "Both")
    shown = await whole(community, nell)
    assert "0800 000 11 22" in shown
    assert "For questions, at any hour." in shown


async def test_the_same_change_is_decided_by_the_second(community: Community) -> None:
    nell, page = await both_write(community, {"phone": "0800 000 99 88"})
    assert "You both changed: phone." in community.text(page)
    mine = await nell.presses(page, "Mine instead of theirs").updated()
    await published(nell, mine, "Mine is right")
    assert "0800 000 99 88" in await whole(community, nell)


async def test_the_second_can_give_way(community: Community) -> None:
    nell, page = await both_write(community, {"phone": "0800 000 99 88"})
    await nell.presses(page, "Keep theirs").updated()
    assert "0800 000 11 22" in await whole(community, nell)
