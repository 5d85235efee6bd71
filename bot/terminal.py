"""The same conversation in a terminal: replies as text that reads well aloud and when plain."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.conversation.replies import Answer, Choice, Fixed, Polite, Reply, Route
from bot.wording import (
    DIFFERS,
    EXPERIENCE,
    TALKED,
    differs_by_nation,
    if_overdue,
    of_date,
    of_point,
    of_quiet_word,
    of_signpost,
    of_signpost_briefly,
    of_source,
    of_thread,
)
from knowledge.schema import Signpost

WIDEST = 88
"""Characters in a line; longer ones are hard to follow with poor sight."""

Line = tuple[str, str]
"""Style and text of a paragraph. The style only adds to what the words say."""


def lines_of(reply: Reply) -> Iterator[Line]:
    """The paragraphs of ``reply``, in the order in which they are read."""
    if isinstance(reply, Answer):
        yield from _answer(reply)
    elif isinstance(reply, Choice):
        yield from _choice(reply)
    elif isinstance(reply, Polite):
        yield "", reply.words
    else:
        yield from _fixed(reply)
    if reply.quiet_word:
        yield "", ""
        yield "", of_quiet_word(reply.quiet_word, reply.nation)


def as_text(reply: Reply) -> str:
    """``reply`` as plain text: what a member would read."""
    return "\n".join(text for _, text in lines_of(reply))


def show(console: Console, reply: Reply) -> None:
    """Print ``reply``, wrapped to the terminal."""
    width = min(console.width, WIDEST)
    for style, text in lines_of(reply):
        body = Text(text, style=style if console.is_terminal else "")
        console.print(body, width=width, highlight=False)


def _answer(reply: Answer) -> Iterator[Line]:
    entry = reply.entry
    yield "bold", entry.title
    yield "", entry.answer
    yield "", ""
    for point in reply.points:
        yield "", f"- {of_point(point, reply.nation)}"
    if entry.cautions:
        yield from _heading("Take care")
        for caution in entry.cautions:
            yield "", f"- {caution}"
    if reply.signposts:
        yield from _heading("Whom to ask")
        for signpost in reply.signposts:
            yield "", f"- {of_signpost(signpost)}"
    yield from _heading("Where this comes from")
    for source in reply.sources:
        yield "", f"- {of_source(source)}"
    yield "", f"Last reviewed {of_date(entry.reviewed)}.{if_overdue(reply.overdue)}"
    if reply.threads:
        yield from _heading(TALKED)
        for thread in reply.threads:
            yield "", f"- {of_thread(thread)}"
        yield "", EXPERIENCE
    if reply.others:
        yield from _heading("You can also ask about")
        for other in reply.others:
            yield "", f"- {other.title}"
    if differs_by_nation(entry, reply.nation):
        yield "", ""
        yield "", DIFFERS


def _choice(reply: Choice) -> Iterator[Line]:
    yield "bold", "Did you mean one of these?"
    for number, entry in enumerate(reply.entries, 1):
        yield "", f"{number}. {entry.title}: {entry.first_sentence}"
    yield "", "Type the number, or ask in other words."


def _fixed(reply: Fixed) -> Iterator[Line]:
    words = reply.words
    yield "bold", words.opening
    urgent = reply.route in (Route.CRISIS, Route.EMERGENCY)
    steps = [("", f"- {step}") for step in words.steps]
    people = [("", f"- {_person(reply, signpost)}") for signpost in reply.signposts]
    # In a crisis the numbers come as early as can be.
    yield from (*steps[:1], *people, *steps[1:]) if urgent else (*steps, *people)
    if reply.related:
        yield from _heading("This may help you prepare")
        for entry in reply.related:
            yield "", f"- {entry.title}: {entry.first_sentence}"
    yield "", words.closing
    if reply.offers_return and words.return_offer:
        yield "", words.return_offer


def _person(reply: Fixed, signpost: Signpost) -> str:
    if reply.route in (Route.CRISIS, Route.EMERGENCY):
        return of_signpost_briefly(signpost, reply.nation)
    return of_signpost(signpost)


def _heading(text: str) -> Iterator[Line]:
    yield "", ""
    yield "bold", text
