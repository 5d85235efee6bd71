"""The process that is killed: it says what it found, then edits and says what was acknowledged.

Run by test_crash.py: python -m tests.editing.crashing DATABASE CACHE
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from itertools import count
from pathlib import Path

from bot.conversation.mind import documents_of
from bot.conversation.rebuilding import rebuilt, verify
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.parts import build_parts, conversation
from bot.settings import Settings
from bot.store.engine import Store
from knowledge.overlay import without_entries
from knowledge.records import Subject

COMMUNITY, MODERATOR = 1, 2
SUBJECTS = ("yoga", "pilates", "pain", "ms-fatigue")
OTHERS = 8
"""Entries beside those, so that an update is quick."""


def say(**words: object) -> None:
    """A line for the test, at once."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


async def work(database: str, cache: Path) -> None:
    """Open, report, and edit until killed."""
    parts = build_parts(Settings(cache=cache))
    shipped = parts.mind.base
    others = [entry for entry in shipped.entries if entry not in SUBJECTS]
    small = rebuilt(parts.mind, without_entries(shipped, others[OTHERS:]), {})
    async with (
        await Store.open(database) as store,
        conversation(dataclasses.replace(parts, mind=small)) as responder,
    ):
        live = Live(store, responder.minds, responder.embedder, Path(database).parent)
        say(failed=len(await live.open()))
        editor, mind = Editor(live), responder.minds.of(COMMUNITY)
        verify(mind, SUBJECTS)
        assert list(mind.ranker.documents) == documents_of(mind.base)
        firsts = {one.id: one.passages[0] for one in mind.ranker.documents}
        for entry in SUBJECTS:
            history = await editor.history(COMMUNITY, Subject.entry(entry))
            kept = json.loads(history[0].content or "")["title"] if history else None
            numbers = [one.number for one in reversed(history)]
            say(entry=entry, numbers=numbers, kept=kept, indexed=firsts[entry])
        say(ready=True)
        for turn in count():
            entry = SUBJECTS[turn % len(SUBJECTS)]
            draft = editor.draft(COMMUNITY, Subject.entry(entry))
            title = f"Edit {draft.made_from + 1} of {entry}"
            draft = draft.with_fields({"title": title})
            saved = await editor.publish(COMMUNITY, draft, MODERATOR, "counting")
            assert saved.live
            say(acknowledged=entry, number=saved.revisions[0].number, title=title)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
