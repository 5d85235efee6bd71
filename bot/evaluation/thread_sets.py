"""The development threads: two sets, because two ways of asking go wrong in two ways.

``threads.jsonl`` has queries that share no words with their threads, so that only
meaning finds them; it is graded by topic and need. ``threads_natural.jsonl`` has
threads and queries as members write them, words in common or not, on far more
subjects than the knowledge base has; each of its queries names its threads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.evaluation.sets import Half, half_of, load_set


class DevelopmentThread(BaseModel):
    """A thread to be found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["thread"]
    id: str
    title: str
    body: str
    topic: str
    need: str | None = None


class DevelopmentQuery(BaseModel):
    """A message for which threads are looked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["query"]
    id: str
    text: str
    topic: str | None = None
    need: str | None = None
    near: frozenset[str] = frozenset()
    """Neighbouring topics."""
    relevant: Mapping[str, int] = {}
    """The grade of each thread that fits, by its id, where topics do not say it."""

    @property
    def half(self) -> Half:
        """See :func:`bot.evaluation.sets.half_of`."""
        return half_of(self.id)

    def grade(self, thread: DevelopmentThread) -> int:
        """As ``relevant`` says. By topics, 3: the same need. 2: the same topic. 1: a neighbour."""
        if self.topic is None:
            return self.relevant.get(thread.id, 0)
        if thread.need == self.need:
            return 3
        return 2 if thread.topic == self.topic else int(thread.topic in self.near)


@dataclass(frozen=True)
class ThreadSet:
    """Development threads and the messages to find them by; some of these nothing fits."""

    threads: tuple[DevelopmentThread, ...]
    queries: tuple[DevelopmentQuery, ...]
    same_topic: int
    """The least grade of a thread that is worth showing."""
    same_need: int

    def grades(self, query: DevelopmentQuery) -> npt.NDArray[np.int64]:
        """The grade of every thread for ``query``, shape ``(threads,)``."""
        return np.array([query.grade(thread) for thread in self.threads])


def load_threads() -> ThreadSet:
    """The set without shared words; nothing in it fits what is out of scope."""
    outside = [
        DevelopmentQuery(kind="query", id=case.id, text=case.text)
        for case in load_set("out_of_scope")
    ]
    threads, queries = _read("threads")
    return ThreadSet(threads, (*queries, *outside), same_topic=2, same_need=3)


def load_natural_threads() -> ThreadSet:
    """The set as members write. Its queries that nothing fits are some that are out of scope."""
    return ThreadSet(*_read("threads_natural"), same_topic=1, same_need=2)


def _read(name: str) -> tuple[tuple[DevelopmentThread, ...], tuple[DevelopmentQuery, ...]]:
    adapter: TypeAdapter[DevelopmentThread | DevelopmentQuery] = TypeAdapter(
        Annotated[DevelopmentThread | DevelopmentQuery, Field(discriminator="kind")]
    )
    lines = files(__package__).joinpath("sets", f"{name}.jsonl").read_text("utf-8").splitlines()
    cases = [adapter.validate_python(json.loads(line)) for line in lines if line.strip()]
    return (
        tuple(case for case in cases if isinstance(case, DevelopmentThread)),
        tuple(case for case in cases if isinstance(case, DevelopmentQuery)),
    )
