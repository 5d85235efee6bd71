"""Out as a file, in as a proposal; and the queue of what nobody answered."""

from __future__ import annotations

import pytest

from bot.editing.drafts import ConflictError
from bot.editing.grouping import group_questions, settle_group
from bot.editing.transfer import accept_import, export, read_import
from bot.store.communities import CommunitySettings, save_community
from bot.store.questions import Shared, State, open_questions, share_question
from bot.store.revisions import Kind
from index.embedding import Embedder
from knowledge.archive import pack
from knowledge.problems import KnowledgeError
from knowledge.records import Subject
from tests.editing.conftest import Desk

HERE, ELSEWHERE, ANNE, BEN = 1, 2, 100, 200


async def test_what_is_exported_changes_nothing_where_it_came_from(desk: Desk) -> None:
    found = await read_import(desk.editor, HERE, export(desk.editor.knowledge(HERE)), "all.zip")
    assert (found.changes, found.unchanged > 80) == ((), True)
    with pytest.raises(KnowledgeError, match="nothing in it is new"):
        await accept_import(desk.editor, HERE, found, ANNE, "why not")


async def test_an_import_shows_what_it_would_do_and_waits(desk: Desk) -> None:
    draft = desk.editor.draft(HERE, Subject.entry("yoga")).with_fields({"title": "Our yoga"})
    await desk.editor.publish(HERE, draft, ANNE, "ours")
    base = desk.editor.knowledge(HERE)
    source = next(iter(base.sources.values())).model_copy(update={"id": "ours"})
    point = base.entries["pain"].points[0].model_copy(update={"sources": ("ours",)})
    pain = base.entries["pain"].model_copy(
        update={"points": (point, *base.entries["pain"].points[1:])}
    )
    data = pack([base.entries["yoga"], source, pain])
    found = await read_import(desk.editor, ELSEWHERE, data, "ours.zip")
    assert {str(c.draft.subject): c.is_new for c in found.changes} == {
        "source:ours": True,
        "entry:pain": False,
        "entry:yoga": False,
    }
    assert desk.responder.minds.of(ELSEWHERE) is desk.responder.minds.base
    await save_community(desk.store, ELSEWHERE, CommunitySettings(needs_approval=True))
    assert not (await accept_import(desk.editor, ELSEWHERE, found, ANNE, "from our friends")).live
    waiting = await desk.editor.proposals(ELSEWHERE)
    assert {one.kind for one in waiting} == {Kind.IMPORT}
    saved = await desk.editor.approve(ELSEWHERE, waiting, BEN)
    assert saved.live
    theirs = desk.editor.knowledge(ELSEWHERE)
    assert theirs.entries["yoga"].title == "Our yoga"
    assert "ours" in theirs.cited
    with pytest.raises(ConflictError):
        await accept_import(desk.editor, ELSEWHERE, found, ANNE, "once more")


async def test_an_import_that_leads_nowhere_is_refused_whole(desk: Desk) -> None:
    pain = desk.editor.knowledge(HERE).entries["pain"]
    lost = pain.model_copy(update={"signposts": ("nobody",)})
    with pytest.raises(KnowledgeError, match="there is no 'nobody'"):
        await read_import(desk.editor, HERE, pack([lost]), "lost.zip")


async def test_questions_that_ask_the_same_are_settled_together(
    desk: Desk, embedder: Embedder
) -> None:
    pools = ["is there a heated swimming pool near me?", "where is a warm pool I can swim in?"]
    buses = ["can I get a free bus pass?", "how do I apply for a free bus pass?", "bus pass?"]
    for text in [pools[0], buses[0], buses[1], pools[1], buses[2]]:
        await share_question(desk.store, HERE, Shared.UNANSWERED, text)
    questions = await open_questions(desk.store, HERE)
    mind = desk.responder.minds.of(HERE)
    groups = group_questions(questions, embedder, mind)
    assert [sorted(q.text for q in group.questions) for group in groups] == [
        sorted(buses),
        sorted(pools),
    ]
    assert [group.count for group in groups] == [3, 2]
    assert all(group.nearest in mind.base.entries for group in groups)
    again = group_questions(list(reversed(questions)), embedder, mind)
    assert again == groups
    assert await settle_group(desk.store, ELSEWHERE, groups[0], State.ANSWERED) == 0
    assert await settle_group(desk.store, HERE, groups[0], State.ANSWERED) == 3
    assert len(await open_questions(desk.store, HERE)) == 2
    assert group_questions([], embedder) == []
    assert group_questions(questions[:1], embedder)[0].nearest is None
