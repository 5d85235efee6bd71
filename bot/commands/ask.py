"""``reroute ask``: one question, or many as JSON lines."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.commands.lines import BadLineError, clean, numbered_lines, print_record, read_item
from bot.commands.starting import consoles, fail, parts_or_exit, settings_or_exit
from bot.conversation.answering import Message, Responder
from bot.conversation.replies import Reply, Route
from bot.parts import Parts, conversation
from bot.terminal import as_text, show
from knowledge.schema import Nation


class Item(BaseModel):
    """One line of a batch."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    turns: list[str] = Field(default_factory=list)
    """The conversation up to and including ``text``."""
    nation: Nation | None = None


_LINES = TypeAdapter(Item)


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    nation: Annotated[Nation | None, typer.Option(help="Where you live.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as JSON.")] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="Read JSON lines (id, text, turns, nation) from stdin.")
    ] = False,
) -> None:
    """Ask one question, or with --batch many."""
    out, _ = consoles()
    settings = settings_or_exit()
    if batch:
        asyncio.run(_batch(parts_or_exit(settings)))
        return
    if question is None:
        fail('Say what you want to know, like: reroute ask "How do I get physio?"')
    # A shell can pass bytes that are not UTF-8; Python keeps them as lone surrogates.
    text = question.encode("utf-8", "replace").decode("utf-8")
    reply = asyncio.run(
        _one(parts_or_exit(settings), Message(text, None, nation or settings.nation))
    )
    if as_json:
        print_record(as_record(reply))
    else:
        show(out, reply)


def as_record(reply: Reply) -> dict[str, Any]:
    """``reply`` as ``ask --json`` prints it."""
    return {
        "route": reply.route.value,
        "topics": list(reply.evidence.topics),
        "answered": reply.route in (Route.ANSWER, Route.CHOOSE),
        "score": round(reply.evidence.score, 6),
        "text": as_text(reply),
    }


async def _one(parts: Parts, message: Message) -> Reply:
    async with conversation(parts) as responder:
        return await responder.reply(message)


async def _batch(parts: Parts) -> None:
    async with conversation(parts) as responder:
        for number, line in numbered_lines():
            print_record(await _answer_line(responder, number, line))


async def _answer_line(responder: Responder, number: int, line: str) -> dict[str, Any]:
    """The record for one line; a faulty line becomes an error record, never an exception."""
    try:
        item = read_item(_LINES, number, line)
    except BadLineError as error:
        return {"id": error.item_id, "error": str(error)}
    conversation_id = f"batch-{number}"
    for earlier in _earlier(item):
        await responder.reply(Message(clean(earlier), conversation_id, item.nation))
    reply = await responder.reply(Message(clean(item.text), conversation_id, item.nation))
    return {"id": item.id, **as_record(reply)}


def _earlier(item: Item) -> list[str]:
    turns = item.turns
    return turns[:-1] if turns and turns[-1] == item.text else turns
