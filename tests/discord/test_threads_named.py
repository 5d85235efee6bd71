"""Threads that are named in an answer: to whom, which, and never at the cost of waiting."""

from __future__ import annotations

from forum import ASKED, BODY, BUTTON, FALLING, HEAT, finds, follow, found_by, labels
from loopback import permissions
from loopback.community import Community
from loopback.driver import Person
from loopback.world import Channel, Message

from bot.store.engine import Store
from bot.store.members import opt_out_of_threads
from bot.store.threads import exclude_thread

SAID = "Others have talked about this"
ONE_THREAD = "GET /channels/{channel_id}$"


async def answer(
    person: Person, place: Channel, question: str = ASKED, *, private: bool = False
) -> Message:
    """The answer to ``/ask``."""
    message = await person.slash("ask", place, question=question, private=private).reply()
    assert "[More]" in Community.text(message)
    return message


async def test_an_answer_names_threads_as_they_are_called_now(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    for message in (
        await answer(community.ben, community.general),
        await answer(community.ben, community.general, private=True),
        await community.reply_to(community.ben.mentions_bot(community.general, ASKED)),
    ):
        text = community.text(message)
        assert SAID in text
        assert "falling over at home?](" in text
        assert str(post.id) in text
        # After the answer, before the buttons.
        assert text.index("reviewed") < text.index(SAID) < text.index("[More]")
        assert BUTTON in labels(message)
    community.ann.changes_thread(post, name="Falling over at home: what helps?")
    text = community.text(await answer(community.mo, community.general))
    assert "what helps?](" in text


async def test_nothing_is_said_where_nothing_is_near_enough(community: Community) -> None:
    community.ann.posts(community.forum, "Sourdough starter", BODY)
    community.ann.posts(community.forum, HEAT, BODY)
    await follow(community, community.forum)
    assert SAID not in community.text(await answer(community.ben, community.general))


async def test_the_thread_in_which_it_is_asked_is_not_named(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    other = community.ann.posts(community.forum, "Falling at home: what helped you?", BODY)
    await follow(community, community.forum)
    text = community.text(await answer(community.ben, post))
    assert str(other.id) in text
    assert str(post.id) not in text


async def test_in_public_only_what_every_reader_may_open_is_named(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    hidden = community.mo.opens_thread(community.staff, "Falling over at home again")
    await follow(community, community.forum)
    await follow(community, community.staff)
    asked = community.mo.mentions_bot(community.general, ASKED)
    for message in (
        await community.reply_to(asked),
        await answer(community.mo, community.general),
    ):
        assert str(post.id) in community.text(message)
        assert str(hidden.id) not in community.text(message)
    alone = await answer(community.mo, community.general, private=True)
    assert str(hidden.id) in community.text(alone)
    # One reader of the channel is enough: Ben may read the forum no more.
    changes = community.loopback.changes
    changes.set_overwrite(community.forum, community.ben.user, deny=permissions.VIEW_CHANNEL)
    openly = await answer(community.ann, community.general)
    assert str(post.id) not in community.text(openly)
    alone = await answer(community.ann, community.general, private=True)
    assert str(post.id) in community.text(alone)


async def test_an_answer_does_not_wait_for_titles(community: Community) -> None:
    slow = community.ann.posts(community.forum, FALLING, BODY)
    quick = community.ann.posts(community.forum, "Falling at home: what helped you?", BODY)
    await follow(community, community.forum)
    # What is closed has to be asked for; Discord says nothing for a while.
    community.ann.changes_thread(slow, archived=True)
    held = community.loopback.faults.hold(ONE_THREAD, times=9)
    message = await answer(community.ben, community.general)
    assert held.hits
    text = community.text(message)
    assert str(quick.id) in text
    assert str(slow.id) not in text
    held.release()
    community.loopback.faults.clear()
    shown = community.text(await community.ben.presses(message, BUTTON).reply())
    assert str(slow.id) in shown


async def test_whose_author_opted_out_is_not_named(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    await follow(community, community.forum)
    assert str(post.id) in community.text(await answer(community.ben, community.general))
    out = await community.ann.slash("threads opt-out", community.general).reply()
    assert "Saved" in community.text(out)
    assert SAID not in community.text(await answer(community.ben, community.general))


async def test_a_follow_up_names_threads_on_what_it_goes_on_from(community: Community) -> None:
    post = community.ann.posts(community.forum, FALLING, BODY)
    community.ann.posts(community.forum, "Moving to Scotland next year", BODY)
    await follow(community, community.forum)
    await answer(community.ben, community.general)
    text = community.text(await answer(community.ben, community.general, "and in Scotland?"))
    assert str(post.id) in text
    # By itself it is about nothing of the kind.
    assert not await finds(community.mo, community, post, "and in Scotland?")


async def test_what_another_process_took_out_is_out_at_once(
    community: Community, store: Store
) -> None:
    excluded = community.ann.posts(community.forum, FALLING, BODY)
    titles = [f"Falling at home, part {number}" for number in range(3)]
    others = [community.owner.posts(community.forum, title, BODY) for title in titles]
    mine = community.ben.posts(community.forum, "Falling over at home again", BODY)
    await follow(community, community.forum)
    before = await answer(community.person("Cy"), community.general)
    assert str(excluded.id) in community.text(before)
    # Straight into the database that they share: this process is told nothing.
    await exclude_thread(store, community.guild.id, excluded.id, by_moderator=True)
    await opt_out_of_threads(store, community.ben.id, out=True)
    pressed = community.text(await community.mo.presses(before, BUTTON).reply())
    found = await found_by(community.mo, community)
    named = community.text(await answer(community.mo, community.general))
    for text in (pressed, found, named):
        assert str(excluded.id) not in text
        assert str(mine.id) not in text
    # The next best are there instead.
    assert all(str(post.id) in named for post in others)
