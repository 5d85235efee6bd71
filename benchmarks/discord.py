"""Measure the bot on the loopback Discord of the tests: many questions at once.

Run: .venv/bin/python -m benchmarks.discord --write
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables import machine, markdown, write_between_markers

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from loopback.community import Community, make_community
from loopback.interaction import Interaction
from loopback.process import BotProcess
from loopback.server import Loopback

MEMBERS, ROUNDS = 100, 4
QUESTIONS = ("Is yoga any good for MS?", "Can I refer myself to physio?")
SLOW = re.compile(r"Executing .* took ([\d.]+) seconds")
"""What asyncio's debug mode logs about a callback that held the loop for 0.1 s or more."""


def resident_mb(bot: BotProcess) -> float:
    """Memory that the bot's process holds."""
    assert bot._process is not None
    words = Path(f"/proc/{bot._process.pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", words)
    assert found
    return int(found[1]) / 1024


async def timed(interaction: Interaction, started: float) -> tuple[float, float]:
    """Seconds until the acknowledgement and until the answer."""
    await interaction.responded()
    acknowledged = time.monotonic() - started
    await interaction.reply()
    return acknowledged, time.monotonic() - started


async def ask_at_once(communities: list[Community]) -> list[tuple[float, float]]:
    """Everybody asks every question at once."""
    members = [
        (here, here.person(f"Member {number}"))
        for here in communities
        for number in range(MEMBERS // len(communities))
    ]
    started = time.monotonic()
    asked = [
        member.slash("ask", here.general, question=question)
        for here, member in members
        for question in QUESTIONS
    ]
    return list(await asyncio.gather(*(timed(one, started) for one in asked)))


async def measure(rounds: int, **environment: str) -> tuple[dict[str, float], str]:
    """The figures, and the bot's log."""
    times: list[tuple[float, float]] = []
    memory = []
    with tempfile.TemporaryDirectory() as folder:
        async with Loopback() as loopback:
            bot = BotProcess(loopback, Path(folder), environment)
            try:
                await bot.start()
                for _ in range(rounds):
                    times += await ask_at_once([make_community(loopback) for _ in range(2)])
                    memory.append(resident_mb(bot))
                log = bot.log
            finally:
                await bot.close()
            loopback.check()
    acknowledged, answered = zip(*times, strict=True)
    figures = {
        "acknowledged_median_s": statistics.median(acknowledged),
        "acknowledged_most_s": max(acknowledged),
        "answered_median_s": statistics.median(answered),
        "answered_most_s": max(answered),
        "memory_first_mb": memory[0],
        "memory_last_mb": memory[-1],
    }
    return figures, log


NAMES = {
    "acknowledged_median_s": ("acknowledged, median", "s"),
    "acknowledged_most_s": ("acknowledged, the last (Discord allows 3 s)", "s"),
    "answered_median_s": ("answered, median", "s"),
    "answered_most_s": ("answered, the last", "s"),
    "memory_first_mb": ("memory after the first round", "MB"),
    "memory_last_mb": (f"memory after round {ROUNDS}", "MB"),
    "blocked_count": ("times that the event loop was held for 0.1 s or more, after the start", ""),
    "blocked_most_s": ("the longest of them", "s"),
}


def main() -> None:
    """Measure and print; with --write put the table into the docs."""
    load = os.getloadavg()[0]
    figures, _ = asyncio.run(measure(ROUNDS))
    _, log = asyncio.run(measure(1, PYTHONASYNCIODEBUG="1"))
    # Before it is connected, nobody waits for it.
    _, _, connected = log.partition("connected to Discord")
    blocked = [float(seconds) for seconds in SLOW.findall(connected)]
    figures |= {"blocked_count": len(blocked), "blocked_most_s": max(blocked, default=0.0)}
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}, indent=1))
    for line in SLOW.finditer(connected):
        print(line[0][:200])
    if "--write" in sys.argv:
        rows = [
            [words, f"{figures[name]:.{0 if not unit else 1}f} {unit}".strip()]
            for name, (words, unit) in NAMES.items()
        ]
        note = (
            f"{machine(load)} {MEMBERS * len(QUESTIONS)} questions at once from {MEMBERS} members "
            f"of two servers, {ROUNDS} times; the loopback Discord shares the machine."
        )
        write_between_markers("discord", f"{markdown(['what', 'figure'], rows)}\n\n{note}")


if __name__ == "__main__":
    main()
