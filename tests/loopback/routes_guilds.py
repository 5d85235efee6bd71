"""Guilds, their channels, roles and members."""

from __future__ import annotations

from . import payloads, permissions
from .errors import ApiError
from .rest import Call, Routes
from .routes_threads import edit as edit_thread
from .world import Channel, ChannelType, Json, Member, Overwrite

_EDITABLE = {"name": "name", "topic": "topic", "nsfw": "nsfw", "rate_limit_per_user": "slowmode"}


def get_guild(call: Call) -> Json:
    guild = call.guild()
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 0}
    return payloads.of_guild_alone(guild) | counts


def list_channels(call: Call) -> list[Json]:
    return [payloads.of_channel(channel) for channel in call.guild().channels.values()]


def create_channel(call: Call) -> Json:
    guild = call.guild()
    _need_in_guild(call, permissions.MANAGE_CHANNELS)
    made = call.loopback.changes.add_channel(
        guild,
        call.data["name"],
        ChannelType(call.data.get("type", 0)),
        overwrites=_overwrites(call.data.get("permission_overwrites") or []),
        tags=[tag["name"] for tag in call.data.get("available_tags") or []],
    )
    return payloads.of_channel(made)


def _overwrites(listed: list[Json]) -> list[Overwrite]:
    return [
        Overwrite(int(one["id"]), one["type"] == 1, int(one["allow"]), int(one["deny"]))
        for one in listed
    ]


def get_channel(call: Call) -> Json:
    return payloads.of_channel(call.channel(), viewer=call.loopback.world.bot)


def edit_channel(call: Call) -> Json:
    """Edit a channel; a thread is edited by `routes_threads.edit`."""
    channel = call.channel()
    if channel.thread:
        return edit_thread(call, channel)
    call.need(channel, permissions.MANAGE_CHANNELS)
    fields = {ours: call.data[name] for name, ours in _EDITABLE.items() if name in call.data}
    if "permission_overwrites" in call.data:
        listed = _overwrites(call.data["permission_overwrites"])
        fields["overwrites"] = {one.target: one for one in listed}
    call.loopback.changes.update_channel(channel, **fields)
    return payloads.of_channel(channel)


def delete_channel(call: Call) -> Json:
    channel = call.channel()
    data = payloads.of_channel(channel)
    if channel.thread:
        call.need(channel, permissions.MANAGE_THREADS)
        call.loopback.threads.delete(channel)
    elif channel.guild:
        call.need(channel, permissions.MANAGE_CHANNELS)
        call.loopback.changes.remove_channel(channel)
    return data


def set_overwrite(call: Call) -> None:
    channel = _with_roles(call)
    one = Overwrite(
        call.id("target"),
        call.data["type"] == 1,
        int(call.data.get("allow") or 0),
        int(call.data.get("deny") or 0),
    )
    overwrites = channel.overwrites | {one.target: one}
    call.loopback.changes.update_channel(channel, overwrites=overwrites)


def remove_overwrite(call: Call) -> None:
    channel = _with_roles(call)
    overwrites = {k: v for k, v in channel.overwrites.items() if k != call.id("target")}
    call.loopback.changes.update_channel(channel, overwrites=overwrites)


def _with_roles(call: Call) -> Channel:
    channel = call.channel()
    call.need(channel, permissions.MANAGE_ROLES)
    return channel


def list_roles(call: Call) -> list[Json]:
    return [payloads.of_role(role) for role in call.guild().roles.values()]


def list_members(call: Call) -> list[Json]:
    guild = call.guild()
    after = int(call.query.get("after", 0))
    listed = [m for i, m in sorted(guild.members.items()) if i > after]
    return [payloads.of_member(m) for m in listed[: call.number("limit", 1, 1, 1000)]]


def get_member(call: Call) -> Json:
    return payloads.of_member(_member(call))


def _member(call: Call) -> Member:
    member = call.guild().members.get(call.id("user_id"))
    if member is None:
        raise ApiError(10007)
    return member


def give_role(call: Call) -> None:
    member, role = _member(call), _role(call)
    call.loopback.changes.update_member(member, roles=member.roles | {role})


def take_role(call: Call) -> None:
    member, role = _member(call), _role(call)
    call.loopback.changes.update_member(member, roles=member.roles - {role})


def _role(call: Call) -> int:
    """The role in the path, which the bot may give."""
    guild = call.guild()
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise ApiError(10011)
    _need_in_guild(call, permissions.MANAGE_ROLES)
    if role.position >= permissions.highest_role(guild, call.loopback.world.bot).position:
        raise ApiError(50013, "the role is not below the bot's own")
    return role.id


def _need_in_guild(call: Call, bits: int) -> None:
    if permissions.of_guild(call.guild(), call.loopback.world.bot) & bits != bits:
        raise ApiError(50013, f"permission bits {bits:#x}")


_GUILD = "/guilds/{guild_id}"

ROUTES: Routes = (
    ("GET", _GUILD, get_guild),
    ("GET", _GUILD + "/channels", list_channels),
    ("POST", _GUILD + "/channels", create_channel),
    ("GET", _GUILD + "/roles", list_roles),
    ("GET", _GUILD + "/members", list_members),
    ("GET", _GUILD + "/members/{user_id}", get_member),
    ("PUT", _GUILD + "/members/{user_id}/roles/{role_id}", give_role),
    ("DELETE", _GUILD + "/members/{user_id}/roles/{role_id}", take_role),
    ("GET", "/channels/{channel_id}", get_channel),
    ("PATCH", "/channels/{channel_id}", edit_channel),
    ("DELETE", "/channels/{channel_id}", delete_channel),
    ("PUT", "/channels/{channel_id}/permissions/{target}", set_overwrite),
    ("DELETE", "/channels/{channel_id}/permissions/{target}", remove_overwrite),
)
