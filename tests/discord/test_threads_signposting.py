"""Automatic replies to new posts: only where wanted, once, when sure; and help in a crisis."""

from __future__ import annotations

from forum import BODY, BUTTON, follow, labels
from loopback import permissions
from loopback.community import Community
from loopback.process import BotProcess
from loopback.world import Channel

from bot.store.communities import CommunitySettings, save_community
from bot.store.engine import Store

SURE = "What exercises help with balance?"
UNSURE = "Sourdough starter advice"
SEEING = permissions.VIEW_CHANNEL | permissions.READ_MESSAGE_HISTORY
CRISIS = "I want to kill myself"


async def settled(community: Community, forum: Channel, text: str = SURE) -> Channel:
    """A post of Ben's that is replied to: what came before has been dealt with by then."""
    post = community.ben.posts(forum, text, BODY)
    await community.message_in(post)
    return post


async def test_a_sure_post_gets_one_reply(community: Community) -> None:
    similar = community.ben.posts(community.forum, "Balance exercises that helped me", BODY)
    await follow(community, community.forum, replies=True)
    # The event of the post arrives twice.
    community.loopback.gateway.repeat_next("MESSAGE_CREATE")
    post = community.ann.posts(community.forum, SURE, BODY)
    reply = await community.message_in(post)
    assert "I am a program" in community.text(reply)
    assert {"Read the answer", "Hide this", BUTTON} <= set(labels(reply))
    shown = await community.ann.presses(reply, "Read the answer").reply()
    assert "sources" in community.text(shown)
    related = await community.ann.presses(reply, BUTTON).reply()
    assert str(similar.id) in community.text(related)
    # Another message and another title bring no second one either.
    community.ann.says(post, "Any ideas?")
    community.ann.changes_thread(post, name=f"{SURE} Please")
    await settled(community, community.forum)
    assert community.bot_messages(post) == [reply]


async def test_it_is_off_unless_it_was_turned_on(community: Community) -> None:
    await follow(community, community.forum)
    post = community.ann.posts(community.forum, SURE, BODY)
    crisis = community.ann.posts(community.forum, CRISIS, BODY)
    await follow(community, community.forum, replies=True)
    await settled(community, community.forum)
    assert community.bot_messages(post) == community.bot_messages(crisis) == []


async def test_it_keeps_silent_when_unsure_or_where_it_may_not_write(
    community: Community,
) -> None:
    await follow(community, community.forum, replies=True)
    unsure = community.ann.posts(community.forum, UNSURE, BODY)
    await settled(community, community.forum)
    assert community.bot_messages(unsure) == []
    shown = community.mo.slash("threads follow", community.staff, channel=community.forum)
    await shown.reply()
    off = community.ann.posts(community.forum, SURE, BODY)
    await follow(community, community.forum, replies=True)
    await settled(community, community.forum)
    assert community.bot_messages(off) == []


async def test_it_keeps_silent_once_a_person_has_answered_or_it_is_locked(
    community: Community,
) -> None:
    await follow(community, community.forum, replies=True)
    community.loopback.gateway.hold()
    answered = community.ann.posts(community.forum, SURE, BODY)
    community.ben.says(answered, "I found standing on one leg by the sink good.")
    locked = community.ann.posts(community.forum, f"{SURE} Anyone?", BODY)
    community.mo.changes_thread(locked, locked=True)
    community.loopback.gateway.release()
    await settled(community, community.forum)
    assert community.bot_messages(answered) == community.bot_messages(locked) == []


async def test_only_the_author_or_a_moderator_hides_it(community: Community) -> None:
    await follow(community, community.forum, replies=True)
    for person in (community.ann, community.mo):
        post = community.ann.posts(community.forum, SURE, BODY)
        reply = await community.message_in(post)
        refused = await community.ben.presses(reply, "Hide this").reply()
        assert "Only the person who wrote this post" in community.text(refused)
        assert not reply.deleted
        hidden = await person.presses(reply, "Hide this").reply()
        assert "Hidden" in community.text(hidden)
        await community.loopback.until(lambda one=reply: one.deleted, "the reply to go")


async def test_a_crisis_is_helped_in_private_and_the_moderators_are_told(
    community: Community, shared_bot: BotProcess
) -> None:
    async with await Store.open(shared_bot.environment["REROUTE_DATABASE"]) as store:
        chosen = CommunitySettings(log_channel=community.staff.id)
        await save_community(store, community.guild.id, chosen)
    community.loopback.changes.set_overwrite(
        community.staff, community.bot, allow=SEEING | permissions.SEND_MESSAGES
    )
    await follow(community, community.forum, replies=True)
    post = community.ann.posts(community.forum, CRISIS, "I cannot go on.")
    private = await community.message_in(community.ann.dm)
    assert "116 123" in community.text(private)
    word = await community.message_in(post)
    assert "Hide this" not in labels(word)
    told = community.text(await community.message_in(community.staff))
    assert str(post.id) in told
    assert CRISIS not in told
    assert "Ann" not in told
    community.ann.says(post, "Is anybody there?")
    await settled(community, community.forum)
    assert community.bot_messages(post) == [word]
