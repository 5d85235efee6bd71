"""Measure start, warm answers, search and memory, each in a process of its own.

Run: .venv/bin/python -m benchmarks.answering [--write]
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time

from benchmarks.tables import machine, markdown, write_between_markers
from bot.conversation.answering import Message
from bot.evaluation.sets import load_set
from bot.parts import build_parts, conversation
from bot.settings import load_settings
from index.ranker import embed_query

QUESTIONS = 200


async def warm() -> dict[str, float]:
    """Warm answers one after another, and the search within them, in milliseconds."""
    parts = build_parts(load_settings())
    cases = load_set("in_scope")[:QUESTIONS]
    answers, searches = [], []
    async with conversation(parts) as responder:
        for case in cases[:10]:
            await responder.reply(Message(case.message))
        for case in cases:
            started = time.perf_counter()
            await responder.reply(Message(case.message))
            answers.append(1000 * (time.perf_counter() - started))
    for case in cases:
        query = embed_query(case.message, parts.embedder)
        started = time.perf_counter()
        parts.mind.ranker.rank(query)
        searches.append(1000 * (time.perf_counter() - started))
    return {
        "answer_median_ms": statistics.median(answers),
        "answer_p95_ms": statistics.quantiles(answers, n=20)[-1],
        "search_median_ms": statistics.median(searches),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def first_answer() -> float:
    """Seconds from process start to a first answer, with a warm cache."""
    command = [sys.executable, "-m", "bot", "ask", "How do I get physio?"]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


NAMES = {
    "first_answer_s": ("from the start of the process to a first answer, cache warm", "s"),
    "answer_median_ms": ("a warm answer, median", "ms"),
    "answer_p95_ms": ("a warm answer, 95th percentile", "ms"),
    "search_median_ms": ("the search within it, median", "ms"),
    "peak_memory_mb": ("peak memory of the process", "MB"),
}


def main() -> None:
    """Measure and print; with --write put the table into the docs."""
    load = os.getloadavg()[0]
    first_answer()
    figures = asyncio.run(warm())
    figures["first_answer_s"] = statistics.median(first_answer() for _ in range(5))
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}, indent=1))
    if "--write" in sys.argv:
        rows = [[words, f"{figures[name]:.1f} {unit}"] for name, (words, unit) in NAMES.items()]
        note = f"{machine(load)} {QUESTIONS} development questions, one after another."
        write_between_markers("answering", f"{markdown(['what', 'figure'], rows)}\n\n{note}")


if __name__ == "__main__":
    main()
