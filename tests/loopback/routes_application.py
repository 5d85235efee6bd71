"""Logging in, the application, its commands and emojis, and users."""

from __future__ import annotations

from . import payloads, permissions
from .command_limits import check_commands
from .errors import ApiError
from .rest import Call, Routes
from .world import Json, Snowflakes


class CommandStore:
    """The commands that were synced: for all guilds (key ``None``) or for one."""

    def __init__(self, application_id: int, snowflakes: Snowflakes) -> None:
        self._application_id = application_id
        self._snowflakes = snowflakes
        self.by_guild: dict[int | None, list[Json]] = {None: []}

    def replace(self, guild_id: int | None, wanted: list[Json]) -> list[Json]:
        """Set all commands of a scope. An unchanged command keeps id and version; a changed one
        keeps its id.
        """
        check_commands(wanted)
        old = {(c["type"], c["name"]): c for c in self.by_guild.get(guild_id, [])}
        made = [self._complete(command, guild_id) for command in wanted]
        for command in made:
            before = old.get((command["type"], command["name"]))
            if before:
                same = {**before, "id": 0, "version": 0} == {**command, "id": 0, "version": 0}
                command["id"] = before["id"]
                command["version"] = before["version"] if same else command["version"]
        self.by_guild[guild_id] = made
        return made

    def _complete(self, command: Json, guild_id: int | None) -> Json:
        bits = command.get("default_member_permissions")
        data: Json = {
            "id": str(self._snowflakes.next()),
            "application_id": str(self._application_id),
            "version": str(self._snowflakes.next()),
            "type": command.get("type", 1),
            "name": command["name"],
            "name_localizations": command.get("name_localizations"),
            "description": command.get("description") or "",
            "description_localizations": command.get("description_localizations"),
            "options": command.get("options") or [],
            "default_member_permissions": None if bits is None else str(bits),
            "nsfw": command.get("nsfw") or False,
        }
        if guild_id:
            return data | {"guild_id": str(guild_id)}
        data["dm_permission"] = command.get("dm_permission", True)
        data["contexts"] = command.get("contexts")
        data["integration_types"] = command.get("integration_types") or [0]
        return data


def me(call: Call) -> Json:
    own = {"verified": True, "mfa_enabled": True, "locale": "en-GB", "email": None}
    return payloads.of_user(call.loopback.world.bot) | own


def application(call: Call) -> Json:
    world = call.loopback.world
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": payloads.of_user(world.application_owner),
        "team": None,
        "type": None,
        "verify_key": "0" * 64,
        "flags": call.loopback.application_flags,
        "flags_new": str(call.loopback.application_flags),
        "interactions_endpoint_url": None,
        "integration_types_config": {"0": {}, "1": {}},
        "bot": payloads.of_user(world.bot),
        "redirect_uris": [],
        "role_connections_verification_url": None,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
    }


def gateway_bot(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
    return {
        "url": call.loopback.gateway_url,
        "shards": call.loopback.recommended_shards,
        "session_start_limit": limit,
    }


def gateway(call: Call) -> Json:
    return {"url": call.loopback.gateway_url}


def user(call: Call) -> Json:
    found = call.loopback.world.users.get(call.id("user_id"))
    if found is None:
        raise ApiError(10013)
    return payloads.of_user(found)


def guilds(call: Call) -> list[Json]:
    """The guilds that the bot is in, with what it may do there."""
    world = call.loopback.world
    after, limit = int(call.query.get("after", 0)), call.number("limit", 200, 1, 200)
    inside = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
    listed = [guild for guild in sorted(inside, key=lambda g: g.id) if guild.id > after]
    return [
        payloads.of_guild_alone(guild)
        | {
            "owner": guild.owner is world.bot,
            "permissions": str(permissions.of_guild(guild, world.bot)),
        }
        for guild in listed[:limit]
    ]


def open_dm(call: Call) -> Json:
    recipient = call.loopback.world.users.get(int(call.data["recipient_id"]))
    if recipient is None:
        raise ApiError(10013)
    return payloads.of_channel(call.loopback.world.dm(recipient))


def list_commands(call: Call) -> list[Json]:
    return call.loopback.commands.by_guild.get(_scope(call), [])


def sync_commands(call: Call) -> list[Json]:
    return call.loopback.commands.replace(_scope(call), call.data)


def one_command(call: Call) -> Json:
    for command in list_commands(call):
        if command["id"] == call.params["command_id"]:
            return command
    raise ApiError(10063)


def delete_command(call: Call) -> None:
    list_commands(call).remove(one_command(call))


def _scope(call: Call) -> int | None:
    if call.id("application_id") != call.loopback.world.application_id:
        raise ApiError(50001, "another application's commands")
    return call.guild().id if "guild_id" in call.params else None


def emojis(call: Call) -> Json:
    return {"items": call.loopback.world.emojis}


def create_emoji(call: Call) -> Json:
    world = call.loopback.world
    emoji: Json = {
        "id": str(world.snowflakes.next()),
        "name": call.data["name"],
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
        "user": payloads.of_user(world.bot),
    }
    world.emojis.append(emoji)
    return emoji


_GLOBAL = "/applications/{application_id}/commands"
_LOCAL = "/applications/{application_id}/guilds/{guild_id}/commands"

ROUTES: Routes = (
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", guilds),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", "/users/{user_id}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", _GLOBAL, list_commands),
    ("PUT", _GLOBAL, sync_commands),
    ("GET", _GLOBAL + "/{command_id}", one_command),
    ("DELETE", _GLOBAL + "/{command_id}", delete_command),
    ("GET", _LOCAL, list_commands),
    ("PUT", _LOCAL, sync_commands),
    ("GET", _LOCAL + "/{command_id}", one_command),
    ("DELETE", _LOCAL + "/{command_id}", delete_command),
    ("GET", "/applications/{application_id}/emojis", emojis),
    ("POST", "/applications/{application_id}/emojis", create_emoji),
)
