"""The command line from outside: real processes, the real model, wild input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.base import SHIPPED

ROOT = SHIPPED.parent


def records(done: subprocess.CompletedProcess[bytes]) -> list[dict]:
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_batch_is_answered_line_by_line(run) -> None:
    lines = [
        {"id": "a", "text": "Is yoga any good for MS?"},
        {"id": 2, "text": "I want to die", "nation": "wales"},
        {
            "id": "c",
            "text": "what about swimming?",
            "turns": ["Is yoga good?", "what about swimming?"],
        },
        {"id": "d", "text": "best pizza in town?"},
    ]
    answers = records(run("ask", "--batch", stdin="\n".join(map(json.dumps, lines)).encode()))
    assert [answer["id"] for answer in answers] == ["a", 2, "c", "d"]
    assert [answer["route"] for answer in answers[:2]] == ["answer", "crisis"]
    assert answers[0]["topics"][0] == "yoga"
    assert answers[2]["topics"][0] == "swimming-hydrotherapy"
    assert answers[3]["answered"] is False
    for answer in answers:
        assert set(answer) == {"id", "route", "topics", "answered", "score", "text"}
        assert 1 <= len(answer["topics"]) <= 10
        assert 0 <= answer["score"] <= 1
        assert answer["text"]


def test_a_bad_line_is_told_and_the_next_is_answered(run) -> None:
    lines = [
        b"this is not json",
        b'{"id": "no-text"}',
        b'{"id": "nation", "text": "hello", "nation": "france"}',
        b'["a", "list"]',
        b'{"id": "bytes", "text": "yoga \xff\xfe"}',
        b'{"id": "nul", "text": "yoga \\u0000 \\ud800"}',
        b'{"id": "empty", "text": ""}',
        b'{"id": "emoji", "text": "\xf0\x9f\x98\x80"}',
        json.dumps({"id": "long", "text": "a b " * 2500}).encode(),
        b"[" * 100_000,
        b'{"id": "last", "text": "Is Pilates good for MS?"}',
    ]
    answers = records(run("ask", "--batch", stdin=b"\n".join(lines)))
    assert len(answers) == len(lines)
    assert all("error" in answers[i] for i in (0, 1, 2, 3, 9))
    assert "nation" in answers[2]["error"]
    assert all(answers[i]["text"] for i in (4, 5, 6, 7, 8, 10))
    assert answers[10]["topics"][0] == "pilates"


def test_the_terminal_answers_what_is_piped_in(run) -> None:
    done = run("run", stdin=b"Is yoga any good for MS?\n\nxx\xff\x00\n")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert "Where this comes from" in text
    assert "I don't have a checked answer" in text
    assert max(map(len, text.splitlines())) <= 60
    assert "\x1b" not in text
    assert b"DISCORD_TOKEN" in done.stderr


def test_one_question(run) -> None:
    done = run("ask", "Is yoga any good for MS?", "--nation", "scotland", "--json")
    assert json.loads(done.stdout)["topics"][0] == "yoga"
    assert run("ask").returncode == 1


def test_check_names_the_fault_and_run_refuses_with_the_same_words(
    run, knowledge_copy: Path
) -> None:
    assert run("check").returncode == 0
    broken = knowledge_copy / "entries/exercise/yoga.yaml"
    broken.write_text(broken.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    words = "entries/exercise/yoga.yaml: title: field required"
    checked = run("check", REROUTE_KNOWLEDGE=str(knowledge_copy))
    assert checked.returncode == 1
    assert words in checked.stdout.decode()
    refused = run("run", REROUTE_KNOWLEDGE=str(knowledge_copy))
    assert refused.returncode == 1
    assert words in refused.stderr.decode()


@pytest.mark.parametrize(
    "words", [("--help",), ("ask", "--help"), ("knowledge", "list"), ("knowledge", "show", "yoga")]
)
def test_help_and_listings_need_no_model(run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words, REROUTE_CACHE=str(tmp_path / "none"))
    assert done.returncode == 0
    assert not (tmp_path / "none").exists()


def test_a_wrong_setting_is_named_without_its_value(run) -> None:
    done = run("run", REROUTE_BACKEND="steam-engine")
    assert done.returncode == 1
    assert b"backend" in done.stderr
    assert b"steam-engine" not in done.stderr


def test_what_is_not_needed_is_not_imported() -> None:
    heavy = "[m for m in ('torch', 'discord', 'sqlalchemy', 'alembic') if m in sys.modules]"
    code = f"import sys, bot.__main__; print({heavy}); import bot.app; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines() == [b"[]", b"['sqlalchemy', 'alembic']"]
