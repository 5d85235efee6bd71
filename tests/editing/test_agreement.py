"""Whatever a community chose, two people look at what members in a crisis are told."""

from __future__ import annotations

import pytest

from bot.editing.drafts import NotAllowedError
from bot.editing.transfer import accept_import, read_import
from bot.parts import Parts
from bot.store.communities import CommunitySettings, save_community
from bot.store.forgetting import forget
from knowledge.archive import pack
from knowledge.records import RecordKind, Subject
from tests.editing.conftest import Desk

HERE, ANNE, BEN = 1, 11, 12


def signpost(name: str) -> Subject:
    return Subject(RecordKind.SIGNPOST, name)


async def test_every_number_of_the_crisis_and_emergency_replies_waits(
    desk: Desk, parts: Parts
) -> None:
    safety = parts.mind.base.safety
    alarms = (safety.crisis, safety.emergency, safety.asides.crisis, safety.asides.emergency)
    for name in {one for alarm in alarms for one in alarm.signposts}:
        changed = desk.editor.draft(HERE, signpost(name)).with_fields({"phone": "0800 000 11 22"})
        saved = await desk.editor.publish(HERE, changed, ANNE, "they moved")
        assert (saved.live, saved.urgent) == (False, True), name
    assert desk.responder.minds.of(HERE) is desk.responder.minds.base


async def test_other_numbers_do_not(desk: Desk) -> None:
    changed = desk.editor.draft(HERE, signpost("ms-trust")).with_fields({"phone": "0800 000 11 22"})
    assert (await desk.editor.publish(HERE, changed, ANNE, "they moved")).live


async def test_a_file_with_such_a_number_waits_as_a_whole(desk: Desk, parts: Parts) -> None:
    base = parts.mind.base
    records = [
        base.signposts["shout"].model_copy(update={"text": "SHOUT to 85259"}),
        base.entries["yoga"].model_copy(update={"title": "Yoga for all"}),
    ]
    found = await read_import(desk.editor, HERE, pack(records), "The file")
    saved = await accept_import(desk.editor, HERE, found, ANNE, "from the office")
    assert (len(saved.revisions), saved.live, saved.urgent) == (2, False, True)
    assert (await desk.editor.approve(HERE, saved.revisions, BEN)).live
    assert desk.editor.knowledge(HERE).signposts["shout"].text == "SHOUT to 85259"


async def test_back_to_the_releases_words_needs_nobody_unless_the_community_wants_it(
    desk: Desk,
) -> None:
    subject = signpost("samaritans")
    for number in ("116 124", "116 125"):
        changed = desk.editor.draft(HERE, subject).with_fields({"phone": number})
        saved = await desk.editor.publish(HERE, changed, ANNE, "they moved")
        await desk.editor.approve(HERE, saved.revisions, BEN)
    # Back to other words than the release's is a change like any other.
    assert not (await desk.editor.undo(HERE, subject, ANNE, "no")).live
    assert (await desk.editor.restore(HERE, subject, 0, ANNE, "no")).live
    assert desk.editor.knowledge(HERE).signposts["samaritans"].phone == "116 123"
    (waiting,) = await desk.editor.proposals(HERE)
    await desk.editor.reject(HERE, waiting, BEN, "no")
    await save_community(desk.store, HERE, CommunitySettings(needs_approval=True))
    changed = desk.editor.draft(HERE, subject).with_fields({"phone": "116 126"})
    saved = await desk.editor.publish(HERE, changed, ANNE, "they moved")
    await desk.editor.approve(HERE, saved.revisions, BEN)
    assert not (await desk.editor.restore(HERE, subject, 0, ANNE, "no")).live


async def test_nobody_becomes_a_second_person_by_being_forgotten(desk: Desk) -> None:
    changed = desk.editor.draft(HERE, signpost("shout")).with_fields({"text": "SHOUT to 85259"})
    await desk.editor.publish(HERE, changed, ANNE, "they moved")
    await forget(desk.store, ANNE)
    (waiting,) = await desk.editor.proposals(HERE)
    with pytest.raises(NotAllowedError, match="somebody else"):
        await desk.editor.approve(HERE, [waiting], ANNE)
    await desk.editor.reject(HERE, waiting, BEN, "nobody can tell whose it is")
    assert await desk.editor.proposals(HERE) == []
