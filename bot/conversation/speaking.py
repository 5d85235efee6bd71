"""Whether to speak: one decision about a message, made before anything else is done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.courtesies import words_alone


class Speak(StrEnum):
    """The decision, with its reason."""

    ANSWER = "asked"
    GREET = "mentioned without a question"
    NOT_ASKED = "nobody asked"
    TO_OTHERS = "said to somebody else"
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

    @property
    def asked_in_vain(self) -> bool:
        """Whether somebody asked where it may not speak."""
        return self in (Speak.CLOSED, Speak.ELSEWHERE, Speak.UNABLE)


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
    about: str | None = None
    """The entry to whose answer it replies."""
    to_others: bool = False
    """It replies to the bot without its name, and names somebody else."""
    closed: bool = False
    """The thread is locked or archived."""
    allowed: bool = True
    """The community's moderators let it speak in this channel."""
    able: bool = True
    """Discord lets it write in this channel."""


def decide(heard: Heard) -> Speak:
    """Whether to answer, and if not, why not. The first reason that holds is given."""
    question = heard.question.strip()
    reasons = (
        (not heard.from_person, Speak.AUTOMATIC),
        (not heard.ordinary, Speak.SYSTEM),
        (not heard.direct and not heard.mentioned, Speak.NOT_ASKED),
        (not heard.direct and heard.only_quoted, Speak.QUOTED),
        (not heard.direct and heard.to_others, Speak.TO_OTHERS),
        (heard.closed, Speak.CLOSED),
        (not heard.direct and not heard.allowed, Speak.ELSEWHERE),
        (not heard.able, Speak.UNABLE),
        (is_greeting(question), Speak.GREET),
    )
    return next((reason for holds, reason in reasons if holds), Speak.ANSWER)


_NAMES = r"(?:there|all|everyone|everybody|bot|reroute|again|mate|love|folks)"
_HELLO = re.compile(
    rf"(?:(?:hi+|hey+|hello+|hiya|good (?:morning|afternoon|evening)|morning|evening)"
    rf"(?: {_NAMES})*|test(?:ing)?|ping)?"
)


def is_greeting(text: str) -> bool:
    """Whether ``text`` only says hello, or nothing at all that could be looked up."""
    return bool(_HELLO.fullmatch(words_alone(text)))
