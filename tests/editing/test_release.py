"""A new release under a community's own words: three versions, three ways on."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from bot.conversation.rebuilding import rebuilt, unknown_texts
from bot.editing.drift import Drift, drifted, keep_ours, take_release
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.parts import Parts, conversation
from bot.store.engine import Store
from knowledge.base import KnowledgeBase
from knowledge.records import RecordKind, Subject
from tests.editing.conftest import Desk

HERE, ANNE = 1, 100
YOGA = Subject.entry("yoga")


def changed(base: KnowledgeBase, name: str, records: dict[str, Any]) -> KnowledgeBase:
    """A release whose registry ``name`` has ``records`` changed; ``None`` removes one."""
    registry = {**getattr(base, name), **records}
    kept = {key: record for key, record in registry.items() if record is not None}
    return dataclasses.replace(base, **{name: MappingProxyType(kept)})


@asynccontextmanager
async def after_upgrade(
    parts: Parts, base: KnowledgeBase, database: str, cache: Path
) -> AsyncIterator[Editor]:
    """The same database under the release ``base``."""
    texts = unknown_texts(parts.mind, base)
    vectors = parts.embedder.embed(texts) if texts else np.zeros((0, 384), dtype=np.float32)
    mind = rebuilt(parts.mind, base, dict(zip(texts, vectors, strict=True)))
    upgraded = dataclasses.replace(parts, mind=mind)
    async with await Store.open(database) as store, conversation(upgraded) as responder:
        live = Live(store, responder.minds, responder.embedder, cache)
        assert await live.open() == {}
        yield Editor(live)
        await live.close()


async def test_all_three_versions_are_shown_until_moderators_decide(
    desk: Desk, parts: Parts, database: str, tmp_path: Path
) -> None:
    for subject in (YOGA, Subject.entry("pilates"), Subject.entry("pain")):
        draft = desk.editor.draft(HERE, subject).with_fields({"title": f"Our {subject.id}"})
        await desk.editor.publish(HERE, draft, ANNE, "our words")
    assert drifted(desk.editor, HERE) == []
    then = parts.mind.base.entries
    now = {i: then[i].model_copy(update={"title": f"Newer {i}"}) for i in ("yoga", "pilates")}
    release = changed(parts.mind.base, "entries", now)
    async with after_upgrade(parts, release, database, tmp_path) as editor:
        first, second = drifted(editor, HERE)
        ours = editor.knowledge(HERE).entries
        assert second == Drift(YOGA, then["yoga"], now["yoga"], ours["yoga"])
        assert first.subject.id == "pilates"
        assert ours["yoga"].title == "Our yoga"
        await keep_ours(editor, HERE, YOGA, ANNE)
        assert [one.subject.id for one in drifted(editor, HERE)] == ["pilates"]
        await take_release(editor, HERE, first.subject, ANNE)
        assert drifted(editor, HERE) == []
        titles = {i: editor.knowledge(HERE).entries[i].title for i in ("yoga", "pilates", "pain")}
        assert titles == {"yoga": "Our yoga", "pilates": "Newer pilates", "pain": "Our pain"}
    # From now on the one follows every release, and the other is asked about again.
    newest = changed(
        parts.mind.base,
        "entries",
        {i: then[i].model_copy(update={"title": f"Newest {i}"}) for i in ("yoga", "pilates")},
    )
    async with after_upgrade(parts, newest, database, tmp_path) as editor:
        assert [one.subject.id for one in drifted(editor, HERE)] == ["yoga"]
        assert editor.knowledge(HERE).entries["pilates"].title == "Newest pilates"


async def test_what_no_longer_fits_is_set_aside_and_the_rest_serves(
    desk: Desk, parts: Parts, database: str, tmp_path: Path
) -> None:
    base = parts.mind.base
    study = next(iter(base.sources.values())).model_copy(update={"id": "new-study"})
    release = changed(base, "sources", {"new-study": study})
    pain = Subject.entry("pain")
    async with after_upgrade(parts, release, database, tmp_path) as editor:
        record = editor.knowledge(HERE).entries["yoga"]
        first = record.points[0].model_dump(mode="json") | {"sources": ["new-study"]}
        points = [first, *(point.model_dump(mode="json") for point in record.points[1:])]
        draft = editor.draft(HERE, YOGA).with_fields({"points": points})
        await editor.publish(HERE, draft, ANNE, "a better study")
        draft = editor.draft(HERE, pain).with_fields({"title": "Our pain"})
        await editor.publish(HERE, draft, ANNE, "our words")
    # The next release has no such study any more.
    async with after_upgrade(parts, base, database, tmp_path) as editor:
        standing = editor.standing(HERE)
        assert set(standing.set_aside) == {YOGA}
        assert "there is no 'new-study'" in str(standing.set_aside[YOGA][0])
        served = editor.live.minds.of(HERE).base
        assert served.entries["yoga"] == base.entries["yoga"]
        assert served.entries["pain"].title == "Our pain"
        # Other entries can still be edited, and so can the one that was set aside.
        draft = editor.draft(HERE, pain).with_fields({"title": "Our pain, again"})
        assert (await editor.publish(HERE, draft, ANNE, "still works")).live
        draft = editor.draft(HERE, YOGA).with_fields({"title": "Yoga, put right"})
        assert (await editor.publish(HERE, draft, ANNE, "put right")).live
        assert editor.standing(HERE).set_aside == {}


async def test_a_retired_source_that_a_release_needs_again_comes_back(
    desk: Desk, parts: Parts, database: str, tmp_path: Path
) -> None:
    base = parts.mind.base
    study = next(iter(base.sources.values())).model_copy(update={"id": "new-study"})
    with_study = changed(base, "sources", {"new-study": study})
    subject = Subject(RecordKind.SOURCE, "new-study")
    async with after_upgrade(parts, with_study, database, tmp_path) as editor:
        await editor.retire(HERE, subject, ANNE, "nobody cites it")
        assert "new-study" not in editor.knowledge(HERE).sources
    point = base.entries["yoga"].points[0].model_copy(update={"sources": ("new-study",)})
    yoga = base.entries["yoga"]
    citing = yoga.model_copy(update={"points": (point, *yoga.points[1:])})
    release = changed(with_study, "entries", {"yoga": citing})
    async with after_upgrade(parts, release, database, tmp_path) as editor:
        assert set(editor.standing(HERE).set_aside) == {subject}
        assert "new-study" in editor.knowledge(HERE).sources
