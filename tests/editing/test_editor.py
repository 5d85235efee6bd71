"""What a moderator does: it is kept, it answers, and nobody's work is lost."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.answering import Message
from bot.conversation.mind import Mind
from bot.conversation.replies import Answer, Choice, Route
from bot.editing.drafts import ConflictError, Draft, NotAllowedError
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.editing.looking import Stage, due, search
from bot.parts import Parts, conversation
from bot.store.communities import CommunitySettings, save_community
from bot.store.engine import Store
from bot.store.revisions import Kind, State
from knowledge.base import KnowledgeBase
from knowledge.problems import KnowledgeError
from knowledge.records import RecordKind, Subject
from knowledge.schema import Area, Entry
from tests.editing.conftest import Desk
from tests.postgres import empty_database, needs_postgres

HERE, ELSEWHERE, ANNE, BEN = 1, 2, 100, 200
YOGA = Subject.entry("yoga")
ASKED = "Is yoga any good for people with MS?"


def titled(desk: Desk, title: str, subject: Subject = YOGA) -> Draft:
    return desk.editor.draft(HERE, subject).with_fields({"title": title})


async def answer(desk: Desk, text: str, community: int | None = HERE) -> Answer:
    reply = await desk.responder.reply(Message(text, community=community))
    assert isinstance(reply, Answer)
    return reply


async def test_an_edit_answers_here_at_once_and_nowhere_else(desk: Desk) -> None:
    saved = await desk.editor.publish(HERE, titled(desk, "Yoga, our way"), ANNE, "clearer")
    assert (saved.live, saved.trouble) == (True, "")
    assert (await answer(desk, ASKED)).entry.title == "Yoga, our way"
    assert (await answer(desk, ASKED, ELSEWHERE)).entry.title == "Yoga with MS"
    assert (await answer(desk, ASKED, None)).entry.title == "Yoga with MS"
    (revision,) = await desk.editor.history(HERE, YOGA)
    assert (revision.kind, revision.author, revision.reason) == (Kind.EDIT, ANNE, "clearer")
    assert revision.base_hash
    assert "Yoga with MS" in (revision.base_content or "")


async def test_it_is_there_after_a_restart(
    desk: Desk, parts: Parts, database: str, tmp_path: Path
) -> None:
    await desk.editor.publish(HERE, titled(desk, "Yoga, our way"), ANNE, "clearer")
    async with await Store.open(database) as store, conversation(parts) as responder:
        live = Live(store, responder.minds, responder.embedder, tmp_path)
        assert await live.open() == {}
        reply = await responder.reply(Message(ASKED, community=HERE))
        assert isinstance(reply, Answer)
        assert reply.entry.title == "Yoga, our way"
        assert live.standing(HERE).number(YOGA) == 1


async def test_a_new_entry_in_any_area_is_found_by_its_questions(desk: Desk) -> None:
    entry = desk.editor.knowledge(HERE).entries["yoga"]
    record = entry.model_copy(
        update={
            "id": "unicycling",
            "area": Area.SUPPORT,
            "title": "Riding a unicycle with MS",
            "answer": "Ask your physio before you ride a unicycle.",
            "questions": tuple(f"may I ride my unicycle {i} times a week?" for i in range(8)),
        }
    )
    draft = Draft(Subject.entry("unicycling"), None).with_yaml(
        Draft(Subject.entry("unicycling"), record).yaml
    )
    assert (await desk.editor.publish(HERE, draft, ANNE, "asked often")).live
    reply = await desk.responder.reply(Message("can I still ride my unicycle?", community=HERE))
    assert reply.evidence.topics[0] == "unicycling"
    assert (await desk.editor.history(HERE, draft.subject))[0].kind is Kind.ADD
    assert "unicycling" not in desk.responder.minds.base.base.entries


async def test_a_fault_is_told_in_words_and_nothing_is_kept(desk: Desk) -> None:
    draft = desk.editor.draft(HERE, YOGA)
    with pytest.raises(KnowledgeError, match="answer: 80 words; at most 60 fit"):
        draft.with_fields({"answer": "word " * 80})
    with pytest.raises(KnowledgeError, match="id: must stay 'yoga'"):
        draft.with_fields({"id": "yogi"})
    changed = draft.with_fields({"signposts": ["nobody"]})
    with pytest.raises(KnowledgeError, match="there is no 'nobody'"):
        await desk.editor.publish(HERE, changed, ANNE, "why not")
    with pytest.raises(KnowledgeError, match="nothing was changed"):
        await desk.editor.publish(HERE, draft, ANNE, "why not")
    with pytest.raises(NotAllowedError, match="say in a few words why"):
        await desk.editor.publish(HERE, titled(desk, "New"), ANNE, "  ")
    source = Subject(RecordKind.SOURCE, draft.record.points[0].sources[0])  # type: ignore[union-attr]
    with pytest.raises(KnowledgeError, match="there is no"):
        await desk.editor.retire(HERE, source, ANNE, "old")
    assert await desk.editor.history(HERE, YOGA) == []
    assert desk.responder.minds.of(HERE) is desk.responder.minds.base


async def test_a_wrong_number_is_put_right_even_in_a_crisis(desk: Desk) -> None:
    subject = Subject(RecordKind.SIGNPOST, "samaritans")
    draft = desk.editor.draft(HERE, subject).with_fields({"phone": "116 999"})
    saved = await desk.editor.publish(HERE, draft, ANNE, "they moved")
    assert (await desk.editor.approve(HERE, saved.revisions, BEN)).live
    reply = await desk.responder.reply(Message("I want to die", community=HERE))
    assert reply.route is Route.CRISIS
    assert reply.signposts[0].phone == "116 999"  # type: ignore[union-attr]
    # How a crisis is recognised is not a matter of editing.
    assert desk.responder.minds.of(HERE).triage is desk.responder.minds.base.triage


async def test_undo_goes_back_step_by_step_and_is_itself_undone(desk: Desk) -> None:
    await desk.editor.publish(HERE, titled(desk, "One"), ANNE, "first")
    await desk.editor.publish(HERE, titled(desk, "Two"), BEN, "second")
    await desk.editor.undo(HERE, YOGA, ANNE, "no")
    assert desk.editor.knowledge(HERE).entries["yoga"].title == "One"
    await desk.editor.undo(HERE, YOGA, ANNE, "yes, after all")
    assert desk.editor.knowledge(HERE).entries["yoga"].title == "Two"
    await desk.editor.restore(HERE, YOGA, 0, ANNE, "as it was")
    assert desk.responder.minds.of(HERE) is desk.responder.minds.base
    await desk.editor.retire(HERE, YOGA, ANNE, "not for us")
    reply = await desk.responder.reply(Message(ASKED, community=HERE))
    assert "yoga" not in reply.evidence.topics
    await desk.editor.undo(HERE, YOGA, BEN, "it is for us")
    assert (await answer(desk, ASKED)).entry.title == "Yoga with MS"
    kinds = [one.kind.value for one in await desk.editor.history(HERE, YOGA)]
    assert kinds == ["restore", "retire", "restore", "restore", "restore", "edit", "edit"]
    with pytest.raises(NotAllowedError, match="nothing to undo"):
        await desk.editor.undo(HERE, Subject.entry("pilates"), ANNE, "no")


async def test_the_second_of_two_editors_gets_all_three_versions(desk: Desk) -> None:
    mine, theirs = titled(desk, "Mine"), titled(desk, "Theirs")
    await desk.editor.publish(HERE, theirs, BEN, "quicker")
    with pytest.raises(ConflictError) as caught:
        await desk.editor.publish(HERE, mine, ANNE, "slower")
    conflict = caught.value.conflict
    versions = (conflict.ancestor, conflict.theirs, conflict.mine)
    assert [one.title for one in versions] == ["Yoga with MS", "Theirs", "Mine"]  # type: ignore[union-attr]
    assert (await answer(desk, ASKED)).entry.title == "Theirs"
    again = Draft(YOGA, mine.record, conflict.now)
    assert (await desk.editor.publish(HERE, again, ANNE, "both were right")).live


async def test_edits_at_once_are_kept_one_after_another_or_refused(desk: Desk) -> None:
    drafts = [titled(desk, f"Title {i}") for i in range(4)]
    drafts += [titled(desk, f"Title {i}", Subject.entry(i)) for i in ("pilates", "ms-fatigue")]
    done = await asyncio.gather(
        *(desk.editor.publish(HERE, draft, ANNE, "at once") for draft in drafts),
        return_exceptions=True,
    )
    refused = [isinstance(one, ConflictError) for one in done]
    # Which of those of one entry comes first is nobody's to say.
    assert sorted(refused[:4]) == [False, True, True, True]
    assert refused[4:] == [False, False]
    titles = {e.id: e.title for e in desk.responder.minds.of(HERE).base.entries.values()}
    assert {titles[one] for one in ("yoga", "pilates", "ms-fatigue")} == {
        f"Title {refused.index(False)}",
        "Title pilates",
        "Title ms-fatigue",
    }


async def test_where_two_must_agree_a_change_waits_for_the_second(desk: Desk) -> None:
    await save_community(desk.store, HERE, CommunitySettings(needs_approval=True))
    saved = await desk.editor.publish(HERE, titled(desk, "Proposed"), ANNE, "clearer")
    assert not saved.live
    assert (await answer(desk, ASKED)).entry.title == "Yoga with MS"
    (proposal,) = await desk.editor.proposals(HERE)
    with pytest.raises(NotAllowedError, match="Somebody else has to agree"):
        await desk.editor.approve(HERE, [proposal], ANNE)
    other = await desk.editor.publish(HERE, titled(desk, "Other"), BEN, "better")
    assert (await desk.editor.approve(HERE, [proposal], BEN)).live
    assert (await answer(desk, ASKED)).entry.title == "Proposed"
    assert (await desk.editor.history(HERE, YOGA))[0].approver == BEN
    # The other proposal was made from what is no longer there.
    with pytest.raises(ConflictError):
        await desk.editor.approve(HERE, other.revisions, ANNE)
    rejected = await desk.editor.reject(HERE, other.revisions[0], ANNE, "too late")
    assert rejected.revisions[0].state is State.REJECTED
    assert await desk.editor.proposals(HERE) == []
    with pytest.raises(NotAllowedError):
        await desk.editor.reject(HERE, proposal, BEN, "again")


async def test_a_question_pointed_to_an_entry_is_answered_by_it(desk: Desk) -> None:
    text = "my zumba teacher left, what now?"
    before = await desk.responder.reply(Message(text, community=HERE))
    assert before.route is not Route.ANSWER
    draft = desk.editor.draft(HERE, Subject.entry("pilates"))
    assert isinstance(draft.record, Entry)
    draft = draft.with_fields({"questions": [*draft.record.questions, text]})
    await desk.editor.publish(HERE, draft, ANNE, "a question was pointed here")
    assert (await answer(desk, text)).entry.id == "pilates"


async def test_if_the_new_mind_cannot_be_made_the_old_one_answers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.editor.publish(HERE, titled(desk, "Works"), ANNE, "first")

    async def broken(*_: object) -> None:
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(desk.live, "build", broken)
        saved = await desk.editor.publish(HERE, titled(desk, "Kept"), ANNE, "second")
    assert (saved.live, saved.trouble) == (False, "no room")
    assert (await answer(desk, ASKED)).entry.title == "Works"
    assert (await desk.editor.history(HERE, YOGA))[0].number == 2
    assert await desk.editor.refresh(HERE) == ""
    assert (await answer(desk, ASKED)).entry.title == "Kept"


async def test_what_is_not_reviewed_in_time_says_so_and_then_is_withdrawn(desk: Desk) -> None:
    late = desk.editor.draft(HERE, YOGA).with_fields(
        {"reviewed": "2024-01-01", "review_by": "2025-01-01"}
    )
    await desk.editor.publish(HERE, late, ANNE, "as it is")
    reply = await answer(desk, ASKED)
    assert reply.overdue
    assert not (await answer(desk, ASKED, ELSEWHERE)).overdue
    (one,) = due(desk.editor.standing(HERE), desk.today)
    assert (one.entry.id, one.stage) == ("yoga", Stage.PAST)
    await save_community(desk.store, HERE, CommunitySettings(withdraw_after=30))
    assert await desk.editor.refresh(HERE) == ""
    other = await desk.responder.reply(Message(ASKED, community=HERE))
    assert "yoga" not in other.evidence.topics
    assert due(desk.editor.standing(HERE), desk.today)[0].stage is Stage.WITHDRAWN
    # Moderators still have it, and a review brings it back.
    assert "yoga" in desk.editor.knowledge(HERE).entries
    reviewed = desk.editor.draft(HERE, YOGA).with_fields(
        {"reviewed": "2026-12-01", "review_by": "2027-12-01"}
    )
    await desk.editor.publish(HERE, reviewed, BEN, "looked at it")
    assert not (await answer(desk, ASKED)).overdue


async def test_shipped_entries_are_withdrawn_too_when_their_day_comes(desk: Desk) -> None:
    await save_community(desk.store, HERE, CommunitySettings(withdraw_after=0))
    first = min(e.review_by for e in desk.responder.minds.base.base.entries.values())
    desk.today = date.fromordinal(first.toordinal() + 1)
    await desk.live.open()
    standing = desk.editor.standing(HERE)
    assert standing.withdrawn == {
        entry.id for entry in standing.base.entries.values() if entry.review_by == first
    }


async def test_entries_are_found_by_text_and_by_meaning(desk: Desk) -> None:
    await desk.editor.publish(HERE, titled(desk, "Stretching like a cat"), ANNE, "nicer")
    by_text = await search(desk.live, HERE, "like a CAT")
    assert by_text[0].id == "yoga"
    by_meaning = await search(desk.live, HERE, "I wobble and fall over")
    assert any("balance" in one.id for one in by_meaning[:3])
    assert await search(desk.live, HERE, "  ") == []


async def test_a_member_is_answered_while_an_edit_is_made(desk: Desk) -> None:
    edit = asyncio.create_task(desk.editor.publish(HERE, titled(desk, "New"), ANNE, "why not"))
    replies = [await desk.responder.reply(Message(ASKED, community=HERE)) for _ in range(5)]
    assert (await edit).live
    replies.append(await desk.responder.reply(Message(ASKED, community=HERE)))
    titles = [reply.entry.title for reply in replies if isinstance(reply, Answer | Choice)]  # type: ignore[union-attr]
    assert len(titles) == len(replies)
    assert set(titles) <= {"Yoga with MS", "New"}
    assert titles == sorted(titles, key=["Yoga with MS", "New"].index)


async def test_another_editor_on_the_same_store_is_taken_in(
    desk: Desk, parts: Parts, database: str, tmp_path: Path
) -> None:
    """Two processes, as it were: the one sees what the other kept before it keeps anything."""
    async with await Store.open(database) as store, conversation(parts) as responder:
        other = Editor(Live(store, responder.minds, responder.embedder, tmp_path / "other"))
        mine, stale = titled(desk, "Mine"), other.draft(HERE, YOGA).retired()
        await desk.editor.publish(HERE, mine, ANNE, "first")
        with pytest.raises(ConflictError):
            await other.publish(HERE, stale, BEN, "second")
        assert await other.refresh(HERE) == ""
        assert responder.minds.of(HERE).base.entries["yoga"].title == "Mine"
        await other.live.close()


async def test_a_slow_renewal_never_takes_the_place_of_a_later_edit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.editor.publish(HERE, titled(desk, "First"), ANNE, "first")
    desk.responder.minds.swap(HERE, None)  # As if only the store had it yet.
    begun, go, build = asyncio.Event(), asyncio.Event(), desk.live.build

    async def slow(community: int, before: Mind, base: KnowledgeBase) -> Mind:
        if not begun.is_set():
            begun.set()
            await go.wait()
        return await build(community, before, base)

    monkeypatch.setattr(desk.live, "build", slow)
    renewal = asyncio.create_task(desk.editor.refresh(HERE))
    await begun.wait()
    edit = asyncio.create_task(desk.editor.publish(HERE, titled(desk, "Second"), ANNE, "second"))
    await asyncio.wait([edit], timeout=0.5)
    go.set()
    assert await renewal == ""
    assert (await edit).live
    assert (await answer(desk, ASKED)).entry.title == "Second"


@needs_postgres
async def test_word_of_a_change_reaches_another_process(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        empty_database() as address,
        await Store.open(address) as store,
        await Store.open(address) as theirs,
        conversation(parts) as responder,
        conversation(parts) as far,
    ):
        here = Live(store, responder.minds, responder.embedder, tmp_path / "here")
        there = Live(theirs, far.minds, far.embedder, tmp_path / "there")
        swapped, swap = asyncio.Event(), far.minds.swap
        monkeypatch.setattr(far.minds, "swap", lambda *new: (swap(*new), swapped.set()))
        following = asyncio.create_task(there.follow())
        editor = Editor(here)
        for number in range(3):
            draft = editor.draft(HERE, YOGA).with_fields({"title": f"Title {number}"})
            assert (await editor.publish(HERE, draft, ANNE, "counting")).live
        async with asyncio.timeout(30):
            while far.minds.of(HERE).base.entries["yoga"].title != "Title 2":
                swapped.clear()
                await swapped.wait()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await asyncio.gather(here.close(), there.close())
