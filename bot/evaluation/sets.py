"""The development questions: written to measure with, never indexed."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from knowledge.schema import Nation


class Half(StrEnum):
    """Numbers are fitted on one half and reported on the other."""

    FIT = "fit"
    TEST = "test"


def half_of(case_id: str) -> Half:
    """By a hash of the id, so that it never changes and nobody chooses."""
    odd = hashlib.sha256(case_id.encode()).digest()[0] % 2
    return Half.TEST if odd else Half.FIT


class Case(BaseModel):
    """One message with what is right for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str = ""
    turns: tuple[str, ...] = ()
    """A conversation; its last turn is the message. Empty: ``text`` stands alone."""
    topics: tuple[str, ...] = ()
    """Entries any of which is a right first answer. Empty: must not be answered."""
    style: str = ""
    kind: str = ""
    sub: str = ""
    nation: Nation | None = None

    @property
    def half(self) -> Half:
        """See :func:`half_of`."""
        return half_of(self.id)

    @property
    def message(self) -> str:
        """The message to be answered."""
        return self.turns[-1] if self.turns else self.text


def load_set(name: str, half: Half | None = None) -> list[Case]:
    """The cases of ``sets/NAME.jsonl``, or one half of them; empty if there is no such set."""
    path = files(__package__).joinpath("sets", f"{name}.jsonl")
    if not path.is_file():
        return []
    lines = path.read_text("utf-8").splitlines()
    cases = [Case.model_validate(json.loads(line)) for line in lines if line.strip()]
    return [case for case in cases if half is None or case.half is half]
