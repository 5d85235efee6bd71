"""``reroute threads``: finding threads in which others have talked about the same thing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, TypeAdapter
from rich.console import Console
from rich.progress import Progress

from bot.commands.lines import BadLineError, clean, numbered_lines, print_record, read_item
from bot.commands.starting import consoles, fail, parts_or_exit, settings_or_exit
from bot.conversation.answering import LONGEST
from bot.parts import Parts
from bot.threads.collection import PeerThreads
from bot.threads.thread import Thread, texts_of_thread
from index.ranker import embed_query

app = typer.Typer(help="Find threads on the same thing.", no_args_is_help=True)

TOGETHER = 32
"""Threads embedded in one run."""

ItemId = StrictStr | StrictInt
"""Echoed as it was given: 7 and "7" are two ids."""


class ThreadLine(BaseModel):
    """A thread to be found. Its text is embedded and then dropped."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["thread"]
    id: ItemId
    title: str
    body: str = ""


class QueryLine(BaseModel):
    """A message for which threads are looked for."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["query"]
    id: ItemId
    text: str


_LINES: TypeAdapter[ThreadLine | QueryLine] = TypeAdapter(
    Annotated[ThreadLine | QueryLine, Field(discriminator="kind")]
)


@app.callback()
def threads() -> None:
    """Find threads on the same thing."""


@app.command()
def rank(
    batch: Annotated[
        bool,
        typer.Option(
            "--batch",
            help="Read JSON lines from stdin: first threads (kind, id, title, body), "
            "then queries (kind, id, text).",
        ),
    ] = False,
) -> None:
    """Rank threads for messages, as the bot does."""
    _, notes = consoles()
    if not batch:
        fail("Say reroute threads rank --batch, and give JSON lines on standard input.")
    parts = parts_or_exit(settings_or_exit())
    with Progress(console=notes, transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        desk = _Desk(parts)
        for number, line in numbered_lines():
            try:
                item = read_item(_LINES, number, line)
                if isinstance(item, ThreadLine):
                    desk.take(item)
                else:
                    print_record(desk.answer(item))
            except BadLineError as error:
                print_record({"id": None, "error": str(error)})
            bar.update(task, description=f"{number} lines read")
    _say_how_many(notes, desk)


class _Desk:
    """Takes threads, then answers queries."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._peers = PeerThreads(0, parts.embedder.dimension)
        self._waiting: dict[int, ThreadLine] = {}
        self._names: list[ItemId] = []
        self._numbers: dict[tuple[type, ItemId], int] = {}
        self.answered = 0

    def __len__(self) -> int:
        return len(self._names)

    def take(self, item: ThreadLine) -> None:
        """Note a thread; one with the same id as an earlier one takes its place."""
        key = (type(item.id), item.id)
        number = self._numbers.setdefault(key, len(self._names))
        if number == len(self._names):
            self._names.append(item.id)
        self._waiting[number] = item
        if len(self._waiting) == TOGETHER:
            self._embed()

    def answer(self, item: QueryLine) -> dict[str, object]:
        """The record for a query."""
        self._embed()
        query = embed_query(clean(item.text)[:LONGEST], self._parts.embedder)
        # Whoever runs this was given the threads, so there is nothing to hide from them.
        found = self._peers.rank(self._parts.mind, query, lambda _: True)
        if not item.text.strip():
            found = type(found)(found.hits, ())
        self.answered += 1
        return {
            "id": item.id,
            "thread_ids": [self._names[hit.thread.id] for hit in found.hits],
            "shown": [self._names[hit.thread.id] for hit in found.shown],
        }

    def _embed(self) -> None:
        if not self._waiting:
            return
        texts = [texts_of_thread(clean(i.title), clean(i.body)) for i in self._waiting.values()]
        vectors = self._parts.embedder.embed([text for some in texts for text in some])
        moment, start, batch = datetime.now(UTC), 0, []
        for number, some in zip(self._waiting, texts, strict=True):
            thread = Thread(number, 0, 0, moment, moment)
            batch.append((thread, vectors[start : start + len(some)]))
            start += len(some)
        self._peers.put(batch)
        self._waiting.clear()


def _say_how_many(notes: Console, desk: _Desk) -> None:
    notes.print(f"{len(desk)} threads, {desk.answered} queries answered.", highlight=False)
