"""What moderators see of followed channels: how far they have been read, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.store.following import Followed
from bot.wording import of_date

TITLES_ONLY = (
    "I can read the titles of threads, but not their opening posts: for that, whoever runs me has "
    "to switch on Discord's message content intent. Until then I go by titles alone, and find less."
)
NOTHING_FOLLOWED = "I follow no channel here. `/threads follow` begins with one."
CANNOT_READ = (
    "I cannot read that channel. Please give my role “View Channel” and “Read Message History” "
    "there, and try again."
)


def unfollowed_line(channel: int) -> str:
    """Said once it is on disk."""
    return f"Saved: I suggest no threads of <#{channel}> any more, and have deleted what I had."


def reading_lines(followed: Followed, threads: int, *, busy: bool, with_content: bool) -> str:
    """How far a channel has been read, as a paragraph."""
    first = f"<#{followed.channel}>: {_number(threads)} can be suggested."
    if followed.complete and busy:
        state = "I am looking for what is new."
    elif followed.complete:
        state = "I have read all of it."
    elif followed.before:
        state = f"I am reading its archive, and am at {of_date(followed.before.date())}."
    else:
        state = "I am reading it."
    if not busy and not followed.complete:
        state = "I have not read all of it yet, and go on as soon as I can."
    replies = " New posts get an automatic reply when I am sure." if followed.replies else ""
    missing = "" if with_content else f"\n{TITLES_ONLY}"
    return f"{first} {state}{replies}{missing}"


def status_paragraphs(
    followed: Sequence[Followed],
    counts: Mapping[int, int],
    busy: Collection[int | None],
    unreadable: Sequence[int],
    *,
    with_content: bool,
) -> list[str]:
    """All that is followed, and what is missing."""
    if not followed:
        return [NOTHING_FOLLOWED]
    lines = []
    for one in followed:
        line = reading_lines(
            one, counts.get(one.channel, 0), busy=one.channel in busy, with_content=True
        )
        if one.channel in unreadable:
            line += " I cannot read it now: my role lacks “View Channel” or “Read Message History”."
        lines.append(f"- {line}")
    paragraphs = ["\n".join(("### Channels whose threads I suggest", *lines))]
    return paragraphs if with_content else [*paragraphs, TITLES_ONLY]


def _number(threads: int) -> str:
    return "one thread" if threads == 1 else f"{threads:,} threads"
