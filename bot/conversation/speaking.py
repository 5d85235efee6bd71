"""Whether to speak: one decision about a message, made before anything else is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speak(StrEnum):
    """The decision, with its reason."""

    ANSWER = "asked"
    GREET = "mentioned without a question"
    NOT_ASKED = "nobody asked"
    AUTOMATIC = "not written by a person"
    SYSTEM = "a system message"
    QUOTED = "the mention is quoted"
    CLOSED = "the thread is locked or archived"
    ELSEWHERE = "not a channel in which it may speak"
    UNABLE = "it may not write there"

    @property
    def speaks(self) -> bool:
        """Whether anything is said at all."""
        return self in (Speak.ANSWER, Speak.GREET)


@dataclass(frozen=True)
class Heard:
    """What is known of a message when the decision is made."""

    direct: bool
    """A direct message: whoever writes there asks."""
    from_person: bool
    """Not by a bot, a webhook or the bot itself."""
    ordinary: bool
    """Written by somebody: neither a system message nor a pin or a welcome."""
    mentioned: bool
    """The bot is mentioned by name, or this replies to one of its messages."""
    only_quoted: bool
    """Each mention of the bot stands in a quotation or in code."""
    question: str
    """The text without the mention."""
    closed: bool = False
    """The thread is locked or archived."""
    allowed: bool = True
    """The community's moderators let it speak in this channel."""
    able: bool = True
    """Discord lets it write in this channel."""


def decide(heard: Heard) -> Speak:
    """Whether to answer, and if not, why not. The first reason that holds is given."""
    reasons = (
        (not heard.from_person, Speak.AUTOMATIC),
        (not heard.ordinary, Speak.SYSTEM),
        (not heard.direct and not heard.mentioned, Speak.NOT_ASKED),
        (not heard.direct and heard.only_quoted, Speak.QUOTED),
        (heard.closed, Speak.CLOSED),
        (not heard.direct and not heard.allowed, Speak.ELSEWHERE),
        (not heard.able, Speak.UNABLE),
        (not heard.question.strip(), Speak.GREET),
    )
    return next((reason for holds, reason in reasons if holds), Speak.ANSWER)
