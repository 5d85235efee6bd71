"""Measure editing with 1,000 entries of 15 passages and 10,000 revisions.

Run: .venv/bin/python -m benchmarks.editing (--write puts the table into docs/performance.md)
The first run embeds 15,000 texts, which takes minutes; they are kept in the cache.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from benchmarks.tables import machine, markdown, write_between_markers
from bot.conversation.answering import Message
from bot.editing.drafts import Draft, to_content
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.editing.looking import due, search
from bot.editing.preview import Previews
from bot.parts import Parts, build_parts, conversation
from bot.settings import load_settings
from bot.store.engine import Store
from bot.store.revisions import Kind, NewRevision, keep_all, latest
from knowledge.records import Subject
from knowledge.schema import Entry

ENTRIES, VERSIONS, TIMES = 1_000, 10, 9
COMMUNITY, MODERATOR = 1, 2


def entries(shipped: list[Entry], version: int) -> list[Entry]:
    """Made-up entries of 15 passages, from the shipped ones' sentences, with words of their own."""
    made = []
    for number in range(ENTRIES):
        rng = random.Random(number)
        model = shipped[number % len(shipped)]
        word = "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(4))
        made.append(
            model.model_copy(
                update={
                    "id": f"made-{number}",
                    "title": f"{model.title[:50]} for {word}, {version}",
                    "answer": f"About {word}: {' '.join(model.answer.split()[:50])}",
                    "points": tuple(
                        point.model_copy(update={"text": f"{point.text[:560]} Also {word}."})
                        for point in model.points[:3]
                    ),
                    "questions": tuple(f"{q[:360]} and {word}?" for q in model.questions[:10]),
                    "related": (),
                }
            )
        )
    return made


async def fill(store: Store, shipped: list[Entry]) -> None:
    """Keep 10,000 revisions: every entry is added and then edited nine times."""
    for version in range(VERSIONS):
        kind = Kind.EDIT if version else Kind.ADD
        new = [
            NewRevision(
                subject=str(Subject.entry(entry.id)),
                kind=kind,
                content=to_content(entry),
                made_from=version,
                base_hash=None,
                base_content=None,
                reason="made up",
                author=MODERATOR,
            )
            for entry in entries(shipped, version)
        ]
        for start in range(0, ENTRIES, 250):
            await keep_all(store, COMMUNITY, new[start : start + 250])


async def measured(times: int, work: Callable[[int], Awaitable[object]]) -> float:
    """The median of ``work`` in milliseconds."""
    taken = []
    for number in range(times):
        started = time.perf_counter()
        await work(number)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


async def measure(parts: Parts, folder: Path) -> dict[str, float]:
    """All figures, in milliseconds unless the name says otherwise."""
    cache = parts.settings.cache / "benchmark"
    async with (
        await Store.open(f"sqlite+aiosqlite:///{folder / 'reroute.db'}") as store,
        conversation(parts) as responder,
    ):
        await fill(store, list(parts.mind.base.entries.values()))
        live = Live(store, responder.minds, responder.embedder, cache)
        started = time.perf_counter()
        assert not await live.open()
        assert not live.standing(COMMUNITY).set_aside
        figures = {"open_s": time.perf_counter() - started}
        editor, subject = Editor(live), Subject.entry("made-7")
        previews = Previews(live, parts.settings.cache)
        await previews.warm()

        def edited(number: int) -> Draft:
            draft = editor.draft(COMMUNITY, Subject.entry(f"made-{number}"))
            assert isinstance(draft.record, Entry)
            asked = f"Is number {number} what I need in {time.time_ns()}?"
            return draft.with_fields({"questions": [*draft.record.questions[:9], asked]})

        async def publish(number: int) -> None:
            saved = await editor.publish(COMMUNITY, edited(number), MODERATOR, "a new question")
            assert saved.live

        async def add(number: int) -> None:
            record = editor.knowledge(COMMUNITY).entries[f"made-{number}"]
            name = f"added-{time.time_ns()}"
            draft = Draft(Subject.entry(name), record.model_copy(update={"id": name}))
            assert (await editor.publish(COMMUNITY, draft, MODERATOR, "a new one")).live

        async def listing(_: int) -> None:
            sorted(editor.knowledge(COMMUNITY).entries.values(), key=lambda one: one.title)

        async def look(number: int) -> None:
            found = await search(live, COMMUNITY, f"how do I keep my balance {number}")
            assert found

        async def see_due(_: int) -> None:
            due(editor.standing(COMMUNITY), date(2030, 1, 1))

        figures |= {
            "list": await measured(TIMES, listing),
            "search": await measured(TIMES, look),
            "due": await measured(TIMES, see_due),
            "history_of_one": await measured(TIMES, lambda _: editor.history(COMMUNITY, subject)),
            "latest_25": await measured(TIMES, lambda _: latest(store, COMMUNITY, 25)),
            "proposals": await measured(TIMES, lambda _: editor.proposals(COMMUNITY)),
            "update": await measured(TIMES, publish),
            "add_an_entry": await measured(TIMES, add),
            "undo": await measured(
                TIMES,
                lambda n: editor.undo(COMMUNITY, Subject.entry(f"made-{n}"), MODERATOR, "back"),
            ),
            "preview": await measured(3, lambda n: previews.preview(COMMUNITY, edited(n))),
            "answer_alone": await answers(responder.reply, None),
            "answer_while_updating": await answers(responder.reply, publish),
            "preview_of_shipped": await measured(3, lambda _: preview_shipped(editor, previews)),
        }
        await live.close()
    return figures


async def preview_shipped(editor: Editor, previews: Previews) -> None:
    """A preview in a community that has only what ships."""
    draft = editor.draft(COMMUNITY + 1, Subject.entry("yoga"))
    asked = f"Can I do yoga in {time.time_ns()}?"
    assert isinstance(draft.record, Entry)
    changed = draft.with_fields({"questions": [*draft.record.questions, asked]})
    assert not (await previews.preview(COMMUNITY + 1, changed)).problems


async def answers(
    reply: Callable[[Message], Awaitable[object]], publish: Callable[[int], Awaitable[None]] | None
) -> float:
    """The 95th percentile of a member's wait, with updates one after another beside it or none."""
    stop = asyncio.Event()

    async def keep_publishing() -> None:
        number = 100
        while publish and not stop.is_set():
            await publish(number)
            number += 1

    beside = asyncio.create_task(keep_publishing())
    taken = []
    for number in range(40):
        started = time.perf_counter()
        await reply(Message(f"how do I keep my balance at {number}?", community=COMMUNITY))
        taken.append(1000 * (time.perf_counter() - started))
        await asyncio.sleep(0.02)
    stop.set()
    await beside
    return statistics.quantiles(taken, n=20)[-1]


NAMES = {
    "open_s": ("to bring a community's 1,000 entries to life at start, cache warm", "s"),
    "update": ("an edit: checked, kept, and answering", "ms"),
    "add_an_entry": ("a new entry of 15 passages: checked, kept, and answering", "ms"),
    "undo": ("an undo: kept, and answering", "ms"),
    "preview": ("a preview with all development questions", "ms"),
    "preview_of_shipped": ("the same over the entries that ship", "ms"),
    "list": ("all entries by title", "ms"),
    "search": ("a search by text and meaning", "ms"),
    "due": ("all entries due for review", "ms"),
    "history_of_one": ("the history of one entry", "ms"),
    "latest_25": ("the last 25 revisions", "ms"),
    "proposals": ("what waits for a second moderator", "ms"),
    "answer_alone": ("a member's answer, 95th percentile", "ms"),
    "answer_while_updating": ("the same while edits are made one after another", "ms"),
}


def main() -> None:
    """Measure and print; with --write put the table into the docs."""
    parts = build_parts(load_settings())
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(parts, Path(folder)))
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}, indent=1))
    if "--write" in sys.argv:
        rows = [[words, f"{figures[name]:.1f} {unit}"] for name, (words, unit) in NAMES.items()]
        note = f"{machine(load)} Medians of {TIMES}, of previews 3."
        write_between_markers("editing", f"{markdown(['what', 'figure'], rows)}\n\n{note}")


if __name__ == "__main__":
    main()
