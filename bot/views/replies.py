"""A reply of the conversation as a Discord message: short, in reading order, with words on buttons.

The message itself is one screen. What else there is to know waits behind a
button and is shown to whoever presses it, and to nobody else.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import discord
from discord import ui

from bot.conversation.replies import Answer, Choice, Fixed, Polite, Reply, Route
from bot.views.controls import Button
from bot.views.pages import QUESTION_ID, QUOTED, Part, linked, page, quoted
from bot.views.related import NONE_RELATED, RelatedThreads, named_threads, related_button
from bot.wording import (
    differs_by_nation,
    if_overdue,
    lives,
    of_date,
    of_quiet_word,
    of_signpost_briefly,
    ways_to_reach,
)
from knowledge.schema import Entry, Nation, PublicThread, Signpost, Source

NONE = "-"
"""Stands for "no nation named" in a control's arguments."""

URGENT = (Route.CRISIS, Route.EMERGENCY)

FIRST = 2
"""People or services named at once in a public channel."""

ALSO = 2
"""Other entries offered under an answer."""

LONGEST_SHARED = 1000
"""Characters of a question that may be shared with the moderators."""


def nation_argument(nation: Nation | None) -> str:
    """``nation`` as a control carries it."""
    return nation.value if nation else NONE


def read_nation(argument: str) -> Nation | None:
    """The inverse of :func:`nation_argument`; what is not a nation is none."""
    return Nation(argument) if argument in set(Nation) else None


def reply_view(
    reply: Reply,
    asked: str | None = None,
    *,
    moderated: bool = True,
    related: RelatedThreads = NONE_RELATED,
) -> ui.LayoutView:
    """The message that shows ``reply``.

    ``asked`` is what the member asked, to be shown where it does not stand in
    the channel already. ``moderated``: there are moderators here who could be told.
    ``related`` are threads on the same thing: those whose titles are known are named,
    and a button leads to all of them.
    """
    if isinstance(reply, Answer):
        parts = _answer_parts(reply, related, moderated=moderated)
    elif isinstance(reply, Choice):
        parts = _choice_parts(reply)
    elif isinstance(reply, Polite):
        parts = [reply.words]
    else:
        parts = _fixed_parts(reply, moderated=moderated)
    if reply.quiet_word:
        parts.append(of_quiet_word(reply.quiet_word, reply.nation, strong="**", link=_address))
    shown = quoted(asked, QUOTED if isinstance(reply, Answer) else LONGEST_SHARED) if asked else ""
    if shown:
        parts.insert(0, ui.TextDisplay(f"The question: {shown}", id=QUESTION_ID))
    return page(*parts)


def urgent_word(reply: Fixed, *, delivered: bool) -> ui.LayoutView:
    """The short word for a public channel; the full reply is for the member alone.

    ``delivered`` says whether it went out by direct message. If not, a button
    shows it, because somebody in need must not be left with nothing.
    """
    if delivered:
        return page(reply.words.public)
    people = "\n".join(f"- {_person(reply, signpost)}" for signpost in reply.signposts[:FIRST])
    button = Button(
        "Show me more, only to me", "urgent", reply.route.value, nation_argument(reply.nation)
    )
    return page(f"**{reply.words.opening}**\n{people}", [button])


def _person(reply: Fixed, signpost: Signpost) -> str:
    if reply.route in URGENT:
        return of_signpost_briefly(signpost, reply.nation, strong="**", link=_address)
    return signpost_line(signpost)


def signpost_line(signpost: Signpost) -> str:
    """A person or service; what to ring or to text is bold, and nothing else."""
    ways = ways_to_reach(signpost, strong="**", link=_address)
    reached = f": {', '.join(ways)}" if ways else ""
    return f"{signpost.name}{reached}. {signpost.purpose}"


def source_line(source: Source) -> str:
    """A source, its title a link where it has an address."""
    title = linked(source.title, str(source.url)) if source.url else source.title
    dated = f", {source.date}" if source.date else ""
    return f"{title} ({source.publisher}{dated})"


def thread_line(thread: PublicThread) -> str:
    """A public thread, its title a link."""
    return f"{linked(thread.title, str(thread.url))} ({thread.publisher})"


def _answer_parts(reply: Answer, related: RelatedThreads, *, moderated: bool) -> list[Part]:
    """An entry: its answer, who talked about it, a button for each thing more there is to know."""
    entry, nation = reply.entry, nation_argument(reply.nation)
    more = [
        Button("More", "more", entry.id, nation, style=discord.ButtonStyle.primary),
        Button("Sources", "sources", entry.id, nation),
    ]
    if reply.signposts:
        more.append(Button("Whom to call", "call", entry.id, nation))
    if reply.threads or related.numbers:
        more.append(related_button(entry.id, related.numbers))
    more.append(Button("My nation", "my-nation", entry.id))
    feedback = [
        Button("Helped", "helped", entry.id),
        Button("Didn't help", "not-helped", entry.id, nation),
    ]
    if moderated:
        feedback.append(Button("Report a mistake", "report", entry.id))
    parts: list[Part] = [f"### {entry.title}\n{entry.answer}", _standing(reply)]
    if related.named:
        parts.append(named_threads(related.named))
    parts += [more, feedback]
    if reply.others:
        parts += ["You may also want:", _entry_buttons(reply.others[:ALSO], reply.nation)]
    return parts


def _choice_parts(reply: Choice) -> list[Part]:
    """Two or three entries to choose from, and a way out if it is none of them."""
    parts: list[Part] = ["### Did you mean one of these?\nPress the one that fits."]
    for entry, button in zip(
        reply.entries, _entry_buttons(reply.entries, reply.nation), strict=True
    ):
        parts += [[button], entry.first_sentence]
    return [*parts, [Button("None of these", "none")]]


def _fixed_parts(reply: Fixed, *, moderated: bool) -> list[Part]:
    """Reviewed words. In a crisis or an emergency the numbers come as early as can be."""
    words = reply.words
    steps = [f"- {step}" for step in words.steps]
    people = [f"- {_person(reply, signpost)}" for signpost in reply.signposts]
    order = (*steps[:1], *people, *steps[1:]) if reply.route in URGENT else (*steps, *people)
    parts: list[Part] = ["\n".join((f"**{words.opening}**", *order)), words.closing]
    if reply.offers_return and words.return_offer:
        parts.append(words.return_offer)
    if reply.related:
        parts += [
            "This may help you prepare:",
            *([button] for button in _entry_buttons(reply.related, reply.nation)),
        ]
    if reply.route is Route.ABSTAIN and moderated:
        parts.append([Button("Share this question with the moderators, without my name", "share")])
    return parts


def _standing(reply: Answer) -> str:
    """On what the answer rests, in a line: sources, date, and for which nation."""
    entry = reply.entry
    number = len(reply.sources)
    rests = f"From {number} sources" if number != 1 else "From one source"
    differs = reply.nation and any(point.nations for point in entry.points)
    place = f", for people {lives(reply.nation)}" if reply.nation and differs else ""
    line = f"{rests}, last reviewed {of_date(entry.reviewed)}{place}.{if_overdue(reply.overdue)}"
    if differs_by_nation(entry, reply.nation):
        line += ' The rules differ by nation: press "My nation" to see only yours.'
    return line


def _entry_buttons(entries: tuple[Entry, ...], nation: Nation | None) -> list[Button]:
    return [Button(e.title, "show", e.id, nation_argument(nation)) for e in entries]


def _address(url: str) -> str:
    """A link that reads as the site's name: a screen reader says every sign of an address."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return linked(f"{parts.netloc.removeprefix('www.')}{path}", url)
