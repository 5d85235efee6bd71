"""The bot's process is watched: where it connects, what it logs, and whether it still runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .community import Community
from .process import ROOT, BotProcess
from .rerouted import BLOCKED


@pytest.mark.parametrize(
    ("host", "allowed"), [("192.0.2.1", False), ("discord.com", False), ("127.0.0.1", True)]
)
def test_no_way_leads_to_another_machine(host: str, allowed: bool) -> None:
    code = f"""
import asyncio, socket, sys
sys.path.insert(0, "tests")
from loopback.rerouted import guard
sys.addaudithook(guard)
for connect in (
    lambda: socket.create_connection(({host!r}, 1), timeout=1),
    lambda: asyncio.run(asyncio.open_connection({host!r}, 1)),
):
    try:
        connect()
    except OSError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr.decode().count(f"{BLOCKED} {host}") == (0 if allowed else 2)
    assert done.stdout.decode().count("in a test") == (0 if allowed else 2)


async def test_waiting_for_a_bot_that_has_ended_fails_at_once(
    discord_world: Community, tmp_path: Path
) -> None:
    process = BotProcess(discord_world.loopback, tmp_path, {})
    await process.launch("--help")
    with pytest.raises(AssertionError, match=r"the bot ended with 0"):
        await discord_world.loopback.gateway.ready()
    assert "Usage" in process.log
    process.check()
    await process.close()


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        f"{BLOCKED} huggingface.co",
        "got message 'I cannot feel my feet'",
    ],
)
async def test_a_log_is_searched_for_what_must_not_be_in_it(
    discord_world: Community, tmp_path: Path, line: str
) -> None:
    process = BotProcess(discord_world.loopback, tmp_path, {})
    discord_world.ann.says(discord_world.general, "I cannot feel my feet")
    process.check()
    (tmp_path / "bot.log").write_text(f"INFO fine\n{line}\n", "utf-8")
    with pytest.raises(AssertionError):
        process.check()
