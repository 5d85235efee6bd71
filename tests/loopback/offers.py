"""Which commands Discord's client offers to somebody, and which values it lets them give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import payloads, permissions
from .command_limits import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from .world import Channel, Json, Message, Role, User

if TYPE_CHECKING:
    from .server import Loopback

BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 5, 6, 7, 8, 9, 11

_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    USER: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (User, Role),
    NUMBER: (int, float),
    ATTACHMENT: (tuple,),
}


class NotOffered(AssertionError):  # noqa: N818  # It says what happened to the person.
    """Discord's client would not let this person do that here."""


def find_command(
    loopback: Loopback, user: User, channel: Channel, kind: int, name: str, *, stale: bool
) -> Json:
    """The synced command, if Discord would show it. ``stale``: somebody's client has not noticed
    yet that it may not.
    """
    guild_id = channel.guild.id if channel.guild else None
    local = loopback.commands.by_guild.get(guild_id, []) if guild_id else []
    every = [*local, *loopback.commands.by_guild[None]]
    found = [c for c in every if c["type"] == kind and c["name"] == name]
    if not found:
        known = [c["name"] for c in every if c["type"] == kind]
        raise NotOffered(f"there is no command {name!r}; there are {known}")
    command = found[0]
    reason = None if stale else _hidden(loopback, user, channel, command)
    if reason:
        raise NotOffered(f"{user.name} is not shown {name!r} here: {reason}")
    return command


def owners(loopback: Loopback, user: User, channel: Channel) -> Json:
    """Through which installations the application is there: guild (0) and user (1)."""
    guild = channel.guild
    there: Json = {}
    if guild and loopback.world.bot.id in guild.members:
        there["0"] = str(guild.id)
    elif channel.context == 1 and loopback.world.shares_guild(user):
        there["0"] = "0"
    if user.installed:
        there["1"] = str(user.id)
    return there


def _hidden(loopback: Loopback, user: User, channel: Channel, command: Json) -> str | None:
    """Why a command is not shown; None if it is."""
    ways = [int(way) for way in owners(loopback, user, channel)]
    if not set(ways) & set(command.get("integration_types") or [0]):
        return "it is not installed there"
    contexts, here = command.get("contexts"), channel.context
    if contexts is not None and here not in contexts:
        return "not in this kind of place"
    if contexts is None and here and not command.get("dm_permission", True):
        return "not in direct messages"
    return _forbidden(user, channel, command) if channel.guild else None


def _forbidden(user: User, channel: Channel, command: Json) -> str | None:
    """Which permission keeps a command from being shown in a guild; None if none does."""
    bits = permissions.of_channel(channel, user)
    if not bits & permissions.VIEW_CHANNEL:
        return "they do not see the channel"
    if not bits & permissions.USE_APPLICATION_COMMANDS:
        return "they may not use commands there"
    needed = command.get("default_member_permissions")
    if needed is None or bits == permissions.ALL:
        return None
    if int(needed) == 0 or bits & int(needed) != int(needed):
        return f"it needs the permissions {int(needed):#x}"
    return None


def descend(command: Json, words: Iterable[str]) -> tuple[list[Json], list[Json]]:
    """The groups and subcommand that ``words`` name, and the options of the last."""
    path, options = [], command.get("options") or []
    for word in words:
        found = [o for o in options if o["name"] == word and o["type"] in (SUBCOMMAND, GROUP)]
        if not found:
            raise NotOffered(f"{command['name']!r} has no {word!r}")
        path.append(found[0])
        options = found[0].get("options") or []
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in options):
        raise NotOffered(f"{command['name']!r} needs a subcommand")
    return path, options


class Values:
    """Turns what a person gives into the options and resolved data of an interaction."""

    def __init__(self, loopback: Loopback, channel: Channel) -> None:
        self._loopback = loopback
        self._channel = channel
        self.resolved: Json = {}

    def options(self, known: list[Json], given: dict[str, Any], focused: str | None) -> list[Json]:
        """Checked as the client checks them; while one is ``focused``, some may be missing."""
        names = {option["name"] for option in known}
        if set(given) - names:
            raise NotOffered(f"no such options: {sorted(set(given) - names)}")
        made = []
        for option in known:
            name, kind = option["name"], option["type"]
            if name not in given:
                if option.get("required") and focused is None:
                    raise NotOffered(f"{name} is required")
                continue
            data: Json = {"name": name, "type": kind}
            if name == focused:
                made.append(data | {"value": given[name], "focused": True})
            else:
                made.append(data | {"value": self._value(option, given[name])})
        return made

    def _value(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        choices = option.get("choices") or []
        if choices:
            for choice in choices:
                if value in (choice["name"], choice["value"]):
                    return choice["value"]
            raise NotOffered(f"{name} offers {[c['name'] for c in choices]}, not {value!r}")
        fits = isinstance(value, _TYPES[kind])
        if not fits or (kind != BOOLEAN and isinstance(value, bool)):
            raise NotOffered(f"{name} does not take {value!r}")
        if kind == STRING:
            low, high = option.get("min_length") or 0, option.get("max_length") or 6000
            if not low <= len(value) <= high:
                raise NotOffered(f"{name} takes {low} to {high} characters, not {len(value)}")
        if kind in (INTEGER, NUMBER):
            low, high = option.get("min_value"), option.get("max_value")
            if (low is not None and value < low) or (high is not None and value > high):
                raise NotOffered(f"{name} takes {low} to {high}, not {value}")
        return self.resolve(value) if isinstance(value, User | Role | Channel | tuple) else value

    def resolve(self, value: User | Role | Channel | Message | tuple[str, bytes]) -> str:
        """Put something into the resolved data; gives its id."""
        guild = self._channel.guild
        if isinstance(value, tuple):
            filename, content = value
            store = self._loopback.interactions.store
            attachment = store.upload(self._channel, filename, content)
            self._into("attachments", attachment["id"], attachment)
            return str(attachment["id"])
        if isinstance(value, User):
            self._into("users", value.id, payloads.of_user(value))
            if guild and value.id in guild.members:
                member = payloads.of_member(guild.members[value.id], with_user=False)
                bits = permissions.of_channel(self._channel, value)
                self._into("members", value.id, member | {"permissions": str(bits)})
        elif isinstance(value, Role):
            self._into("roles", value.id, payloads.of_role(value))
        elif isinstance(value, Channel):
            bot = self._loopback.world.bot
            self._into("channels", value.id, payloads.of_interaction_channel(value, bot))
        else:
            data = payloads.of_message(value, bot=self._loopback.world.bot)
            self._into("messages", value.id, data)
        return str(value.id)

    def _into(self, kind: str, key: object, data: Json) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = data
