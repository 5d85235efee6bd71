"""Discord and the way to it fail: the bot goes on, answers once, and loses nobody."""

from __future__ import annotations

from loopback.community import Community
from loopback.interaction import Response
from loopback.process import BotProcess
from scenes import YOGA, answered

MESSAGES = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}"


async def one_reply(community: Community, text: str = YOGA) -> None:
    """A question asked now is answered, once."""
    asked = community.ann.mentions_bot(community.general, text)
    await community.reply_to(asked)
    # Another one behind it: by then a second reply to the first would have come.
    later = community.ben.mentions_bot(community.general, YOGA)
    await community.reply_to(later)
    replies = [m for m in community.bot_messages(community.general) if m.reference is asked]
    assert len(replies) == 1


async def test_what_is_asked_while_the_gateway_is_gone_is_answered_once(
    community: Community,
) -> None:
    gateway = community.loopback.gateway
    for code in (1006, 4000):
        await gateway.drop(code)
        await one_reply(community)
    gateway.ask_to_reconnect()
    await one_reply(community)
    gateway.invalidate(resumable=True)
    await one_reply(community)


async def test_a_refused_resume_begins_anew(bot: BotProcess, discord_world: Community) -> None:
    gateway = discord_world.loopback.gateway
    gateway.refuses_resume = True
    before = len(gateway.identifies)
    await gateway.drop()
    await discord_world.loopback.until(lambda: len(gateway.identifies) > before, "an identify")
    await gateway.ready()
    await one_reply(discord_world)
    gateway.refuses_resume = False
    gateway.invalidate(resumable=False)
    await discord_world.loopback.until(lambda: len(gateway.identifies) > before + 1, "another")
    await gateway.ready()
    await one_reply(discord_world)
    answer = await answered(discord_world.ann, discord_world.general)
    assert await discord_world.ann.presses(answer, "More").reply()


async def test_events_that_come_twice_are_answered_once(community: Community) -> None:
    gateway = community.loopback.gateway
    gateway.repeat_next("MESSAGE_CREATE", 3)
    await one_reply(community)
    answer = await answered(community.ben, community.general)
    for label in (None, "Helped", "Report a mistake"):
        gateway.repeat_next("INTERACTION_CREATE", 2)
        if label is None:
            interaction = community.ann.slash("ask", community.general, question=YOGA)
        else:
            interaction = community.ann.presses(answer, label)
        await interaction.responded()
        # Any second response would be a breach of Discord's rules, and fail the test.
        await community.ben.presses(answer, "More").reply()


async def test_events_out_of_order_do_no_harm(community: Community) -> None:
    gateway = community.loopback.gateway
    gateway.hold()
    asked = community.ann.mentions_bot(community.general, YOGA)
    community.ann.edits(asked, f"<@{community.bot.id}> {YOGA} Please.")
    community.ann.deletes(asked)
    gateway.release(backwards=True)
    await one_reply(community)


async def test_a_rate_limit_is_waited_for(community: Community) -> None:
    faults = community.loopback.faults
    for everywhere in (False, True):
        faults.rate_limit(MESSAGES, everywhere=everywhere)
        await one_reply(community)
        faults.rate_limit(CALLBACK, everywhere=everywhere)
        assert "### Yoga" in community.text(await answered(community.ann, community.general))


async def test_a_server_error_is_tried_again_and_answers_once(community: Community) -> None:
    faults = community.loopback.faults
    for after in (False, True):
        faults.fail(MESSAGES, 502, after=after)
        await one_reply(community)
    faults.fail(CALLBACK, 500)
    assert "### Yoga" in community.text(await answered(community.ann, community.general))


async def test_an_acknowledgement_whose_answer_was_lost_is_not_repeated(
    community: Community,
) -> None:
    faults = community.loopback.faults
    with community.loopback.expects("40060") as refused:
        faults.fail(CALLBACK, 500, after=True)
        asked = community.ann.slash("ask", community.general, question=YOGA)
        assert "### Yoga" in community.text(await asked.reply())
        await community.loopback.until(lambda: refused, "it to be tried again")
        await one_reply(community)
    assert len(asked.messages) == 1


async def test_a_slow_answer_of_discords_holds_nobody_else_up(community: Community) -> None:
    held = community.loopback.faults.hold(MESSAGES)
    slow = community.ann.mentions_bot(community.general, YOGA)
    await community.loopback.until(lambda: held.hits, "a request that is held")
    quick = await answered(community.ben, community.general)
    assert "### Yoga" in community.text(quick)
    held.release()
    await community.reply_to(slow)


async def test_a_broken_connection_leaves_it_able_to_answer(community: Community) -> None:
    faults = community.loopback.faults
    faults.drop(MESSAGES)
    community.ann.mentions_bot(community.general, YOGA)
    await one_reply(community)


async def test_an_interaction_that_is_over_is_let_go(community: Community) -> None:
    answer = await answered(community.ann, community.general)
    community.ann.slash("ask", community.general, question=YOGA).lose()
    community.ann.presses(answer, "More").lose()
    community.ann.presses(answer, "Helped").lose()
    community.ann.presses(answer, "Report a mistake").lose()
    await one_reply(community)


async def test_a_token_that_expires_in_between_is_let_go(community: Community) -> None:
    answer = await answered(community.ann, community.general)
    held = community.loopback.faults.hold(CALLBACK, after=True)
    pressed = community.ann.presses(answer, "Helped")
    await community.loopback.until(lambda: held.hits, "the acknowledgement")
    pressed.expire()
    held.release()
    await one_reply(community)
    assert pressed.response == Response.DEFER
    assert not pressed.messages


async def test_a_channel_or_thread_deleted_in_between_is_let_go(community: Community) -> None:
    changes = community.loopback.changes
    channel = changes.add_channel(community.guild, "short-lived")
    thread = community.mo.opens_thread(community.general, "short")
    held = community.loopback.faults.hold(MESSAGES, times=2)
    community.ann.mentions_bot(channel, YOGA)
    community.mo.mentions_bot(thread, YOGA)
    await community.loopback.until(lambda: held.hits == 2, "both replies on their way")
    changes.remove_channel(channel)
    community.mo.deletes_thread(thread)
    held.release()
    await one_reply(community)


async def test_a_permission_taken_away_in_between_is_let_go(
    bot: BotProcess, discord_world: Community
) -> None:
    here = discord_world
    held = here.loopback.faults.hold(MESSAGES)
    asked = here.mo.mentions_bot(here.staff, YOGA)
    await here.loopback.until(lambda: held.hits, "the reply on its way")
    with here.loopback.expects("50013|50001"):
        here.loopback.changes.set_overwrite(here.staff, here.bot)
        held.release()
        await one_reply(here)
    assert not [m for m in here.bot_messages(here.staff) if m.reference is asked]
    assert "Traceback" not in bot.log
