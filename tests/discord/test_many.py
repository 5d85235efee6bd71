"""Two hundred questions at once from a hundred members: each is answered, and once."""

from __future__ import annotations

import asyncio

from loopback.community import make_community
from loopback.process import BotProcess
from scenes import CRISIS, RULE, YOGA


async def test_everybody_is_acknowledged_in_time_and_answered_once(
    shared_bot: BotProcess,
) -> None:
    loopback = shared_bot.loopback
    # That an interaction is acknowledged within 3 s, and once, is held by the loopback Discord.
    communities = [make_community(loopback), make_community(loopback)]
    asked = []
    for here in communities:
        for number in range(50):
            member = here.person(f"Member {number}")
            asked.append((member, here, member.slash("ask", here.general, question=YOGA)))
            asked.append((member, here, member.slash("ask", here.general, question=RULE)))
    asked.append((here.ben, here, here.ben.slash("ask", here.general, question=CRISIS)))
    messages = await asyncio.gather(*(interaction.reply() for *_, interaction in asked))
    for (member, here, interaction), message in zip(asked, messages, strict=True):
        question = next(o["value"] for o in interaction.data["options"] if o["name"] == "question")
        words = {YOGA: "### Yoga", RULE: "### Referring yourself", CRISIS: "116 123"}[question]
        assert words in here.text(message)
        assert message.only_for is (member.user if question == CRISIS else None)
    await loopback.settled()
    assert all(len(interaction.messages) == 1 for *_, interaction in asked)
    loopback.check()


async def test_mentions_in_a_flood_are_each_answered_once(shared_bot: BotProcess) -> None:
    here = make_community(shared_bot.loopback)
    members = [here.person(f"Member {number}") for number in range(50)]
    asked = [member.mentions_bot(here.general, YOGA) for member in members]
    await asyncio.gather(*map(here.reply_to, asked))
    replies = [message.reference for message in here.bot_messages(here.general)]
    assert sorted(one.id for one in replies if one) == sorted(one.id for one in asked)
