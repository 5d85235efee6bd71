"""Ranking: properties of the fusion that hold for any vectors and texts."""

from __future__ import annotations

from random import Random

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clauses import MAX_CLAUSES, clauses
from index.embedding import unit_rows
from index.lexical import LexicalIndex
from index.ranker import Document, Query, Ranker, Weights
from index.scope import Scope

WORDS = ["stiff", "walk", "balance", "physio", "tired", "pool", "letter", "nerve"]


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Document], np.ndarray]:
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=8))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    documents = [
        Document(f"d{i}", tuple(" ".join(random.choice(WORDS, 3)) for _ in range(size)))
        for i, size in enumerate(sizes)
    ]
    return documents, unit_rows(random.normal(size=(sum(sizes), 16)).astype(np.float32))


@given(corpora(), st.text(max_size=40), st.integers(1, 4), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_every_document_is_ranked_once_best_first(
    corpus: tuple[list[Document], np.ndarray], text: str, parts: int, seed: int
) -> None:
    documents, vectors = corpus
    queries = np.random.default_rng(seed).normal(size=(parts, 16)).astype(np.float32)
    query = Query(text, ("",) * (parts - 1), unit_rows(queries))
    ranking = Ranker(documents, vectors).rank(query)
    scores = ranking.scores.tolist()
    assert sorted(ranking.ids) == sorted(document.id for document in documents)
    assert scores == sorted(scores, reverse=True)
    assert all(np.isfinite(scores))


@given(corpora(), st.randoms())
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_documents_does_not_matter(
    corpus: tuple[list[Document], np.ndarray], random: object
) -> None:
    documents, vectors = corpus
    ends = np.cumsum([len(document.passages) for document in documents])
    groups = np.split(vectors, ends[:-1])
    order = list(range(len(documents)))
    random.shuffle(order)  # type: ignore[attr-defined]
    query = Query("balance", (), vectors[:1])
    first = Ranker(documents, vectors).rank(query)
    one = dict(zip(first.ids, first.scores, strict=True))
    other = Ranker([documents[i] for i in order], np.concatenate([groups[i] for i in order]))
    ranking = other.rank(query)
    for document, score in zip(ranking.ids, ranking.scores, strict=True):
        assert score == pytest.approx(one[document], abs=1e-3)


def test_a_document_is_found_by_its_own_passage() -> None:
    random = np.random.default_rng(1)
    documents = [Document(f"d{i}", (f"text {i}",) * 4) for i in range(6)]
    vectors = unit_rows(np.repeat(random.normal(size=(6, 32)), 4, axis=0).astype(np.float32))
    ranker = Ranker(documents, vectors, Weights(lexical=0))
    for i in range(6):
        assert ranker.rank(Query("", (), vectors[4 * i : 4 * i + 1])).ids[0] == f"d{i}"


def test_vectors_must_fit_the_passages() -> None:
    with pytest.raises(ValueError, match="one vector"):
        Ranker([Document("a", ("x", "y"))], np.ones((1, 4), dtype=np.float32))


@given(st.text(max_size=400))
def test_clauses_are_pieces_of_the_text_in_order(text: str) -> None:
    parts = clauses(text)
    assert len(parts) != 1
    assert len(parts) <= MAX_CLAUSES
    letters = iter(ch for ch in text if ch.isalnum())
    assert all(ch in letters for part in parts for ch in part if ch.isalnum())


def test_the_need_in_a_long_message_is_a_clause_of_its_own() -> None:
    message = "Hi all. Diagnosed in May, two kids, a dog. How do I get physio? Thanks in advance!"
    assert "How do I get physio?" in clauses(message)


@given(corpora(), corpora(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_an_updated_index_ranks_like_one_made_anew(
    corpus: tuple[list[Document], np.ndarray],
    other: tuple[list[Document], np.ndarray],
    random: Random,
) -> None:
    """Documents of the same name are changed, further ones are added, some are left out."""
    ranker = Ranker(*corpus)
    documents = [document for document in (*corpus[0], *other[0]) if random.random() < 0.6]
    documents = list({document.id: document for document in documents}.values()) or other[0]
    unknown = ranker.unknown(documents)
    made = np.random.default_rng(len(unknown)).normal(size=(len(unknown), 16))
    vectors = unit_rows(made.astype(np.float32))
    updated = ranker.updated(documents, dict(zip(unknown, vectors, strict=True)))
    anew = Ranker(documents, updated.vectors.copy())
    assert updated.ids == tuple(document.id for document in documents)
    for seed in range(3):
        asked = np.random.default_rng(seed).normal(size=(2, 16)).astype(np.float32)
        query = Query("stiff walk in the pool", ("pool",), unit_rows(asked))
        mine, full = updated.rank(query), anew.rank(query)
        for name, values in mine.signals.items():
            ours = dict(zip(mine.ids, values, strict=True))
            theirs = dict(zip(full.ids, full.signals[name], strict=True))
            assert ours == pytest.approx(theirs, rel=1e-3, abs=1e-3)
    # Taking the change back gives the vectors that were there.
    back = updated.updated(
        corpus[0], dict(zip([t for d in corpus[0] for t in d.passages], corpus[1], strict=True))
    )
    assert back.ids == ranker.ids


@given(
    st.lists(st.text(alphabet="abc -'", max_size=30), min_size=1, max_size=12),
    st.lists(st.text(alphabet="abc -'", max_size=30), min_size=1, max_size=12),
    st.text(alphabet="abc ", max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_words_are_scored_as_bm25s_scores_them(
    before: list[str], texts: list[str], query: str
) -> None:
    """Whether the index was made at once or from another."""
    anew = LexicalIndex(texts)
    reference = bm25s.BM25(method="lucene")
    reference.index([anew.terms(text) or [""] for text in texts], show_progress=False)
    known = [term for term in anew.terms(query) if term in reference.vocab_dict]
    expected = reference.get_scores(known) if known else np.zeros(len(texts))
    for index in (anew, LexicalIndex(texts, LexicalIndex(before))):
        assert index.scores(query) == pytest.approx(expected, abs=1e-4)


@given(corpora(), st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=40, deadline=None)
def test_an_updated_scope_is_like_one_made_anew(
    corpus: tuple[list[Document], np.ndarray], removed: int, added: int
) -> None:
    documents, vectors = corpus
    texts = [text for document in documents for text in document.passages]
    outside = (["the weather", "a football match"], unit_rows(np.eye(2, 16, dtype=np.float32)))
    random = np.random.default_rng(removed + 10 * added)
    new = unit_rows(random.normal(size=(added, 16)).astype(np.float32)) if added else vectors[:0]
    new_texts = [f"a new letter {i}" for i in range(added)]
    gone = min(removed, len(texts) - 1)
    rest, inside = texts[gone:], np.concatenate([vectors[gone:], new])
    updated = Scope((texts, vectors), outside, str.split).updated(
        (texts[:gone], vectors[:gone]), (new_texts, new)
    )
    anew = Scope(([*rest, *new_texts], inside), outside, str.split)
    query = Query(
        "a new letter for physio",
        ("letter",),
        unit_rows(random.normal(size=(2, 16)).astype(np.float32)),
    )
    ranking = Ranker(documents, vectors).rank(query)
    assert updated.signals(ranking) == pytest.approx(anew.signals(ranking), rel=1e-3, abs=1e-3)
