"""What health is judged by, with a clock of the test's own; and what the log keeps to itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.health import SILENCE, Health, memory_in_use
from bot.logs import JsonLines, PlainLines
from bot.settings import read_shards


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_silence_is_trouble_and_its_end_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    health = Health(clock)
    assert health.trouble() == ""
    clock.now += SILENCE + 1
    assert "since the start" in health.trouble()
    health.heard()
    assert health.trouble() == ""
    clock.now += SILENCE + 1
    with caplog.at_level(logging.INFO, "bot.health"):
        for _ in range(3):
            health.report()
        health.heard()
        for _ in range(3):
            health.report()
    assert [record.message for record in caplog.records] == [
        "unwell: nothing has been heard from Discord for 121 s",
        "well again",
    ]


def test_only_events_count_as_events() -> None:
    clock = Clock()
    health = Health(clock)
    health.heard(event=True)
    clock.now += 50
    health.heard()
    assert (health.since_event, health.since_heard) == (50, 0)


def test_a_late_loop_is_trouble_until_it_is_forgotten() -> None:
    health = Health(Clock())
    health.heard()
    health.late_by(2.5)
    assert "late by 2.5 s" in health.trouble()
    for _ in range(60):
        health.late_by(-0.001)
    assert health.trouble() == ""
    assert health.lag == 0


@given(st.lists(st.floats(0, 9000), max_size=60))
def test_questions_are_counted_over_about_an_hour(moments: list[float]) -> None:
    clock = Clock(0.0)
    health = Health(clock)
    for moment in sorted(moments):
        clock.now = moment
        health.asked()
    last = max(moments, default=0.0)
    surely = sum(moment > last - 3540 for moment in moments)
    perhaps = sum(moment > last - 3660 for moment in moments)
    assert surely <= health.questions_in_last_hour <= perhaps


def test_memory_is_plausible() -> None:
    assert 10e6 < memory_in_use() < 50e9


@pytest.mark.parametrize("kind", [PlainLines, JsonLines])
def test_keys_never_reach_the_log(kind: type[logging.Formatter]) -> None:
    formatter = kind("the-operators-own-key")
    webhook = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24tdG9rZW4/messages"
    tokenlike = ".".join(("A" * 26, "B" * 6, "C" * 38))
    for text in (f"key the-operators-own-key at {webhook}", f"{tokenlike} is one"):
        record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", (text,), None)
        line = formatter.format(record)
        for secret in ("own-key", "aW50ZXJhY3Rpb24", "A" * 26):
            assert secret not in line


@given(st.sets(st.integers(0, 50), min_size=1))
def test_shards_are_read_as_written(shards: set[int]) -> None:
    assert read_shards(",".join(map(str, sorted(shards)))) == tuple(sorted(shards))
    assert read_shards(f"{min(shards)}-{max(shards)}") == tuple(range(min(shards), max(shards) + 1))
