"""Peer threads, as members meet them: found, shown to those who may open them, and left out."""

from __future__ import annotations

import pytest
from forum import (
    ASKED,
    BODY,
    BUTTON,
    FALLING,
    HEAT,
    finds,
    follow,
    found_by,
    labels,
    read_to_the_end,
    until_found,
)
from loopback import permissions
from loopback.community import Community
from loopback.offers import NotOffered
from loopback.world import ChannelType

HIDDEN = permissions.VIEW_CHANNEL


async def test_a_followed_forum_is_read_and_found(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    old = community.ben.posts(community.forum, HEAT, BODY)
    community.ben.changes_thread(old, archived=True)
    reply = await follow(community, community.forum)
    text = community.text(reply)
    assert "2 threads can be suggested" in text
    assert "message content intent" in text
    found = await found_by(community.ben, community)
    assert str(post.id) in found
    assert "falling over at home" in found
    assert str(old.id) not in found
    assert await finds(community.ann, community, old, "I get worse when it is hot, how to cool?")


async def test_nothing_is_read_before_a_moderator_says_so(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    assert not await finds(community.ben, community, post)
    shown = community.ann.slash("threads follow", community.general, channel=community.forum)
    assert "Only moderators" in community.text(await shown.reply())
    for command in ("unfollow", "rebuild"):
        shown = community.ann.slash(
            f"threads {command}", community.general, channel=community.forum
        )
        assert "Only moderators" in community.text(await shown.reply())
    shown = community.ann.slash("threads status", community.general)
    assert "Only moderators" in community.text(await shown.reply())
    assert not await finds(community.ben, community, post)


async def test_the_moderators_role_is_enough_for_threads(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    other = community.ann.posts(community.forum, "Falling at home: what helped you?", BODY)
    helpers = community.loopback.changes.add_role(community.guild, "Helpers")
    hal = community.person("Hal", helpers)
    refused = await hal.slash("threads status", community.general).reply()
    assert "Only moderators" in community.text(refused)
    page = await community.owner.slash("setup", community.staff).reply()
    await community.owner.chooses(page, helpers, menu="Choose the moderators' role").updated()
    shown = await hal.slash("threads follow", community.general, channel=community.forum).reply()
    await read_to_the_end(community, shown)
    for person in (community.ben, community.ann, hal):
        told = community.text(
            await person.slash("threads pin", other, entry="falls-prevention").reply()
        )
        assert ("Saved" if person is hal else "Only moderators") in told
    told = community.text(await community.ben.slash("threads exclude", post).reply())
    assert "started this thread" in told
    assert await finds(community.ben, community, post)
    done = await hal.slash("threads exclude", post).reply()
    assert "Saved" in community.text(done)
    assert not await finds(community.ben, community, post)
    assert await finds(community.mo, community, other)
    # It was a moderator's decision, which stands before the author's.
    stale = community.ann.slash("threads exclude", post)
    again = await community.ann.presses(await stale.reply(), "Suggest it again").reply()
    assert "A moderator decided" in community.text(again)
    # And once the role is gone, so is the right.
    community.loopback.changes.update_member(community.guild.members[hal.id], roles=set())
    refused = await hal.slash("threads exclude", other).reply()
    assert "started this thread" in community.text(refused)
    assert await finds(community.ann, community, other)


async def test_live_posts_are_found_and_deleted_ones_are_not(community: Community) -> None:
    await follow(community, community.forum)
    post = community.ann.posts(community.forum, FALLING, BODY)
    other = community.ann.posts(community.forum, "Falling at home: what helped you?", BODY)
    await until_found(community, post, other)
    community.mo.deletes_thread(post)
    found = await found_by(community.ben, community)
    assert str(post.id) not in found
    assert str(other.id) in found


async def test_an_archived_thread_that_was_deleted_unseen_is_not_shown(
    community: Community,
) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    community.ann.changes_thread(post, archived=True)
    await follow(community, community.forum)
    # Deleted without an event, as while the bot is away.
    del community.guild.threads[post.id], community.loopback.world.channels[post.id]
    found = await found_by(community.ben, community)
    assert str(post.id) not in found
    assert "no longer there" in found or "found no thread" in found


async def test_the_channel_made_private_is_out_at_once(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    asked = community.ann.slash("ask", community.general, question=ASKED, private=True)
    answer = await asked.reply()
    assert BUTTON in labels(answer)
    changes = community.loopback.changes
    changes.set_overwrite(community.forum, community.guild.everyone, deny=HIDDEN)
    assert not await finds(community.ann, community, post)
    pressed = await community.ann.presses(answer, BUTTON).reply()
    assert str(post.id) not in community.text(pressed)
    asked = community.ann.slash("ask", community.general, question=ASKED, private=True)
    assert BUTTON not in labels(await asked.reply())
    # Mo's role sees it no more either, but the owner does.
    assert await finds(community.owner, community, post)


async def test_private_and_adult_threads_are_never_shown(community: Community) -> None:
    changes = community.loopback.changes
    adult = changes.add_channel(community.guild, "adults", ChannelType.FORUM)
    changes.update_channel(adult, nsfw=True)
    secret = community.ann.opens_thread(community.general, FALLING, private=True)
    blush = community.ann.posts(adult, FALLING, BODY)
    await follow(community, community.general)
    await follow(community, adult)
    for person in (community.ann, community.ben, community.owner):
        found = await found_by(person, community)
        assert str(secret.id) not in found
        assert str(blush.id) not in found
    inside = community.ben.posts(adult, "Hello", "Hello there")
    assert str(blush.id) in await found_by(community.ann, community, inside)


async def test_a_thread_of_a_text_channel_is_found(community: Community) -> None:
    said = community.ann.says(community.general, "Over again.")
    thread = community.ann.opens_thread(community.general, FALLING, on=said)
    await follow(community, community.general)
    assert await finds(community.ben, community, thread)


async def test_the_button_shows_each_what_they_may_open(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    hidden = community.mo.opens_thread(community.staff, "Falling over at home again")
    await follow(community, community.forum)
    await follow(community, community.staff)
    asked = community.mo.mentions_bot(community.general, ASKED)
    answer = await community.reply_to(asked)
    assert BUTTON in labels(answer)
    assert str(hidden.id) not in str(answer.components)
    for person in (community.ann, community.mo):
        shown = await person.presses(answer, BUTTON).reply()
        assert shown.only_for is person.user
        assert str(post.id) in community.text(shown)
        assert str(hidden.id) not in community.text(shown)
    private = community.mo.slash("ask", community.general, question=ASKED, private=True)
    shown = await community.mo.presses(await private.reply(), BUTTON).reply()
    assert str(hidden.id) in community.text(shown)
    assert not await finds(community.ann, community, hidden)


async def test_the_thread_in_which_it_is_asked_is_left_out(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    assert str(post.id) not in await found_by(community.ben, community, post)


async def test_what_helped_is_counted_without_a_name(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    shown = community.ben.slash("threads find", community.general, text=ASKED)
    listed = await shown.reply()
    for _ in range(2):
        thanks = await community.ben.presses(listed, "Number 1 helped me").reply()
        assert "Thank you" in community.text(thanks)
    found = await found_by(community.ann, community)
    assert str(post.id) in found
    assert "helped 1 person" in found


async def test_similar_threads_of_a_message(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    message = community.ben.says(community.general, ASKED)
    shown = await community.ben.message_menu("Similar threads", message).reply()
    assert shown.only_for is community.ben.user
    assert str(post.id) in community.text(shown)
    first = post.messages[post.id]
    shown = await community.ben.message_menu("Similar threads", first).reply()
    assert str(post.id) not in community.text(shown)


async def test_authors_and_moderators_exclude_a_thread(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    refused = await community.ben.slash("threads exclude", post).reply()
    assert "started this thread" in community.text(refused)
    assert await finds(community.ben, community, post)
    done = await community.ann.slash("threads exclude", post).reply()
    assert "Saved" in community.text(done)
    assert not await finds(community.ben, community, post)
    community.ann.changes_thread(post, name="Falling over at home, again")
    assert not await finds(community.ben, community, post)
    again = await community.ann.presses(done, "Suggest it again").reply()
    assert "Saved" in community.text(again)
    assert await finds(community.ben, community, post)
    first = post.messages[post.id]
    with pytest.raises(NotOffered):
        community.ben.message_menu("Never suggest this thread", first)
    stale = community.ben.message_menu("Never suggest this thread", first, stale=True)
    assert "moderator" in community.text(await stale.reply())
    by_mo = await community.mo.message_menu("Never suggest this thread", first).reply()
    assert "Saved" in community.text(by_mo)
    refused = await community.ann.presses(done, "Suggest it again").reply()
    assert "A moderator decided" in community.text(refused)
    assert not await finds(community.ben, community, post)


async def test_a_member_opts_out_and_is_told_what_forgetting_means(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    closed = community.ann.posts(community.forum, "Falling over at home: rails?", BODY)
    community.ann.changes_thread(closed, archived=True)
    await follow(community, community.forum)
    assert await finds(community.ben, community, closed)
    out = await community.ann.slash("threads opt-out", community.general).reply()
    assert "Saved" in community.text(out)
    for thread in (post, closed):
        assert not await finds(community.ben, community, thread)
    kept = await community.ann.slash("privacy", community.general).reply()
    assert "never to suggest threads" in community.text(kept)
    shown = await community.mo.slash("threads rebuild", community.general).reply()
    await community.loopback.until(
        lambda: "0 threads can be suggested. I have read all" in community.text(shown), "a rebuild"
    )
    new = community.ann.posts(community.forum, "Falling over at home, third time", BODY)
    assert not await finds(community.ben, community, new)
    forgotten = await community.ann.slash("forget-me", community.general).reply()
    assert "I may suggest them again" in community.text(forgotten)
    shown = await community.mo.slash("threads rebuild", community.general).reply()
    await community.loopback.until(
        lambda: "3 threads can be suggested. I have read all" in community.text(shown), "a rebuild"
    )


async def test_unfollowed_is_forgotten(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    shown = community.mo.slash("threads unfollow", community.general, channel=community.forum)
    assert "Saved" in community.text(await shown.reply())
    assert not await finds(community.ben, community, post)
    status = await community.mo.slash("threads status", community.general).reply()
    assert "I follow no channel here" in community.text(status)


async def test_moderators_recommend_threads_and_pages_with_an_entry(community: Community) -> None:
    post = community.ann.posts(community.forum, "Bathroom rails, who fitted yours?", BODY)
    await follow(community, community.forum)
    asked = community.ann.slash("ask", community.general, question=ASKED, private=True)
    answer = await asked.reply()
    (topic,) = {
        button["custom_id"].split(":")[2]
        for row in answer.components
        for button in row.get("components", ())
        if button.get("label") == "More"
    }
    menu = await community.mo.message_menu(
        "Link this thread to an entry", post.messages[post.id]
    ).reply()
    assert menu.only_for is community.mo.user
    suggested = await community.mo.completes("threads pin", post, "entry", topic)
    assert topic in [choice["value"] for choice in suggested]
    done = await community.mo.slash("threads pin", post, entry=topic).reply()
    assert "Saved" in community.text(done)
    refused = await community.ann.slash("threads pin", post, entry=topic).reply()
    assert "Only moderators" in community.text(refused)
    page = community.mo.slash(
        "threads pin",
        community.general,
        entry=topic,
        address="https://forum.example.org/falls",
        title="Falls, a long talk",
    )
    assert "Saved" in community.text(await page.reply())
    bad = community.mo.slash(
        "threads pin", community.general, entry=topic, address="javascript:alert(1)", title="x"
    )
    assert "not an address" in community.text(await bad.reply())
    asked = community.ann.slash("ask", community.general, question=ASKED, private=True)
    shown = await community.ann.presses(await asked.reply(), BUTTON).reply()
    text = community.text(shown)
    assert text.index(str(post.id)) < text.index("forum.example.org/falls")
    choice = await community.mo.slash("threads unpin", community.general, entry=topic).reply()
    taken = await community.mo.chooses(choice, "Falls, a long talk").reply()
    assert "no longer recommended" in community.text(taken)
    shown = await community.ann.presses(await asked.reply(), BUTTON).reply()
    assert "forum.example.org/falls" not in community.text(shown)
