"""The bot as it is run, as a process: /ask, mentions and direct messages, through Discord."""

from __future__ import annotations

from .community import Community
from .process import BotProcess

QUESTION = "Is yoga any good for MS?"


async def test_ask_is_answered_in_the_channel_or_to_the_asker_alone(
    community: Community,
) -> None:
    asked = community.ann.slash("ask", community.general, question=QUESTION, nation="Scotland")
    openly = await asked.reply()
    assert not openly.ephemeral
    assert "yoga" in community.text(openly).lower()
    asked = community.ann.slash("ask", community.general, question=QUESTION, private=True)
    privately = await asked.reply()
    assert privately.only_for is community.ann.user
    assert "yoga" in community.text(privately).lower()


async def test_an_urgent_answer_to_ask_is_never_open(community: Community) -> None:
    asked = community.ann.slash("ask", community.general, question="I want to die")
    answer = await asked.reply()
    assert answer.only_for is community.ann.user
    assert "116 123" in community.text(answer)


async def test_a_mention_is_answered_with_a_reply(community: Community) -> None:
    ignored = community.ben.says(community.general, "hello all, how is everyone today?")
    question = community.ann.mentions_bot(community.general, QUESTION)
    reply = await community.reply_to(question)
    assert "yoga" in community.text(reply).lower()
    assert all(m.reference is not ignored for m in community.bot_messages(community.general))


async def test_a_direct_message_is_answered_there(community: Community) -> None:
    reply = await community.reply_to(community.ann.says(community.ann.dm, QUESTION))
    assert reply.channel is community.ann.dm
    assert "yoga" in community.text(reply).lower()


async def test_an_urgent_answer_comes_privately_or_else_in_the_channel(
    community: Community,
) -> None:
    urgent = community.ann.mentions_bot(community.general, "I want to die, I can't go on")
    private = await community.message_in(community.ann.dm)
    public = await community.reply_to(urgent)
    assert "116 123" in community.text(private)
    assert len(community.text(public)) < len(community.text(private))
    shy = community.person("Shy", accepts_dms=False)
    urgent = shy.mentions_bot(community.general, "I want to die, I can't go on")
    assert "116 123" in community.text(await community.reply_to(urgent))


async def test_a_cut_connection_loses_no_question(community: Community) -> None:
    await community.loopback.gateway.drop()
    question = community.ben.mentions_bot(community.general, QUESTION)
    assert "yoga" in community.text(await community.reply_to(question)).lower()


async def test_the_process_can_be_killed_and_started_again(
    bot: BotProcess, discord_world: Community
) -> None:
    await bot.kill()
    assert bot.exit_code == -9
    await bot.start()
    asked = discord_world.ann.slash("ask", discord_world.ann.dm, question=QUESTION)
    assert "yoga" in discord_world.text(await asked.reply()).lower()
