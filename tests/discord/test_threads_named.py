"""Threads that are named in an answer: to whom, which, and never at the cost of waiting."""

from __future__ import annotations

from forum import ASKED, BODY, BUTTON, FALLING, HEAT, finds, follow, labels
from loopback import permissions
from loopback.community import Community
from loopback.driver import Person
from loopback.world import Channel, Message

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
