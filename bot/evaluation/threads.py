"""How well are peer threads found? The development threads, put through the real ranking."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.conversation.mind import Mind
from bot.evaluation.measures import Figure, figure
from bot.evaluation.sets import Half, half_of, load_set
from bot.threads.calibration import FEATURES, ThreadCalibration
from bot.threads.collection import PeerThreads
from bot.threads.ranking import RankedThreads
from bot.threads.thread import Thread, texts_of_thread
from index.embedding import Embedder
from index.lexical import LexicalIndex
from index.ranker import embed_query

DEPTH = 5
SAME_TOPIC = 2
"""The least grade of a thread that is worth showing."""

WRONGLY_SHOWN = 0.1
"""The share of messages without a fitting thread for which one may be shown, as fitted."""

NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


class DevelopmentThread(BaseModel):
    """A thread to be found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["thread"]
    id: str
    title: str
    body: str
    topic: str
    need: str


class DevelopmentQuery(BaseModel):
    """A message for which threads are looked for. Without a topic: none fits it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["query"]
    id: str
    text: str
    topic: str | None = None
    need: str | None = None
    near: frozenset[str] = frozenset()
    """Neighbouring topics."""

    @property
    def half(self) -> Half:
        """See :func:`bot.evaluation.sets.half_of`."""
        return half_of(self.id)

    def grade(self, thread: DevelopmentThread) -> int:
        """3: the same need. 2: the same topic. 1: a neighbouring topic. 0: neither."""
        if self.topic is None:
            return 0
        if thread.need == self.need:
            return 3
        return 2 if thread.topic == self.topic else int(thread.topic in self.near)


@dataclass(frozen=True)
class ThreadSet:
    """The development threads and the messages to find them by."""

    threads: tuple[DevelopmentThread, ...]
    queries: tuple[DevelopmentQuery, ...]

    def grades(self, query: DevelopmentQuery) -> npt.NDArray[np.int64]:
        """The grade of every thread for ``query``, shape ``(threads,)``."""
        return np.array([query.grade(thread) for thread in self.threads])


@dataclass(frozen=True)
class ThreadOutcome:
    """What was found for a query, by the product and by words alone."""

    query: DevelopmentQuery
    ranked: RankedThreads
    grades: npt.NDArray[np.int64]
    by_words: tuple[int, ...]


def load_threads() -> ThreadSet:
    """The cases of ``sets/threads.jsonl``."""
    adapter: TypeAdapter[DevelopmentThread | DevelopmentQuery] = TypeAdapter(
        Annotated[DevelopmentThread | DevelopmentQuery, Field(discriminator="kind")]
    )
    lines = files(__package__).joinpath("sets", "threads.jsonl").read_text("utf-8").splitlines()
    cases = [adapter.validate_python(json.loads(line)) for line in lines if line.strip()]
    return ThreadSet(
        tuple(case for case in cases if isinstance(case, DevelopmentThread)),
        tuple(case for case in cases if isinstance(case, DevelopmentQuery)),
    )


def run_threads(
    mind: Mind, embedder: Embedder, half: Half, advance: Callable[[int, int], None]
) -> list[ThreadOutcome]:
    """Rank the development threads for the queries of ``half``, and for what is out of scope.

    ``advance`` is told how many threads and queries are done, and of how many.
    """
    cases = load_threads()
    words = LexicalIndex([f"{thread.title} {thread.body}" for thread in cases.threads])
    outside = [
        DevelopmentQuery(kind="query", id=case.id, text=case.text)
        for case in load_set("out_of_scope", half)
    ]
    queries = [query for query in (*cases.queries, *outside) if query.half is half]
    total = len(cases.threads) + len(queries)
    peers = PeerThreads(0, embedder.dimension)
    for number, case in enumerate(cases.threads):
        vectors = embedder.embed(texts_of_thread(case.title, case.body))
        peers.put([(Thread(number, 0, 0, NO_DATE, NO_DATE), vectors)])
        advance(number + 1, total)
    outcomes = []
    for number, query in enumerate(queries, len(cases.threads)):
        ranked = peers.rank(mind, embed_query(query.text, embedder), lambda _: True)
        by_words = np.argsort(-words.scores(query.text), kind="stable")
        outcomes.append(ThreadOutcome(query, ranked, cases.grades(query), tuple(by_words.tolist())))
        advance(number + 1, total)
    return outcomes


def thread_figures(outcomes: Sequence[ThreadOutcome]) -> dict[str, Figure | float]:
    """The figures for the report."""
    asked = [o for o in outcomes if o.query.topic]
    ours = [([hit.thread.id for hit in o.ranked.hits], o.grades) for o in asked]
    words = [(list(o.by_words), o.grades) for o in asked]
    shown = [o.grades[hit.thread.id] >= SAME_TOPIC for o in asked for hit in o.ranked.shown]
    return {
        f"nDCG@{DEPTH}": figure([ndcg(*pair) for pair in ours]),
        f"recall@{DEPTH}": figure([recall(*pair) for pair in ours]),
        f"recall@{DEPTH}, same need": figure([recall(*pair, least=3) for pair in ours]),
        f"nDCG@{DEPTH}, by words alone (BM25)": figure([ndcg(*pair) for pair in words]),
        f"recall@{DEPTH}, by words alone (BM25)": figure([recall(*pair) for pair in words]),
        "something shown, where something fits": figure([bool(o.ranked.shown) for o in asked]),
        "of what is shown, on the same topic": figure([float(right) for right in shown]),
        "something shown, where nothing fits": figure(
            [bool(o.ranked.shown) for o in outcomes if not o.query.topic]
        ),
    }


def ndcg(ranked: Sequence[int], grades: npt.NDArray[np.int64]) -> float:
    """Normalised discounted cumulative gain, a grade gaining 2^grade - 1 (Burges et al. 2005)."""
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = 2.0 ** grades[list(ranked[:DEPTH])] - 1
    ideal = 2.0 ** np.sort(grades)[::-1][:DEPTH] - 1
    return float((gains * discounts[: len(gains)]).sum() / (ideal * discounts[: len(ideal)]).sum())


def recall(ranked: Sequence[int], grades: npt.NDArray[np.int64], least: int = SAME_TOPIC) -> float:
    """The share of threads of grade ``least`` or more that is among the first :data:`DEPTH`."""
    right = int((grades >= least).sum())
    return float((grades[list(ranked[:DEPTH])] >= least).sum() / min(right, DEPTH))


def fit_threads(outcomes: Sequence[ThreadOutcome], made: str) -> ThreadCalibration:
    """Fit the probability and the floor on ``outcomes`` of the fitting half."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows, right = [], []
    for outcome in outcomes:
        for hit in outcome.ranked.hits:
            rows.append([hit.signals[name] for name in FEATURES])
            right.append(outcome.grades[hit.thread.id] >= SAME_TOPIC)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
    model.fit(np.array(rows), np.array(right))
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    fitted = ThreadCalibration(
        made=made,
        intercept=round(float(regression.intercept_[0] - slopes @ scaler.mean_), 4),
        coefficients={n: round(float(s), 4) for n, s in zip(FEATURES, slopes, strict=True)},
        floor=0,
    )
    best_wrong = [
        max(fitted.probability(hit.signals) for hit in outcome.ranked.hits)
        for outcome in outcomes
        if outcome.query.topic is None
    ]
    floor = float(np.quantile(best_wrong, 1 - WRONGLY_SHOWN)) + 1e-4
    return fitted.model_copy(update={"floor": round(floor, 4)})
