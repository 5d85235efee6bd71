"""Whether to speak: one decision about a message, made before anything else is done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Speak(StrEnum):
    """The decision, with its reason."""

    ANSWER = "asked"
    GREET = "mentioned without a question"
    THANKED = "thanked"
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
        return self in (Speak.ANSWER, Speak.GREET, Speak.THANKED)

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
        (is_thanks(question), Speak.THANKED),
    )
    return next((reason for holds, reason in reasons if holds), Speak.ANSWER)


_NAMES = r"(?:there|all|everyone|everybody|bot|reroute|again|mate|love|folks)"
_HELLO = re.compile(
    rf"(?:(?:hi+|hey+|hello+|hiya|good (?:morning|afternoon|evening)|morning|evening)"
    rf"(?: {_NAMES})*|test(?:ing)?|ping)?"
)
_THANKING = (
    "thanks thank thankyou thx ty ta cheers ok okay great lovely perfect brilliant appreciated "
    "appreciate helpful useful helps helped gotit understood"
)
_AROUND = (
    "oh ah aw wow yes that thats this is was so very much really a an lot lots million loads again "
    "for the your you u help answer info information good nice cool right to know i im and mate "
    "love bot reroute all kind of star"
)
_FIRST = "oh ah aw wow yes that thats very really i im"


def is_greeting(text: str) -> bool:
    """Whether ``text`` only says hello, or nothing at all that could be looked up."""
    return bool(_HELLO.fullmatch(_words(text)))


def is_thanks(text: str) -> bool:
    """Whether ``text`` only thanks, or says that it was understood."""
    words = _words(text).replace("got it", "gotit").split()
    thanking = set(_THANKING.split())
    return (
        bool(words)
        and "?" not in text
        and words[0] in thanking.union(_FIRST.split())
        and not thanking.isdisjoint(words)
        and thanking.union(_AROUND.split()).issuperset(words)
    )


def _words(text: str) -> str:
    """The words of ``text`` alone: no signs, no emoji, no capitals."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text.lower())))  # noqa: RUF001
