"""/ask and "Find information": in every kind of place, by everybody."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.offers import NotOffered
from loopback.world import Channel
from scenes import CRISIS, DECISION, RULE, UNKNOWN, YOGA, answered

from bot.store.communities import CommunitySettings, save_community
from bot.store.engine import Store
from knowledge.schema import Nation

WILD = (
    "@everyone @here <@42> <@&43> [click](https://bad.example) https://discord.gg/abcdef "
    "||secret|| **loud** `code` # huge is yoga any good for MS?"
)


async def test_it_answers_openly_in_a_channel_and_in_a_thread(community: Community) -> None:
    thread = community.ann.opens_thread(community.general, "yoga")
    for place in (community.general, thread):
        for person in (community.ann, community.mo, community.owner):
            message = await answered(person, place)
            assert not message.ephemeral
            assert "yoga" in community.text(message).lower()


async def test_it_answers_in_a_direct_message(community: Community) -> None:
    message = await answered(community.ann, community.ann.dm)
    assert message.channel is community.ann.dm
    assert "Report" not in community.text(message)


async def test_it_answers_a_stranger_alone_where_it_was_not_invited(
    community: Community, away: Channel
) -> None:
    sam = community.stranger
    between = community.loopback.world.private(sam.user, community.ann.user)
    for place in (away, between):
        message = await answered(sam, place)
        assert message.only_for is sam.user
        assert "yoga" in community.text(message).lower()
    message = await answered(sam, away, UNKNOWN)
    assert "Share" not in community.text(message)
    with pytest.raises(NotOffered):
        community.ann.slash("ask", between, question=YOGA)


async def test_private_is_private(community: Community) -> None:
    asked = community.ann.slash("ask", community.general, question=YOGA, private=True)
    assert (await asked.reply()).only_for is community.ann.user


async def test_it_answers_alone_where_moderators_did_not_let_it_speak(
    community: Community, store: Store
) -> None:
    settings = CommunitySettings(channels=frozenset({community.announcements.id}))
    await save_community(store, community.guild.id, settings)
    assert (await answered(community.ann, community.general)).only_for is community.ann.user
    assert not (await answered(community.mo, community.announcements)).ephemeral


async def test_a_nation_decides_what_is_shown(community: Community, store: Store) -> None:
    await save_community(store, community.guild.id, CommunitySettings(nation=Nation.WALES))
    assert "for people in Wales" in community.text(
        await answered(community.ann, community.general, RULE)
    )
    asked = community.ann.slash("ask", community.general, question=RULE, nation="Outside the UK")
    assert "for people outside the UK" in community.text(await asked.reply())
    # What was chosen holds in that conversation, until something else is chosen.
    assert "outside the UK" in community.text(
        await answered(community.ann, community.general, RULE)
    )
    asked = community.ann.slash("ask", community.general, question=RULE, nation="Scotland")
    assert "for people in Scotland" in community.text(await asked.reply())


async def test_questions_are_suggested_while_typing(community: Community) -> None:
    for place in (community.general, community.ann.dm):
        found = await community.ann.completes("ask", place, "question", "yog")
        assert any("yoga" in choice["name"].lower() for choice in found)
    assert await community.ann.completes("ask", community.general, "question", "zzz qqq") == []
    assert await community.ann.completes("ask", community.general, "question", "") == []


async def test_a_suggested_title_is_answered_with_its_entry(community: Community) -> None:
    found = await community.ann.completes("ask", community.general, "question", "yoga")
    message = await answered(community.ann, community.general, found[0]["value"])
    assert f"### {found[0]['name']}" in community.text(message)


async def test_what_was_asked_stands_above_the_answer_and_is_harmless(
    community: Community,
) -> None:
    text = community.text(await answered(community.ann, community.general, WILD))
    first = text.splitlines()[0]
    assert first.startswith("The question: ")
    for sign in ("[click](", "https://", "||secret", "**loud", "<@", "discord.gg/abc"):
        assert sign not in first
    assert "yoga" in first


async def test_several_questions_get_several_answers(community: Community) -> None:
    message = await answered(
        community.ann, community.general, f"{YOGA} And how do I get a wheelchair?"
    )
    text = community.text(message)
    assert "### Yoga" in text
    assert "You may also want:" in text
    assert "You may also want:" not in community.text(
        await answered(community.ann, community.general)
    )


async def test_not_knowing_names_somebody_to_ask(community: Community) -> None:
    for place in (community.general, community.ann.dm):
        text = community.text(await answered(community.ann, place, UNKNOWN))
        assert "I don't have a checked answer" in text
        assert "0800 032 38 39" in text


async def test_a_medical_decision_is_left_to_those_who_may_make_it(community: Community) -> None:
    text = community.text(await answered(community.ann, community.general, DECISION))
    assert "MS nurse" in text
    assert "I will not answer it for you" in text


async def test_information_is_found_on_anybodys_message(
    community: Community, away: Channel
) -> None:
    said = community.ben.says(community.general, YOGA)
    message = await community.ann.message_menu("Find information", said).reply()
    assert message.only_for is community.ann.user
    text = community.text(message)
    assert "### Yoga" in text
    assert "The question" not in text
    said = community.stranger.says(away, "I want to die")
    message = await community.stranger.message_menu("Find information", said).reply()
    assert message.only_for is community.stranger.user
    assert "116 123" in community.text(message)


@pytest.mark.parametrize("text", ["", "<@123456789012345678>", " \u202e "])
async def test_a_message_without_words_is_told_kindly(community: Community, text: str) -> None:
    said = community.ben.says(community.general, text, files=[("cat.png", b"cat")])
    message = await community.ann.message_menu("Find information", said).reply()
    assert "no words there" in community.text(message)


async def test_a_follow_up_leans_on_the_turn_before(community: Community) -> None:
    await answered(community.ann, community.general, RULE)
    text = community.text(await answered(community.ann, community.general, "and in Scotland?"))
    assert "Referring yourself" in text
    assert "for people in Scotland" in text


async def test_help_in_a_crisis_is_never_open_and_nothing_else(
    community: Community, away: Channel
) -> None:
    for person, place in ((community.ann, community.general), (community.stranger, away)):
        message = await answered(person, place, CRISIS)
        text = community.text(message)
        assert message.only_for is person.user
        assert "116 123" in text
        assert "The question" not in text
        assert not [part for part in text.splitlines() if part.startswith("[")]
