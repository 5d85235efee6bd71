"""The commands as Discord is told of them: no two get in each other's way."""

from __future__ import annotations

from collections import Counter

from loopback.command_limits import CHAT, MESSAGE
from loopback.community import Community

OURS = ("ask", "topics", "nation", "privacy", "forget-me", "help")


async def test_no_two_commands_shadow_each_other(community: Community) -> None:
    commands = community.loopback.commands.by_guild[None]
    names = Counter((command["type"], command["name"]) for command in commands)
    assert max(names.values()) == 1
    for command in commands:
        options = Counter(option["name"] for option in command.get("options") or [])
        assert not options or max(options.values()) == 1


async def test_members_commands_are_there_in_every_place(community: Community) -> None:
    commands = {(c["type"], c["name"]): c for c in community.loopback.commands.by_guild[None]}
    for key in [*((CHAT, name) for name in OURS), (MESSAGE, "Find information")]:
        command = commands[key]
        assert sorted(command["integration_types"]) == [0, 1]
        assert sorted(command["contexts"]) == [0, 1, 2]
        assert not command.get("default_member_permissions")
