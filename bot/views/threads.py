"""Threads on the same thing, as they look on Discord, and what moderators see of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord
from discord import ui

from bot.store.pins import Pin
from bot.views.controls import Button
from bot.views.pages import linked, page, pages, quoted
from bot.views.related import related_button, short
from bot.views.replies import nation_argument, thread_line
from bot.wording import EXPERIENCE, TALKED, of_date
from knowledge.schema import Entry, Nation, PublicThread

MOST_ELSEWHERE = 3
"""Pages outside of the server in one list; with three threads they fit a message."""

NONE_FOUND = "I found no thread about that which you can open. None is better than a poor one."
GONE = "The threads about that are no longer there, or you cannot open them."


def threads_view(
    threads: Sequence[discord.Thread], elsewhere: Sequence[str], helpful: Sequence[int]
) -> ui.LayoutView:
    """Threads to open, as they are now, each with a button to say that it helped.

    ``helpful`` says how many each has helped; ``elsewhere`` are lines for pages
    outside of the server.
    """
    lines = [
        f"{number}. {_thread_line(thread, count)}"
        for number, (thread, count) in enumerate(zip(threads, helpful, strict=True), 1)
    ]
    lines += [f"- {line}" for line in elsewhere[:MOST_ELSEWHERE]]
    text = pages(["\n".join((f"### {TALKED}", *lines)), EXPERIENCE])[0]
    buttons = [
        Button(f"Number {number} helped me", "thread-helped", short(thread.id))
        for number, thread in enumerate(threads, 1)
    ]
    return page(text, *([buttons] if buttons else []))


def pages_elsewhere(pins: Iterable[Pin], shipped: Iterable[PublicThread]) -> list[str]:
    """Lines for what moderators recommend outside of the server, then for what ships."""
    own = [linked(quoted(pin.title or pin.url), pin.url) for pin in pins if pin.url]
    return own + [thread_line(thread) for thread in shipped]


def signpost_view(
    entry: Entry, nation: Nation | None, threads: Sequence[int], *, more: bool
) -> ui.LayoutView:
    """The one automatic word under a new post. ``more``: there are threads to be shown."""
    buttons = [
        Button("Read the answer", "show", entry.id, nation_argument(nation)),
        *([related_button(entry.id, threads)] if more else []),
        Button("Hide this", "hide-signpost"),
    ]
    return page(
        f"I am a program, and I have something on this: **{entry.title}**. {entry.first_sentence}",
        buttons,
        "What you wrote is for people here to answer. This is the only time I speak up by myself.",
    )


def _thread_line(thread: discord.Thread, helpful: int) -> str:
    active = discord.utils.snowflake_time(thread.last_message_id or thread.id)
    notes = f"last written in on {of_date(active.date())}"
    if helpful:
        notes += f", helped {helpful} {'person' if helpful == 1 else 'people'}"
    return f"{linked(quoted(thread.name), thread.jump_url)}: {notes}"
