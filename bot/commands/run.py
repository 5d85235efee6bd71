"""``reroute run`` and ``reroute chat``: the conversation, on Discord or in the terminal."""

from __future__ import annotations

import asyncio
import sys

from rich.console import Console

from bot.commands.starting import consoles, fail, parts_or_exit, settings_or_exit
from bot.conversation.answering import Message
from bot.conversation.replies import Choice
from bot.logs import set_up_logging
from bot.parts import Parts, conversation
from bot.terminal import show

WELCOME = (
    "Reroute answers questions about exercise, physio, your rights, neuroplasticity and living "
    "with MS. Type a question and press Enter. An empty line, or Ctrl-D, ends it."
)
HOW_TO_DISCORD = (
    "This is the terminal. To run the Discord bot, set DISCORD_TOKEN and start again (see README)."
)


def run() -> None:
    """Run the Discord bot, or, without DISCORD_TOKEN, the same conversation here."""
    settings = settings_or_exit()
    if settings.discord_token is None:
        _, notes = consoles()
        notes.print(HOW_TO_DISCORD)
        chat()
        return
    token = settings.discord_token.get_secret_value()
    set_up_logging(settings.log, settings.log_level, token)
    parts = parts_or_exit(settings)
    from bot.cogs.serving import StartError, serve
    from bot.store.engine import StoreError

    try:
        serve(parts, token)
    except (StartError, StoreError) as error:
        fail(str(error))


def chat() -> None:
    """Hold the conversation in this terminal."""
    out, notes = consoles()
    parts = parts_or_exit(settings_or_exit())
    if sys.stdin.isatty():
        notes.print(WELCOME)
    asyncio.run(_converse(parts, out))


async def _converse(parts: Parts, out: Console) -> None:
    async with conversation(parts) as responder:
        choice: Choice | None = None
        while (line := await asyncio.to_thread(_read_line)) is not None:
            text = line.strip()
            if choice and text.isdigit() and 1 <= int(text) <= len(choice.entries):
                picked = responder.show(choice.entries[int(text) - 1].id, choice.nation)
                if picked:
                    show(out, picked)
                continue
            message = Message(text, "terminal", parts.settings.nation)
            reply = await responder.reply(message)
            choice = reply if isinstance(reply, Choice) else None
            show(out, reply)
            out.print()


def _read_line() -> str | None:
    """The next line that somebody typed; ``None`` at the end."""
    interactive = sys.stdin.isatty()
    if interactive:
        sys.stderr.write("> ")
        sys.stderr.flush()
    line = sys.stdin.readline()
    if not line or (interactive and not line.strip()):
        return None
    return line
