"""A crisis or an emergency: help at once, in private, and nothing else."""

from __future__ import annotations

import pytest
from loopback.community import Community
from scenes import CRISIS, EMERGENCY, YOGA

NUMBERS = {CRISIS: "116 123", EMERGENCY: "999"}


@pytest.mark.parametrize("words", [CRISIS, EMERGENCY])
async def test_the_channel_reads_a_word_and_the_member_reads_it_all(
    community: Community, words: str
) -> None:
    thread = community.ann.opens_thread(community.general, "a bad day")
    for place in (community.general, thread):
        asked = community.ann.mentions_bot(place, words)
        private = await community.message_in(community.ann.dm, after=asked)
        public = await community.reply_to(asked)
        assert NUMBERS[words] in community.text(private)
        assert "[" not in community.text(public)
        assert len(community.text(public)) < 150


@pytest.mark.parametrize("words", [CRISIS, EMERGENCY])
async def test_whoever_takes_no_direct_messages_sees_numbers_and_a_button(
    community: Community, words: str
) -> None:
    shy = community.person("Shy", accepts_dms=False)
    public = await community.reply_to(shy.mentions_bot(community.general, words))
    assert NUMBERS[words] in community.text(public)
    for person in (shy, community.ben):
        more = await person.presses(public, "Show me more, only to me").reply()
        assert more.only_for is person.user
        assert NUMBERS[words] in community.text(more)
        assert len(community.text(more)) > len(community.text(public))


async def test_a_direct_message_is_helped_there(community: Community) -> None:
    reply = await community.reply_to(community.ann.says(community.ann.dm, CRISIS))
    assert "116 123" in community.text(reply)


async def test_the_numbers_are_those_of_the_nation(community: Community) -> None:
    await community.ann.slash("nation", community.ann.dm, where="Outside the UK").reply()
    for place in (community.general, community.ann.dm):
        message = await community.ann.slash("ask", place, question=CRISIS).reply()
        text = community.text(message)
        assert "findahelpline.com" in text
        assert "116 123" not in text


async def test_a_direct_message_that_fails_is_made_up_for_in_the_channel(
    community: Community,
) -> None:
    community.loopback.faults.fail("POST /users/@me/channels", 404)
    newcomer = community.person("New")
    public = await community.reply_to(newcomer.mentions_bot(community.general, CRISIS))
    assert "116 123" in community.text(public)


async def test_a_question_deleted_at_once_is_still_helped_in_private(
    community: Community,
) -> None:
    community.loopback.faults.hold("POST /channels/{channel_id}/messages")
    asked = community.ann.mentions_bot(community.general, CRISIS)
    await community.loopback.until(
        lambda: community.loopback.rest.sent("POST /users/@me/channels"), "a direct message"
    )
    community.ann.deletes(asked)
    community.loopback.faults.clear()
    assert "116 123" in community.text(await community.message_in(community.ann.dm))
    later = community.ben.mentions_bot(community.general, YOGA)
    await community.reply_to(later)
    assert all(one.reference is later for one in community.bot_messages(community.general))
