"""Search by words: BM25 over stems, for the terms that a sentence model blurs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import Stemmer
from scipy.sparse import csc_array, csr_array, vstack

from index.embedding import Vectors

_WORD = re.compile(r"[a-z0-9]+")
# Words that say nothing of the topic. Kept here rather than taken from a library because what
# says nothing in English at large ("help", "well", "back") may say much to a patient.
_STOP = frozenset(
    """a am an and any are as at be been but by can could did do does doing don for from get go got
    had has have having he her him his how i if in into is it its just know like ll me mine my no
    not of off on one or our out over please really re s she should so some t than that the their
    them then there they thing this to too up us ve very was we were what when where which who why
    will with would you your""".split()  # noqa: SIM905 - readable as a paragraph
)


# The usual constants of BM25: how soon repeating a word stops counting, and how much length does.
_SATURATION = 1.5
_LENGTH = 0.75


class LexicalIndex:
    """BM25 (Lucene's variant) over a fixed set of texts. Thread-safe for scoring.

    The score of every word in every text is worked out beforehand and kept
    sparse (Lu, BM25S, 2024). Made from another index, only texts that are new
    are read; the rest is arithmetic on arrays.
    """

    def __init__(self, texts: Sequence[str], before: LexicalIndex | None = None) -> None:
        """Index ``texts``, taking over from ``before`` what it has read already."""
        self._stemmer = Stemmer.Stemmer("english")
        self._columns: dict[str, int] = dict(before._columns) if before else {}
        rows: Mapping[str, int] = before._rows if before else {}
        new = [text for text in dict.fromkeys(texts) if text not in rows]
        self._counts = self._count(new)
        if before:
            wider = (before._counts.shape[0], len(self._columns))
            parts = (before._counts.data, before._counts.indices, before._counts.indptr)
            old = csr_array(parts, shape=wider)
            self._counts = csr_array(vstack([old, self._counts], format="csr"))
        place = {**rows, **{text: len(rows) + i for i, text in enumerate(new)}}
        kept = list(dict.fromkeys(texts))
        self._counts = csr_array(self._counts[[place[text] for text in kept]])
        self._rows: Mapping[str, int] = {text: row for row, text in enumerate(kept)}
        self._order = np.array([self._rows[text] for text in texts], dtype=np.int64)
        self._scores = _bm25(csr_array(self._counts[self._order]))

    def terms(self, text: str) -> list[str]:
        """The stems of the words of ``text`` that carry meaning."""
        words = _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))
        stems: list[str] = self._stemmer.stemWords([word for word in words if word not in _STOP])
        return stems

    def scores(self, text: str) -> Vectors:
        """The BM25 score of every indexed text for ``text``, shape ``(n,)``; 0 shares no word."""
        found = np.zeros(len(self._order), dtype=np.float32)
        starts, rows, values = self._scores.indptr, self._scores.indices, self._scores.data
        for term in self.terms(text):
            column = self._columns.get(term)
            if column is not None:
                part = slice(starts[column], starts[column + 1])
                found[rows[part]] += values[part]
        return found

    def _count(self, texts: Sequence[str]) -> csr_array:
        """How often each word is in each text, shape ``(len(texts), words known so far)``."""
        columns, starts = [], [0]
        for text in texts:
            # A text without words has the empty one, so that it has a length.
            found = self.terms(text) or [""]
            columns += [self._columns.setdefault(term, len(self._columns)) for term in found]
            starts.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float32)
        counts = csr_array((ones, columns, starts), shape=(len(texts), len(self._columns)))
        counts.sum_duplicates()
        return counts


def _bm25(counts: csr_array) -> csc_array:
    """The score that each word gives each text."""
    texts = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (texts - frequency + 0.5) / (frequency + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    damping = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / lengths.mean())
    often = counts.data
    row = np.repeat(np.arange(texts), np.diff(counts.indptr))
    values = rarity[counts.indices] * often / (often + damping[row])
    parts = (values.astype(np.float32), counts.indices, counts.indptr)
    return csc_array(csr_array(parts, shape=counts.shape))
