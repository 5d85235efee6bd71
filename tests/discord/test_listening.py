"""Messages: when it answers, when it keeps silent, and replies that follow their question."""

from __future__ import annotations

from loopback import permissions
from loopback.community import Community
from loopback.world import Message
from scenes import CRISIS, RULE, UNKNOWN, YOGA

from bot.store.communities import CommunitySettings, save_community
from bot.store.engine import Store


async def only_reply(community: Community, *ignored: Message) -> None:
    """The bot answers a later message in the channel, and none of ``ignored``."""
    later = community.mo.mentions_bot(community.general, YOGA)
    await community.reply_to(later)
    for channel in {message.channel for message in ignored} | {community.general}:
        for message in community.bot_messages(channel):
            assert message.reference not in ignored


async def test_a_mention_is_answered_in_a_channel_and_in_a_thread(community: Community) -> None:
    thread = community.ben.opens_thread(community.general, "physio")
    for place in (community.general, thread):
        for person in (community.ann, community.mo):
            text = community.text(
                await community.reply_to(person.mentions_bot(place, "any good: yoga?"))
            )
            assert "### Yoga" in text
            assert "The question" not in text


async def test_a_post_in_a_forum_that_mentions_it_is_answered(community: Community) -> None:
    bot = community.bot
    post = community.ann.posts(community.forum, "Yoga?", f"<@{bot.id}> {YOGA}", tags=("exercise",))
    assert "### Yoga" in community.text(await community.message_in(post))


async def test_a_direct_message_needs_no_mention(community: Community) -> None:
    asked = community.ann.says(community.ann.dm, YOGA)
    assert "### Yoga" in community.text(await community.reply_to(asked))


async def test_a_reply_to_an_answer_goes_on_from_it_whoever_asked(community: Community) -> None:
    asked = community.ann.mentions_bot(community.general, RULE)
    answer = await community.reply_to(asked)
    for person in (community.ann, community.ben):
        said = person.says(community.general, "and in Scotland?", reply_to=answer)
        text = community.text(await community.reply_to(said))
        assert "Referring yourself" in text
        assert "for people in Scotland" in text


async def test_it_keeps_silent_when_nobody_asked(community: Community) -> None:
    ann, ben, general = community.ann, community.ben, community.general
    answer = await community.reply_to(ann.mentions_bot(general, YOGA))
    bot = community.bot.id
    await only_reply(
        community,
        ben.says(general, YOGA),
        ben.says(general, f"> <@{bot}> is yoga good?\nI asked that last week"),
        ben.says(general, f"write `<@{bot}> question` to ask"),
        ben.says(general, f"<@{ann.id}> did that help you?", reply_to=answer),
        ben.says(general, "@everyone look at this"),
    )


async def test_a_bare_mention_is_greeted_and_thanks_are_taken(community: Community) -> None:
    hello = await community.reply_to(community.ann.mentions_bot(community.general, ""))
    assert "/ask" in community.text(hello)
    thanks = community.ann.says(community.general, "thanks, that helps a lot!", reply_to=hello)
    assert "welcome" in community.text(await community.reply_to(thanks))
    hello = await community.reply_to(community.ann.says(community.ann.dm, "Hi!"))
    assert "/ask" in community.text(hello)


async def test_a_question_that_is_edited_changes_its_answer(community: Community) -> None:
    bot = community.bot.id
    asked = community.ann.mentions_bot(community.general, UNKNOWN)
    reply = await community.reply_to(asked)
    assert "checked answer" in community.text(reply)
    community.ann.edits(asked, f"<@{bot}> {YOGA}")
    await community.loopback.until(lambda: "### Yoga" in community.text(reply), "a new answer")
    # Nothing is asked any more: the answer goes.
    community.ann.edits(asked, "never mind")
    await community.loopback.until(lambda: reply.deleted, "the answer to go")
    # Asked again: a new one.
    community.ann.edits(asked, f"<@{bot}> {YOGA}")
    await community.reply_to(asked)


async def test_a_greeting_becomes_an_answer_when_a_question_is_added(
    community: Community,
) -> None:
    asked = community.ann.mentions_bot(community.general, "")
    reply = await community.reply_to(asked)
    community.ann.edits(asked, f"<@{community.bot.id}> {YOGA}")
    await community.loopback.until(lambda: "### Yoga" in community.text(reply), "an answer")


async def test_a_question_that_becomes_urgent_gets_help_in_private(community: Community) -> None:
    asked = community.ann.mentions_bot(community.general, YOGA)
    reply = await community.reply_to(asked)
    community.ann.edits(asked, f"<@{community.bot.id}> {CRISIS}")
    private = await community.message_in(community.ann.dm)
    assert "116 123" in community.text(private)
    await community.loopback.until(lambda: reply.deleted, "the old answer to go")
    assert "private message" in community.text(await community.reply_to(asked))


async def test_a_question_that_is_deleted_takes_its_answer_along(community: Community) -> None:
    for person in (community.ann, community.mo):
        asked = community.ann.mentions_bot(community.general, YOGA)
        reply = await community.reply_to(asked)
        person.deletes(asked)
        await community.loopback.until(lambda reply=reply: reply.deleted, "the answer to go")


async def test_it_keeps_out_of_channels_that_moderators_left_out(
    community: Community, store: Store
) -> None:
    settings = CommunitySettings(channels=frozenset({community.general.id}))
    await save_community(store, community.guild.id, settings)
    thread = community.ann.opens_thread(community.general, "in the middle of it")
    await community.reply_to(community.ann.mentions_bot(thread, YOGA))
    await only_reply(community, community.mo.mentions_bot(community.staff, YOGA))
    # Help in a crisis comes all the same, to nobody else.
    community.mo.mentions_bot(community.staff, CRISIS)
    assert "116 123" in community.text(await community.message_in(community.mo.dm))
    assert not community.bot_messages(community.staff)


async def test_it_is_silent_where_it_may_not_write(community: Community) -> None:
    community.loopback.changes.set_overwrite(
        community.staff,
        community.bot,
        allow=permissions.VIEW_CHANNEL,
        deny=permissions.SEND_MESSAGES,
    )
    await only_reply(community, community.mo.mentions_bot(community.staff, YOGA))


async def test_it_writes_below_a_question_that_it_may_not_reply_to(community: Community) -> None:
    community.loopback.changes.set_overwrite(
        community.staff,
        community.bot,
        allow=permissions.VIEW_CHANNEL,
        deny=permissions.READ_MESSAGE_HISTORY,
    )
    community.mo.mentions_bot(community.staff, YOGA)
    assert "### Yoga" in community.text(await community.message_in(community.staff))
