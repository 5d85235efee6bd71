"""``reroute letter`` from outside: piped, given, asked for on a screen, and at fault."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Callable

from knowledge.base import SHIPPED

Environment = Callable[..., dict[str, str]]


def test_without_a_name_the_letters_are_listed(run_bare) -> None:
    done = run_bare("letter")
    assert done.returncode == 0
    assert {b"physio-referral", b"complaint", b"yearly-review"} <= set(done.stdout.split())


def test_piped_lines_answer_the_questions_in_order(run_bare) -> None:
    lines = b"2\nI trip \xff{{ 7*7 }} {% for %}\n\nwalk to the shop\n"
    done = run_bare("letter", "physio-referral", "--nation", "scotland", stdin=lines)
    assert done.returncode == 0
    paragraphs = done.stdout.decode().strip().split("\n\n")
    assert paragraphs[0] == "Dear MS nurse,"
    assert "What has changed: I trip \ufffd{{ 7*7 }} {% for %}" in paragraphs
    assert "What I want to be able to do: walk to the shop." in paragraphs
    assert not any("What it does to my day" in paragraph for paragraph in paragraphs)
    assert any("Healthcare Improvement Scotland" in paragraph for paragraph in paragraphs)
    notes = done.stderr.decode()
    assert "What it rests on" in notes
    assert "NHS Tayside" in notes
    assert "Nothing that you typed was kept." in notes


def test_answers_can_be_given_and_the_rest_is_read(run_bare) -> None:
    words = ("--answer", "recipient=GP", "--answer", "changed=a = b")
    done = run_bare("letter", "physio-referral", "--script", *words, stdin=b"the stairs\n")
    text = done.stdout.decode()
    assert "Say: What has changed is this. a = b." in text
    assert "This is what it does to my day. the stairs." in text
    assert "--nation was not given" in done.stderr.decode()


def test_a_nation_from_the_settings_is_used(run_bare) -> None:
    words = ("--answer", "recipient=MS nurse")
    done = run_bare("letter", "yearly-review", *words, REROUTE_NATION="wales")
    assert b"QS108" in done.stdout


def test_what_is_wrong_is_said(run_bare) -> None:
    unknown = run_bare("letter", "poem")
    assert unknown.returncode == 1
    assert b'There is no letter "poem"' in unknown.stderr
    assert b"physio-referral" in unknown.stderr
    empty = run_bare("letter", "complaint", "--answer", "when=May")
    assert empty.returncode == 1
    assert empty.stdout == b""
    assert b"What happened? (happened): needs an answer." in empty.stderr
    assert b"when (when): is not asked" in empty.stderr
    assert run_bare("letter", "complaint", "--answer", "no equals sign").returncode == 1


def test_on_a_screen_it_asks_one_by_one_and_again_after_a_mistake(environment: Environment) -> None:
    typed = "3\nmy cat\n2\nI trip.\nOften.\n\n\nwalk\n\n"
    text = on_a_screen(environment, typed, "letter", "physio-referral")
    assert "Where do you live?" in text
    assert "1 of 5. Who will you ask?" in text
    flowing = re.sub(r"\s+", " ", text)
    assert "This must be one of: GP, MS nurse, Neurologist. Please try again." in flowing
    assert "Dear MS nurse," in text
    letter = text[text.index("Dear MS nurse,") :]
    assert re.search(r"What has changed: I trip\.\n *Often\.", letter)
    assert "NG220" in letter  # The third nation is Wales.
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 60


def test_leaving_early_keeps_nothing(environment: Environment) -> None:
    text = on_a_screen(environment, "1\n\x04", "letter", "complaint")
    assert "Stopped. Nothing was written or kept." in text


def on_a_screen(environment: Environment, typed: str, *words: str) -> str:
    """What a terminal shows while ``typed`` is typed; without echo and colours."""
    ours, theirs = pty.openpty()
    modes = termios.tcgetattr(theirs)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=SHIPPED.parent,
        env=environment(TERM="xterm", LINES="40"),
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        process.wait(timeout=60)
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux's way of saying that nobody holds the other end.
        return b""
