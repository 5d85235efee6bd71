"""Questions and reports for the moderators: exactly what was shown, without a name."""

from __future__ import annotations

from loopback.community import Community
from loopback.reading import form_text
from loopback.world import Channel
from scenes import SHARE, UNKNOWN, YOGA, answered, offered_a_choice
from sqlalchemy import text as sql

from bot.pacing import SHARING
from bot.store.engine import Store
from bot.store.questions import Question, Shared, open_questions

WILD = "and @everyone: who won the [cup](https://x.example) in 1966 -- or *1967*?"


async def shared_in(store: Store, community: Community) -> list[Question]:
    return list(await open_questions(store, community.guild.id))


async def test_a_question_is_shared_as_the_form_shows_it(
    community: Community, store: Store
) -> None:
    unknown = await answered(community.ann, community.general, f"<@42> {WILD}")
    share = community.ann.presses(unknown, SHARE)
    form = await share.form()
    box = form["components"][0]["component"]
    assert (
        box["value"] == "and @everyone: who won the [cup](https://x.example) in 1966 -- or *1967*?"
    )
    assert "all that the moderators will see" in form_text(form)
    assert not await shared_in(store, community)
    sent = await community.ann.submits(share, {"Your question": "Who won in 1966?"})
    assert "Saved, without your name" in community.text(await sent.reply())
    (question,) = await shared_in(store, community)
    assert (question.kind, question.text) == (Shared.UNANSWERED, "Who won in 1966?")


async def test_what_is_kept_names_nobody(community: Community, store: Store) -> None:
    unknown = await answered(community.ben, community.general, UNKNOWN)
    sent = await community.ben.submits(community.ben.presses(unknown, SHARE), {})
    await sent.reply()
    async with store.transaction() as session:
        rows = (await session.execute(sql("select * from shared_question"))).mappings().all()
    assert rows
    assert not [row for row in rows if str(community.ben.id) in str(dict(row))]


async def test_a_question_that_was_a_message_can_be_shared(
    community: Community, store: Store
) -> None:
    asked = community.ann.mentions_bot(community.general, f"<@{community.ben.id}> {UNKNOWN}")
    reply = await community.reply_to(asked)
    share = community.ann.presses(reply, SHARE)
    assert (await share.form())["components"][0]["component"]["value"] == UNKNOWN
    await (await community.ann.submits(share, {})).reply()
    assert [one.text for one in await shared_in(store, community)] == [UNKNOWN]


async def test_nobody_can_share_somebody_elses_question(community: Community) -> None:
    asked = community.ann.mentions_bot(community.general, UNKNOWN)
    for message in (
        await answered(community.ann, community.general, UNKNOWN),
        await community.reply_to(asked),
    ):
        refused = await community.ben.presses(message, SHARE).reply()
        assert "Only the person who asked" in community.text(refused)
        assert refused.only_for is community.ben.user


async def test_none_of_these_leads_to_sharing(community: Community, store: Store) -> None:
    question, choice = await offered_a_choice(community.ann, community.general)
    none = await community.ann.presses(choice, "None of these").reply()
    await (await community.ann.submits(community.ann.presses(none, SHARE), {})).reply()
    assert [one.text for one in await shared_in(store, community)] == [question]


async def test_a_report_names_the_entry_and_nobody_else(community: Community, store: Store) -> None:
    answer = await answered(community.ann, community.general, YOGA)
    await community.ben.presses(answer, "Didn't help").reply()
    report = community.ben.presses(answer, "Report a mistake")
    sent = await community.ben.submits(report, {"text": "Chairs are missing."})
    assert "Saved, without your name" in community.text(await sent.reply())
    (question,) = await shared_in(store, community)
    assert (question.kind, question.entry, question.text) == (
        Shared.REPORT,
        "yoga",
        "Chairs are missing.",
    )


async def test_an_empty_form_shares_nothing(community: Community, store: Store) -> None:
    unknown = await answered(community.ann, community.general, UNKNOWN)
    sent = await community.ann.submits(community.ann.presses(unknown, SHARE), {"text": " \n "})
    assert "nothing was shared" in community.text(await sent.reply())
    assert not await shared_in(store, community)


async def test_nobody_floods_the_moderators(community: Community, store: Store) -> None:
    unknown = await answered(community.ann, community.general, UNKNOWN)
    for _ in range(SHARING.count):
        sent = await community.ann.submits(community.ann.presses(unknown, SHARE), {})
        await sent.reply()
    sent = await community.ann.submits(community.ann.presses(unknown, SHARE), {})
    assert "shared a lot" in community.text(await sent.reply())
    assert len(await shared_in(store, community)) == SHARING.count


async def test_without_moderators_nothing_is_offered_to_share(
    community: Community, away: Channel
) -> None:
    for place in (community.stranger.dm, away):
        for question in (UNKNOWN, YOGA):
            text = community.text(await answered(community.stranger, place, question))
            assert "Share" not in text
            assert "Report" not in text


async def test_an_opinion_is_counted_once(community: Community, store: Store) -> None:
    answer = await answered(community.ann, community.general, YOGA)
    for person in (community.ann, community.ann, community.ben):
        await person.presses(answer, "Helped").reply()
    async with store.transaction() as session:
        found = await session.execute(
            sql("select count from daily_count where community_id = :c and kind = 'helped'"),
            {"c": community.guild.id},
        )
        assert found.scalar() == 2
