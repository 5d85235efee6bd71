"""A filled letter on Discord: its words to copy, then what to know before it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from discord import ui

from bot.views.pages import LONGEST, page, pages
from bot.views.replies import signpost_line, source_line
from knowledge.filling import FilledLetter
from knowledge.letters import Letter

FENCE = "```"


def letter_pages(letter: Letter, made: FilledLetter, *, call: bool) -> list[ui.LayoutView]:
    """The messages that show ``made``; the first also carries the file ``ID.txt``."""
    views = [page(block) for block in _blocks(made.text)]
    views[0].add_item(ui.File(f"attachment://{letter.id}.txt"))
    views.extend(page(text) for text in pages(_notes(letter, made, call=call)))
    return views


def _blocks(text: str) -> Iterable[str]:
    """The words in code blocks: they look as they will in the letter, and copy at a touch."""
    # A zero-width space keeps typed backticks from ending the block.
    harmless = text.replace(FENCE, "`\u200b``")
    room = LONGEST - 2 * len(FENCE) - 2
    block = ""
    for paragraph in harmless.split("\n\n"):
        joined = f"{block}\n\n{paragraph}" if block else paragraph
        if len(joined) > room:
            yield f"{FENCE}\n{block}\n{FENCE}"
            block = paragraph
        else:
            block = joined
    yield f"{FENCE}\n{block}\n{FENCE}"


def _notes(letter: Letter, made: FilledLetter, *, call: bool) -> Iterable[str]:
    before = "### Before you ring" if call else "### Before you send it"
    change = "- Change any words you like. What stands in [brackets] is for you to fill in."
    yield "\n".join((before, change, *(f"- {caution}" for caution in letter.cautions)))
    if made.signposts:
        yield "\n".join(("### Who can help", *(f"- {signpost_line(s)}" for s in made.signposts)))
    if made.sources:
        yield "\n".join(("### What it rests on", *(f"- {source_line(s)}" for s in made.sources)))
    yield "Nothing that you typed was kept."
