"""How well are peer threads found? Development threads, put through the real ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from bot.conversation.mind import Mind
from bot.evaluation.measures import Figure, figure
from bot.evaluation.sets import Half
from bot.evaluation.thread_sets import DevelopmentQuery, ThreadSet
from bot.threads.calibration import FEATURES, ThreadCalibration
from bot.threads.collection import PeerThreads
from bot.threads.ranking import RankedThreads
from bot.threads.thread import Thread, texts_of_thread
from index.embedding import Embedder
from index.lexical import LexicalIndex
from index.ranker import embed_query

DEPTH = 5

WRONGLY_SHOWN = 0.1
"""The share of messages without a fitting thread for which one may be shown, as fitted."""

NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ThreadOutcome:
    """What was found for a query, by the product and by words alone."""

    cases: ThreadSet
    query: DevelopmentQuery
    ranked: RankedThreads
    grades: npt.NDArray[np.int64]
    by_words: tuple[int, ...]

    @property
    def answerable(self) -> bool:
        """Whether any thread is worth showing."""
        return bool((self.grades >= self.cases.same_topic).any())


def run_threads(
    mind: Mind,
    embedder: Embedder,
    cases: ThreadSet,
    half: Half,
    advance: Callable[[int, int], None],
) -> list[ThreadOutcome]:
    """Rank the threads of ``cases`` for its queries of ``half``.

    ``advance`` is told how many threads and queries are done, and of how many.
    """
    words = LexicalIndex([f"{thread.title} {thread.body}" for thread in cases.threads])
    queries = [query for query in cases.queries if query.half is half]
    total = len(cases.threads) + len(queries)
    peers = PeerThreads(0, embedder.dimension)
    for number, case in enumerate(cases.threads):
        vectors = embedder.embed(texts_of_thread(case.title, case.body))
        peers.put([(Thread(number, 0, 0, NO_DATE, NO_DATE), vectors)])
        advance(number + 1, total)
    outcomes = []
    for number, query in enumerate(queries, len(cases.threads)):
        ranked = peers.rank(mind, embed_query(query.text, embedder), lambda _: True)
        by_words = tuple(np.argsort(-words.scores(query.text), kind="stable").tolist())
        outcomes.append(ThreadOutcome(cases, query, ranked, cases.grades(query), by_words))
        advance(number + 1, total)
    return outcomes


def thread_figures(
    cases: ThreadSet, outcomes: Sequence[ThreadOutcome]
) -> dict[str, Figure | float]:
    """The figures for the report, of ``outcomes`` on ``cases``."""
    topic, need = cases.same_topic, cases.same_need
    asked = [o for o in outcomes if o.answerable]
    ours = [([hit.thread.id for hit in o.ranked.hits], o.grades) for o in asked]
    words = [(list(o.by_words), o.grades) for o in asked]
    shown = [o.grades[hit.thread.id] >= topic for o in asked for hit in o.ranked.shown]
    return {
        f"nDCG@{DEPTH}": figure([ndcg(*pair) for pair in ours]),
        f"recall@{DEPTH}": figure(recalls(ours, topic)),
        f"recall@{DEPTH}, same need": figure(recalls(ours, need)),
        f"nDCG@{DEPTH}, by words alone (BM25)": figure([ndcg(*pair) for pair in words]),
        f"recall@{DEPTH}, by words alone (BM25)": figure(recalls(words, topic)),
        f"recall@{DEPTH}, same need, by words alone (BM25)": figure(recalls(words, need)),
        "something shown, where something fits": figure([bool(o.ranked.shown) for o in asked]),
        "of what is shown, on the same topic": figure([float(right) for right in shown]),
        "something shown, where nothing fits": figure(
            [bool(o.ranked.shown) for o in outcomes if not o.answerable]
        ),
    }


def ndcg(ranked: Sequence[int], grades: npt.NDArray[np.int64]) -> float:
    """Normalised discounted cumulative gain, a grade gaining 2^grade - 1 (Burges et al. 2005)."""
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = 2.0 ** grades[list(ranked[:DEPTH])] - 1
    ideal = 2.0 ** np.sort(grades)[::-1][:DEPTH] - 1
    return float((gains * discounts[: len(gains)]).sum() / (ideal * discounts[: len(ideal)]).sum())


def recall(ranked: Sequence[int], grades: npt.NDArray[np.int64], least: int) -> float:
    """The share of threads of grade ``least`` or more that is among the first :data:`DEPTH`."""
    right = int((grades >= least).sum())
    return float((grades[list(ranked[:DEPTH])] >= least).sum() / min(right, DEPTH))


def recalls(
    pairs: Sequence[tuple[Sequence[int], npt.NDArray[np.int64]]], least: int
) -> list[float]:
    """:func:`recall` for each ranking with its grades; some have nothing of grade ``least``."""
    return [recall(*pair, least) for pair in pairs if (pair[1] >= least).any()]


def fit_threads(outcomes: Sequence[ThreadOutcome], made: str) -> ThreadCalibration:
    """Fit the probability and the floor on ``outcomes`` of the fitting half, of all sets."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows, right = [], []
    for outcome in outcomes:
        for hit in outcome.ranked.hits:
            rows.append([hit.signals[name] for name in FEATURES])
            right.append(outcome.grades[hit.thread.id] >= outcome.cases.same_topic)
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
        if not outcome.answerable
    ]
    floor = float(np.quantile(best_wrong, 1 - WRONGLY_SHOWN)) + 1e-4
    return fitted.model_copy(update={"floor": round(floor, 4)})
