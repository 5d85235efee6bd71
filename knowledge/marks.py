"""Pages of documentation with a part that a command writes, between two marks."""

from __future__ import annotations


def with_part(page: str, name: str, text: str) -> str:
    """``page`` with ``text`` as its part ``name``, between ``<!-- name: start -->`` and ``end``.

    Raises :class:`ValueError` if the marks are not there, once and in order.
    """
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    before, started, rest = page.partition(start)
    _, ended, after = rest.partition(end)
    if not (started and ended) or start in after or end in after:
        raise ValueError(f"the page needs the lines {start} and {end}, once each")
    return f"{before}{start}\n{text}\n{end}{after}"
