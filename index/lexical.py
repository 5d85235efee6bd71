"""Search by words: BM25 over stems, for the terms that a sentence model blurs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer

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


class LexicalIndex:
    """BM25 (Lucene's variant) over a fixed set of texts. Thread-safe for scoring."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index([self.terms(text) or [""] for text in texts], show_progress=False)

    def terms(self, text: str) -> list[str]:
        """The stems of the words of ``text`` that carry meaning."""
        words = _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))
        stems: list[str] = self._stemmer.stemWords([word for word in words if word not in _STOP])
        return stems

    def scores(self, text: str) -> Vectors:
        """The BM25 score of every indexed text for ``text``, shape ``(n,)``; 0 shares no word."""
        terms = self.terms(text)
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._bm25.scores["num_docs"], dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)
