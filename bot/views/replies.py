"""A reply of the conversation as a Discord message: short, in reading order, with words on buttons.

The message itself is one screen. What else there is to know waits behind a
button and is shown to whoever presses it, and to nobody else.
"""

from __future__ import annotations

import discord
from discord import ui

from bot.conversation.replies import Answer, Choice, Fixed, Reply, Route
from bot.views.controls import Button
from bot.views.pages import QUESTION_ID, page, quoted
from bot.wording import (
    differs_by_nation,
    if_overdue,
    of_date,
    of_signpost_briefly,
    ways_to_reach,
)
from knowledge.schema import Entry, Nation, Signpost, Source

NONE = "-"
"""Stands for "no nation named" in a control's arguments."""

FIRST = 2
"""People or services named at once in a public channel."""

ALSO = 2
"""Other entries offered under an answer."""


def nation_argument(nation: Nation | None) -> str:
    """``nation`` as a control carries it."""
    return nation.value if nation else NONE


def read_nation(argument: str) -> Nation | None:
    """The inverse of :func:`nation_argument`; what is not a nation is none."""
    return Nation(argument) if argument in set(Nation) else None


def reply_view(reply: Reply, asked: str | None = None) -> ui.LayoutView:
    """The message that shows ``reply``.

    ``asked`` is what the member asked, to be shown where it does not stand in
    the channel already.
    """
    if isinstance(reply, Answer):
        view = answer_view(reply)
    elif isinstance(reply, Choice):
        view = choice_view(reply)
    else:
        view = fixed_view(reply)
    if asked and asked.strip():
        view.add_item(ui.TextDisplay(f"You asked: {quoted(asked)}", id=QUESTION_ID))
    return view


def answer_view(reply: Answer) -> ui.LayoutView:
    """An entry: its answer, then a button for each thing more that there is to know."""
    entry, nation = reply.entry, nation_argument(reply.nation)
    rows = [
        Button("More", "more", entry.id, nation, style=discord.ButtonStyle.primary),
        Button("Sources", "sources", entry.id, nation),
    ]
    if reply.signposts:
        rows.append(Button("Whom to call", "call", entry.id, nation))
    rows += [
        Button("Related threads", "threads", entry.id),
        Button("My nation", "my-nation", entry.id),
    ]
    feedback = [
        Button("Helped", "helped", entry.id),
        Button("Didn't help", "not-helped", entry.id, nation),
        Button("Report a mistake", "report", entry.id),
    ]
    parts: list[str | list[Button]] = [f"### {entry.title}\n{entry.answer}", _standing(reply), rows]
    parts.append(feedback)
    if reply.others:
        parts += ["You may also want:", _entry_buttons(reply.others[:ALSO], reply.nation)]
    return page(*parts)


def choice_view(reply: Choice) -> ui.LayoutView:
    """Two or three entries to choose from, and a way out if it is none of them."""
    listed = "\n".join(f"**{entry.title}.** {entry.first_sentence}" for entry in reply.entries)
    return page(
        f"### Did you mean one of these?\n{listed}",
        *([button] for button in _entry_buttons(reply.entries, reply.nation)),
        [Button("None of these", "none")],
    )


def fixed_view(reply: Fixed) -> ui.LayoutView:
    """Reviewed words. In a crisis or an emergency the numbers come as early as can be."""
    words = reply.words
    urgent = reply.route in (Route.CRISIS, Route.EMERGENCY)
    steps = [f"- {step}" for step in words.steps]
    people = [f"- {_person(reply, signpost)}" for signpost in reply.signposts]
    order = (*steps[:1], *people, *steps[1:]) if urgent else (*steps, *people)
    offer = [words.return_offer] if reply.offers_return and words.return_offer else []
    parts: list[str | list[Button]] = [
        "\n".join((f"**{words.opening}**", *order, words.closing, *offer))
    ]
    if reply.related:
        parts += [
            "This may help you prepare:",
            *([button] for button in _entry_buttons(reply.related, reply.nation)),
        ]
    if reply.route is Route.ABSTAIN:
        parts.append([Button("Share this question with the moderators, without my name", "share")])
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
    if reply.route in (Route.CRISIS, Route.EMERGENCY):
        return of_signpost_briefly(signpost, reply.nation, mark="**")
    return signpost_line(signpost)


def signpost_line(signpost: Signpost) -> str:
    """A person or service, the way to reach it in bold."""
    first, *others = ways_to_reach(signpost) or [""]
    reached = f": **{first}**" if first else ""
    more = f" ({', '.join(others)})" if others else ""
    return f"{signpost.name}{reached}{more}. {signpost.purpose}"


def source_line(source: Source) -> str:
    """A source, its title a link where it has an address."""
    # Angle brackets keep Discord from unfolding a preview below.
    title = source.title.replace("[", "(").replace("]", ")")
    linked = f"[{title}](<{source.url}>)" if source.url else title
    dated = f", {source.date}" if source.date else ""
    return f"{linked} ({source.publisher}{dated})"


def _standing(reply: Answer) -> str:
    """On what the answer rests, in a line: sources, date, and for which nation."""
    entry = reply.entry
    number = len(reply.sources)
    rests = f"From {number} sources" if number != 1 else "From one source"
    place = f", for {reply.nation.label}" if reply.nation else ""
    line = f"{rests}, last reviewed {of_date(entry.reviewed)}{place}.{if_overdue(reply.overdue)}"
    if differs_by_nation(entry, reply.nation):
        line += ' The rules differ by nation: press "My nation" to see only yours.'
    return line


def _entry_buttons(entries: tuple[Entry, ...], nation: Nation | None) -> list[Button]:
    return [Button(e.title, "show", e.id, nation_argument(nation)) for e in entries]
