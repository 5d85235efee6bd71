"""The same conversation in a terminal: replies as text that reads well aloud and when plain."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.conversation.replies import Answer, Choice, Fixed, Reply, Route
from knowledge.schema import Basis, Nation, Point, Signpost, Source

WIDEST = 88
"""Characters in a line; longer ones are hard to follow with poor sight."""

_LABELS = {Basis.RESEARCH: "Research", Basis.UNKNOWN: "Not known"}

Line = tuple[str, str]
"""Style and text of a paragraph. The style only adds to what the words say."""


def lines_of(reply: Reply) -> Iterator[Line]:
    """The paragraphs of ``reply``, in the order in which they are read."""
    if isinstance(reply, Answer):
        yield from _answer(reply)
    elif isinstance(reply, Choice):
        yield from _choice(reply)
    else:
        yield from _fixed(reply)


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
        yield "", f"- {_of_point(point, reply.nation)}"
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
    yield "", f"Last reviewed {entry.reviewed:%d %B %Y}.".replace(" 0", " ")
    if reply.others:
        yield from _heading("You can also ask about")
        for other in reply.others:
            yield "", f"- {other.title}"
    if reply.nation is None and any(point.nations for point in reply.points):
        yield "", ""
        yield "", "The rules differ by nation. Tell me where you live to see only yours."


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
    people = [("", f"- {of_signpost(signpost)}") for signpost in reply.signposts]
    # In a crisis the numbers come as early as can be.
    yield from (*steps[:1], *people, *steps[1:]) if urgent else (*steps, *people)
    if reply.related:
        yield from _heading("This may help you prepare")
        for entry in reply.related:
            yield "", f"- {entry.title}: {entry.first_sentence}"
    yield "", words.closing


def _heading(text: str) -> Iterator[Line]:
    yield "", ""
    yield "bold", text


def _of_point(point: Point, nation: Nation | None) -> str:
    notes = []
    if point.nations and point.nations != (nation,):
        notes.append(" and ".join(n.label for n in point.nations))
    if point.basis in _LABELS:
        notes.append(_LABELS[point.basis])
    return f"{', '.join(notes)}: {point.text}" if notes else point.text


def of_signpost(signpost: Signpost) -> str:
    """A signpost in one line."""
    ways = []
    if signpost.phone:
        ways.append(
            f"{signpost.phone} ({signpost.phone_note})" if signpost.phone_note else signpost.phone
        )
    if signpost.text:
        ways.append(f"text {signpost.text}")
    if signpost.email:
        ways.append(signpost.email)
    if signpost.hours:
        ways.append(signpost.hours)
    if signpost.url:
        ways.append(str(signpost.url))
    return (
        f"{signpost.name}: {', '.join(ways)}. {signpost.purpose}"
        if ways
        else (f"{signpost.name}. {signpost.purpose}")
    )


def of_source(source: Source) -> str:
    """A source in one line."""
    dated = f", {source.date}" if source.date else ""
    address = f" {source.url}" if source.url else ""
    return f"{source.title} ({source.publisher}{dated}){address}"
