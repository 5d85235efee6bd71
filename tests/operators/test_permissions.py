"""The list of permissions agrees with Discord's, with the invite link and with the README."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.commands.invite import id_in
from bot.permissions import INTENTS, MESSAGE_CONTENT, NEEDED, bits, invite_link, missing
from bot.settings import Settings
from knowledge.base import SHIPPED

README = (SHIPPED.parent / "README.md").read_text("utf-8")
NUMBER = 1234567890123456789


def invite(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("REROUTE", "DISCORD"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "invite", *words],
        capture_output=True,
        text=True,
        cwd=SHIPPED.parent,
        env=own | {"COLUMNS": "60"} | environment,
        timeout=120,
        check=False,
    )


def test_each_permission_is_the_one_that_discord_means() -> None:
    for permission in NEEDED:
        assert getattr(discord.Permissions, permission.name).flag == permission.bit
    assert bits() == sum(1 << i for i in (10, 11, 15, 16, 38))


def test_each_intent_is_known_to_discord() -> None:
    for intent in (*INTENTS, MESSAGE_CONTENT):
        alone = discord.Intents(**{intent.name: True})
        privileged = discord.Intents(members=True, presences=True, message_content=True)
        assert bool(alone.value & privileged.value) is intent.privileged


def test_what_is_missing_is_found_bit_by_bit() -> None:
    assert missing(bits(), NEEDED) == ()
    for permission in NEEDED:
        assert missing(bits() & ~permission.bit, NEEDED) == (permission,)


def test_the_invite_link_asks_for_that_and_nothing_more() -> None:
    asked = parse_qs(urlsplit(invite_link(NUMBER)).query)
    assert asked == {
        "client_id": [str(NUMBER)],
        "permissions": [str(bits())],
        "scope": ["bot applications.commands"],
    }


def test_invite_prints_the_link_and_a_reason_for_each_permission() -> None:
    token = base64.b64encode(str(NUMBER).encode()).decode().rstrip("=") + ".Xabcde.secret"
    by_token = invite(DISCORD_TOKEN=token)
    assert by_token.returncode == 0, by_token.stderr
    assert by_token.stdout == invite("--application-id", str(NUMBER)).stdout
    assert by_token.stdout.splitlines()[0] == invite_link(NUMBER)
    for permission in NEEDED:
        assert f"- {permission.label}: {permission.reason}." in by_token.stdout
    assert "secret" not in by_token.stdout + by_token.stderr
    without = invite()
    assert without.returncode == 1
    assert "--application-id" in without.stderr


@pytest.mark.parametrize("token", ["", "loopback.token.x", "!!!.a.b", "ünïcode.a"])
def test_a_token_that_names_no_application_is_seen_to(token: str) -> None:
    assert id_in(token) is None


def test_the_readme_names_every_permission_and_intent_with_its_reason() -> None:
    for permission in NEEDED:
        assert f"| {permission.label} | {permission.reason} |" in README
    for intent in (*INTENTS, MESSAGE_CONTENT):
        label = f"`{intent.name}`{', privileged' if intent.privileged else ''}"
        assert f"| {label} | {intent.reason} |" in README


def test_the_readme_names_every_setting_and_no_other() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    fields = {f"REROUTE_{name.upper()}" for name in Settings.model_fields}
    assert listed == fields - {"REROUTE_DISCORD_TOKEN"} | {"DISCORD_TOKEN"}
