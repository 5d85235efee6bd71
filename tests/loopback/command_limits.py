"""Discord's rules for application commands and for the choices of an autocomplete."""

from __future__ import annotations

import re
from typing import Any

from .errors import Findings
from .world import Json

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10

# Discord also lets vowel signs of Devanagari and Thai through, which \w does not; nobody here
# needs them.
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
_CHARACTERS = 8000


def check_commands(commands: list[Json]) -> None:
    """Refuse a set of commands that Discord would refuse. Raises :class:`ApiError`."""
    findings = Findings()
    names = [(c.get("type", CHAT), c.get("name")) for c in commands]
    findings.require(len(names) == len(set(names)), "name", "Doubled names")
    for kind, most in _MOST.items():
        fine = sum(k == kind for k, _ in names) <= most
        findings.require(fine, "commands", f"More than {most} commands of type {kind}")
    for index, command in enumerate(commands):
        path = str(index)
        kind = command.get("type", CHAT)
        if kind == CHAT:
            _check_name(command, path, findings)
            _check_options(command.get("options") or [], path, findings, 0)
            size = _characters(command)
            fine = size <= _CHARACTERS
            findings.require(fine, path, f"{size} characters in one command; {_CHARACTERS} may be")
        else:
            findings.length(command.get("name"), f"{path}.name", 1, 32)
            plain = not command.get("description") and not command.get("options")
            findings.require(plain, path, "A menu command has no description and no options")
        for key in ("contexts", "integration_types"):
            listed = command.get(key)
            findings.require(listed is None or listed, f"{path}.{key}", "Must not be empty")
    findings.check()


def _check_name(data: Json, path: str, findings: Findings) -> None:
    name = data.get("name") or ""
    fine = _NAME.match(name) and name == name.lower()
    findings.require(fine, f"{path}.name", f"Not a valid name: {name}")
    findings.length(data.get("description"), f"{path}.description", 1, 100)


def _check_options(options: list[Json], path: str, findings: Findings, depth: int) -> None:
    findings.length(options, f"{path}.options", 0, 25)
    names = [option.get("name") for option in options]
    findings.require(len(names) == len(set(names)), f"{path}.options", "Doubled names")
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    fine = all(nested) or not any(nested)
    findings.require(fine, f"{path}.options", "Subcommands and options do not mix")
    optional = False
    for index, option in enumerate(options):
        here = f"{path}.options.{index}"
        _check_name(option, here, findings)
        if nested[index]:
            deepest = 1 if option["type"] == SUBCOMMAND else 0
            findings.require(depth <= deepest, here, "Nested too deeply")
            inner = option.get("options") or []
            _check_options(inner, here, findings, 2 if option["type"] == SUBCOMMAND else 1)
            continue
        required = bool(option.get("required"))
        findings.require(not (optional and required), here, "Required options come first")
        optional = optional or not required
        _check_value(option, here, findings)


def _check_value(option: Json, path: str, findings: Findings) -> None:
    choices = option.get("choices") or []
    both = choices and option.get("autocomplete")
    findings.require(not both, path, "Either choices or autocomplete")
    check_choices(choices, path, findings, option["type"])
    findings.within(option.get("min_length"), f"{path}.min_length", 0, 6000)
    findings.within(option.get("max_length"), f"{path}.max_length", 1, 6000)


def check_choices(choices: list[Json], path: str, findings: Findings, kind: int) -> None:
    """Check the choices of an option, fixed or completed."""
    findings.length(choices, f"{path}.choices", 0, 25)
    for index, choice in enumerate(choices):
        here = f"{path}.choices.{index}"
        findings.length(choice.get("name"), f"{here}.name", 1, 100)
        value = choice.get("value")
        if kind == STRING:
            findings.length(value, f"{here}.value", 1, 100)
        else:
            findings.require(_is_number(value, kind), f"{here}.value", "Not a number")


def _is_number(value: Any, kind: int) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int if kind == INTEGER else int | float)


def _characters(data: Json) -> int:
    """What counts towards a command's size: names, descriptions and values, of all options."""
    own = len(data.get("name") or "") + len(data.get("description") or "")
    choices = sum(
        len(choice["name"]) + len(str(choice["value"])) for choice in data.get("choices") or []
    )
    return own + choices + sum(_characters(option) for option in data.get("options") or [])
