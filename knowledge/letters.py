"""What a letter is made of: questions, the rights it may quote, and its paragraphs.

The limits are those of a form on Discord, so that every letter fits one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from knowledge.schema import Identifier, Nation, Sentence
from knowledge.templates import variables

NATION, RIGHTS = "nation", "rights"
"""The gaps that are not answers: where the person lives, and what may be quoted there."""


class Kind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    DATE = "date"


def _is_template(text: str) -> str:
    variables(text)
    return text


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=30)]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=45)]
Hint = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True)]
Template = Annotated[Paragraph, AfterValidator(_is_template)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LetterQuestion(_Record):
    """One thing that the letter needs to know."""

    id: Name
    """The name of its gap in the paragraphs."""
    label: Heading
    help: Hint | None = None
    kind: Kind
    required: bool = False
    options: tuple[Heading, ...] = ()
    """What a choice offers."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.id in (NATION, RIGHTS):
            raise ValueError(f"id: {self.id!r} has a meaning of its own")
        if (self.kind is Kind.CHOICE) != (len(self.options) > 1):
            raise ValueError("options: a choice needs two or more, and nothing else has any")
        return self


class Right(_Record):
    """A guideline or right that the letter quotes, where it holds."""

    text: Template
    """May be empty for some answers; then it is neither shown nor cited."""
    nations: tuple[Nation, ...] = ()
    """Where it holds; empty means everywhere."""
    sources: tuple[Identifier, ...] = Field(min_length=1)

    def holds_in(self, nation: Nation | None) -> bool:
        """Whether a person in ``nation`` may quote it.

        Where ``nation`` is not known, only what holds everywhere: a letter must
        not quote a rule of another country.
        """
        return not self.nations or nation in self.nations


class Letter(_Record):
    """A letter and a call script that a few answers fill."""

    id: Identifier
    title: Heading
    purpose: Hint
    entries: tuple[Identifier, ...] = Field(min_length=1)
    """The topics under which it is of use."""
    questions: tuple[LetterQuestion, ...] = Field(min_length=1, max_length=5)
    rights: tuple[Right, ...] = ()
    letter: tuple[Template, ...] = Field(min_length=1)
    """Its paragraphs. One that comes out empty is left out."""
    script: tuple[Template, ...] = Field(min_length=1)
    """The same for a telephone call."""
    cautions: tuple[Sentence, ...] = ()
    """For the person, before sending."""
    signposts: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        asked = {question.id for question in self.questions}
        if len(asked) != len(self.questions):
            raise ValueError("questions: the same id stands there twice")
        for number, right in enumerate(self.rights, 1):
            self._known(f"rights[{number}]", variables(right.text), asked | {NATION})
        for name, paragraphs in (("letter", self.letter), ("script", self.script)):
            for number, paragraph in enumerate(paragraphs, 1):
                known = asked | {NATION, RIGHTS}
                self._known(f"{name}[{number}]", variables(paragraph), known)
        unused = (asked | ({RIGHTS} if self.rights else set())) - names_in(self.letter)
        if unused:
            raise ValueError(f"letter: has no gap for {', '.join(sorted(unused))}")
        return self

    @staticmethod
    def _known(place: str, names: frozenset[str], known: set[str]) -> None:
        if unknown := names - known:
            raise ValueError(f"{place}: there is no question {', '.join(sorted(unknown))}")


def names_in(paragraphs: tuple[str, ...]) -> frozenset[str]:
    """The gaps of all ``paragraphs``."""
    return frozenset().union(*map(variables, paragraphs))
