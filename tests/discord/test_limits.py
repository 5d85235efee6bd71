"""Too many questions: a kind word, once; never to somebody in need."""

from __future__ import annotations

from loopback.community import Community
from loopback.driver import Person
from scenes import CRISIS, EMERGENCY, YOGA, answered

from bot.pacing import PER_COMMUNITY, PER_MEMBER


async def wear_out(community: Community, person: Person) -> None:
    """Ask as often as a member may."""
    asked = [
        person.slash("ask", community.general, question=YOGA, private=True)
        for _ in range(PER_MEMBER.count)
    ]
    for one in asked:
        assert "### Yoga" in community.text(await one.reply())


async def test_a_member_who_asks_a_lot_is_asked_to_wait(community: Community) -> None:
    await wear_out(community, community.ann)
    refused = await answered(community.ann, community.general)
    assert "in a minute" in community.text(refused)
    assert refused.only_for is community.ann.user
    assert "### Yoga" in community.text(await answered(community.ben, community.general))


async def test_somebody_in_need_never_waits(community: Community) -> None:
    await wear_out(community, community.ann)
    for words, number in ((CRISIS, "116 123"), (EMERGENCY, "999")):
        assert number in community.text(await answered(community.ann, community.general, words))
        asked = community.ann.mentions_bot(community.general, words)
        private = await community.message_in(community.ann.dm, after=asked)
        assert number in community.text(private)


async def test_a_channel_is_told_once(community: Community) -> None:
    await wear_out(community, community.ben)
    first = community.ben.mentions_bot(community.general, YOGA)
    assert "in a minute" in community.text(await community.reply_to(first))
    again = community.ben.mentions_bot(community.general, YOGA)
    later = community.mo.mentions_bot(community.general, YOGA)
    await community.reply_to(later)
    assert all(one.reference is not again for one in community.bot_messages(community.general))


async def test_a_busy_server_is_asked_to_wait_and_others_are_not(community: Community) -> None:
    people = [community.person(f"P{i}") for i in range(PER_COMMUNITY.count // PER_MEMBER.count)]
    for person in people:
        await wear_out(community, person)
    refused = await answered(community.ann, community.general)
    assert "Many people are asking" in community.text(refused)
    assert "### Yoga" in community.text(await answered(community.ann, community.ann.dm))
