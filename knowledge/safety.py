"""The fixed words for moments in which nothing may be improvised, and the examples around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from knowledge.schema import Identifier, Sentence

ExampleKind = Literal[
    "crisis", "emergency", "lookalike", "out_of_scope", "decision", "not_decision", "follow_up"
]
"""``lookalike``: sounds like a crisis or an emergency and is not.
``out_of_scope``: must not be answered. ``decision``: asks for a medical decision.
``follow_up``: says little without the turn before it."""

EXAMPLE_KINDS: tuple[ExampleKind, ...] = (
    "crisis",
    "emergency",
    "lookalike",
    "out_of_scope",
    "decision",
    "not_decision",
    "follow_up",
)


class FixedReply(BaseModel):
    """A reply whose every word was reviewed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: Sentence
    """Acknowledges what was said. Shown first."""
    steps: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=5)]
    signposts: tuple[Identifier, ...] = ()
    """Whom to reach, best first; those that serve the member's nation are shown."""
    closing: Sentence
    return_offer: Sentence | None = None
    """Shown where the message also holds a question that can be answered."""
    public: Sentence
    """The one line for a public channel, where the full reply is given in private."""


class Aside(BaseModel):
    """A quiet word under any other reply, where somebody may be in need and it is not sure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Sentence
    signposts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Whom to reach, best first; the first that serves the member's nation is named."""


class Asides(BaseModel):
    """The quiet word for each alarm that is not sure enough to be raised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crisis: Aside
    emergency: Aside


class Courtesies(BaseModel):
    """What is said to a message that is nothing but a courtesy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thanks: Sentence
    """To thanks and praise."""
    other: Sentence
    """To a laugh, a good night, an "ok", a "never mind"."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


_PART = re.compile(r"\{\{([a-z_]+)\}\}")


class AlarmRules(BaseModel):
    """Regular expressions over text in lower case, with its disguises undone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certain: tuple[Pattern, ...] = ()
    """Enough by themselves."""
    idioms: tuple[Pattern, ...] = ()
    """Turns of phrase that mean something else; removed before the certain ones are looked for."""


class Rules(BaseModel):
    """What triage looks for by words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: Mapping[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Pattern] = Field(
        default_factory=dict
    )
    """What several patterns share: ``{{name}}`` in a pattern stands for the part of that name."""
    over: tuple[Pattern, ...] = ()
    """Sentences about what is long over: an alarm needs something else in the message."""
    crisis: AlarmRules
    emergency: AlarmRules
    decision: AlarmRules

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, fields: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(fields, dict) or not isinstance(fields.get("parts"), dict):
            return fields
        parts = {name: str(part) for name, part in fields["parts"].items()}
        return {
            name: value if name == "parts" else _expanded(value, parts)
            for name, value in fields.items()
        }


def _expanded(value: Any, parts: Mapping[str, str]) -> Any:  # noqa: ANN401 - as above
    """``value`` with the parts in place of their names, in every text that it holds."""
    if isinstance(value, dict):
        return {key: _expanded(inner, parts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_expanded(inner, parts) for inner in value]
    if not isinstance(value, str):
        return value
    unknown = set(_PART.findall(value)) - set(parts)
    if unknown:
        raise ValueError(f"there is no part {', '.join(sorted(unknown))}")
    return _PART.sub(lambda match: parts[match.group(1)], value)


class Safety(BaseModel):
    """What the bot says in a crisis, in an emergency, to a medical decision, and not knowing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crisis: FixedReply
    emergency: FixedReply
    decision: FixedReply
    no_answer: FixedReply
    courtesies: Courtesies
    asides: Asides

    @property
    def urgent_signposts(self) -> frozenset[str]:
        """The signposts that somebody in a crisis or an emergency is shown, sure or perhaps."""
        alarms = (self.crisis, self.emergency, self.asides.crisis, self.asides.emergency)
        return frozenset(one for alarm in alarms for one in alarm.signposts)

    def signpost_ids(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each reply's name with the signposts that it shows."""
        for name in ("crisis", "emergency", "decision", "no_answer"):
            reply: FixedReply = getattr(self, name)
            yield name, reply.signposts
        yield "asides.crisis", self.asides.crisis.signposts
        yield "asides.emergency", self.asides.emergency.signposts
