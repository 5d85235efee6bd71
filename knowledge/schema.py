"""What an entry, a source and a signpost are made of.

The models are strict: an unknown field is an error, so that a misspelt one is
noticed when the file is read and not when a member is sent half an answer.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    model_validator,
)

ANSWER_WORDS = 60
"""The most words an answer may have: it is read by people who are tired."""


class Area(StrEnum):
    """The part of the knowledge base that an entry belongs to."""

    EXERCISE = "exercise"
    PHYSIO = "physio"
    RIGHTS = "rights"
    NEUROPLASTICITY = "neuroplasticity"
    MS = "ms"
    SUPPORT = "support"

    @property
    def label(self) -> str:
        """What people call it."""
        return {
            Area.EXERCISE: "Exercise and moving",
            Area.PHYSIO: "Physio and rehabilitation",
            Area.RIGHTS: "Your rights",
            Area.NEUROPLASTICITY: "How the brain adapts",
            Area.MS: "About MS",
            Area.SUPPORT: "Finding help",
        }[self]


class Nation(StrEnum):
    """Where a rule holds. Health care differs between the four UK nations."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"
    OUTSIDE_UK = "outside-uk"

    @property
    def label(self) -> str:
        """The name as a person would write it."""
        return {
            Nation.NORTHERN_IRELAND: "Northern Ireland",
            Nation.OUTSIDE_UK: "outside the UK",
        }.get(self, self.value.capitalize())


UK_NATIONS = (Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND)


class Basis(StrEnum):
    """What a point rests on, so that a reader can tell proof from advice."""

    RESEARCH = "research"
    ADVICE = "advice"
    RULE = "rule"
    UNKNOWN = "unknown"


def _one_line(value: object) -> object:
    """Fold a YAML block into one line: how lines were broken carries no meaning."""
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


def _text(longest: int) -> object:
    return StringConstraints(min_length=1, max_length=longest)


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Title = Annotated[str, BeforeValidator(_one_line), _text(80)]
Sentence = Annotated[str, BeforeValidator(_one_line), _text(600)]
Question = Annotated[str, BeforeValidator(_one_line), _text(400)]
Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{1,5}( [0-9]{1,7}){0,5}$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Point(_Record):
    """One checkable statement of an entry, with what it rests on."""

    text: Sentence
    basis: Basis
    nations: tuple[Nation, ...] = ()
    """Where it holds; empty means everywhere."""
    sources: tuple[Identifier, ...] = Field(min_length=1)

    def holds_in(self, nation: Nation | None) -> bool:
        """Whether a member in ``nation`` should be shown it; ``None`` is not known."""
        return not self.nations or nation is None or nation in self.nations


class Entry(_Record):
    """One topic: a short answer, the points under it, and where to go next."""

    id: Identifier
    area: Area
    title: Title
    answer: Sentence
    points: tuple[Point, ...] = Field(min_length=3, max_length=8)
    cautions: tuple[Sentence, ...] = ()
    signposts: tuple[Identifier, ...] = ()
    related: tuple[Identifier, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=8, max_length=40)
    """How people ask for it. Moderators add those that were asked and not answered."""
    reviewed: date
    review_by: date

    @model_validator(mode="after")
    def _check(self) -> Self:
        words = len(self.answer.split())
        if words > ANSWER_WORDS:
            raise ValueError(f"answer: {words} words; at most {ANSWER_WORDS} fit a tired reader")
        if self.review_by <= self.reviewed:
            raise ValueError("review_by: must be later than reviewed")
        for name in ("signposts", "related", "questions"):
            values = getattr(self, name)
            if len(set(values)) != len(values):
                raise ValueError(f"{name}: the same one stands there twice")
        if self.id in self.related:
            raise ValueError("related: an entry cannot be related to itself")
        return self

    @property
    def first_sentence(self) -> str:
        """The sentence of the answer that answers."""
        return re.split(r"(?<=[.!?])\s", self.answer, maxsplit=1)[0]

    def points_for(self, nation: Nation | None) -> tuple[Point, ...]:
        """The points to show a member in ``nation``."""
        return tuple(point for point in self.points if point.holds_in(nation))


class Source(_Record):
    """A publication on which points rest."""

    id: Identifier
    title: Annotated[str, _text(200)]
    publisher: Annotated[str, _text(120)]
    url: HttpUrl | None = None
    """Left out when only a copy by somebody else was read."""
    date: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    """As exact as it is known: year, month or day."""


class PublicThread(_Record):
    """A public thread elsewhere, in which people have talked about some of the topics."""

    id: Identifier
    title: Annotated[str, BeforeValidator(_one_line), _text(200)]
    publisher: Annotated[str, _text(120)]
    url: HttpUrl
    topics: tuple[Identifier, ...] = Field(min_length=1)
    """The entries that it is about."""
    seen: date
    """When an editor last read it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(set(self.topics)) != len(self.topics):
            raise ValueError("topics: the same one stands there twice")
        return self


class Signpost(_Record):
    """A person, helpline or service to turn to."""

    id: Identifier
    name: Title
    purpose: Sentence
    nations: tuple[Nation, ...] = ()
    phone: Telephone | None = None
    phone_note: Sentence | None = None
    """What to press or say once through, such as "choose option 2"."""
    text: Title | None = None
    """How to reach it by text message, such as "WORD to 12345"."""
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    url: HttpUrl | None = None
    hours: Title | None = None
    confirmed: date
    """When the details were last confirmed."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.phone or self.text or self.email or self.url or self.purpose):
            raise ValueError("a signpost needs a way to reach it")
        return self

    def serves(self, nation: Nation | None) -> bool:
        """Whether it is of use to a member in ``nation``; ``None`` is not known."""
        return not self.nations or nation is None or nation in self.nations
