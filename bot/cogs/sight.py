"""Who may open which thread, by what Discord says at this moment.

Nothing here reads the store, so it can be tried on any server that can be thought of.
"""

from __future__ import annotations

from collections.abc import Collection

import discord
from discord.abc import GuildChannel

FollowableChannel = discord.ForumChannel | discord.TextChannel

PUBLIC = (discord.ChannelType.public_thread, discord.ChannelType.news_thread)


def may_read(channel: GuildChannel, member: discord.Member) -> bool:
    """Whether ``member`` can see ``channel`` and what was written there before."""
    allowed = channel.permissions_for(member)
    return allowed.view_channel and allowed.read_message_history


def channel_of(place: object) -> GuildChannel | None:
    """The channel whose permissions count in ``place``: a thread's parent, otherwise itself."""
    if isinstance(place, discord.Thread):
        return place.parent
    return place if isinstance(place, GuildChannel) else None


def is_adult(place: object) -> bool:
    """Whether ``place`` is a channel, or a thread of one, for adults only."""
    channel = channel_of(place)
    return isinstance(channel, FollowableChannel) and channel.is_nsfw()


def readable(
    member: discord.Member, channels: Collection[int], *, asked_in: object, public: bool
) -> frozenset[int]:
    """Those of ``channels`` whose threads ``member`` may be shown in ``asked_in``.

    ``public``: others read the reply as well, so that each of them must be
    able to read the channel. Channels for adults only count in such channels.
    """
    adult, place = is_adult(asked_in), channel_of(asked_in)
    found = set()
    for number in channels:
        channel = member.guild.get_channel(number)
        if not isinstance(channel, FollowableChannel) or not may_read(channel, member):
            continue
        if channel.is_nsfw() and not adult:
            continue
        if public and (place is None or not _read_by_all_of(place, channel)):
            continue
        found.add(number)
    return frozenset(found)


def may_open(
    member: discord.Member,
    thread: object,
    channels: Collection[int],
    *,
    asked_in: object,
    public: bool,
) -> bool:
    """Whether ``member`` may be shown ``thread``, as it is now, in ``asked_in``.

    ``public``: others read it as well, see :func:`readable`.
    """
    return (
        isinstance(thread, discord.Thread)
        and thread.guild.id == member.guild.id
        and thread.type in PUBLIC
        and thread.parent_id in channels
        and thread.parent_id
        in readable(member, (thread.parent_id,), asked_in=asked_in, public=public)
    )


def _read_by_all_of(place: GuildChannel, channel: GuildChannel) -> bool:
    """Whether everybody who sees ``place`` can surely read ``channel``; if in doubt, not."""
    views, reads = _said_of(channel, "view_channel"), _said_of(channel, "read_message_history")
    base = channel.guild.default_role
    seen = views == _said_of(place, "view_channel") or _all_may(
        views, base, granted=base.permissions.view_channel
    )
    return seen and _all_may(reads, base, granted=base.permissions.read_message_history)


def _all_may(said: dict[int, bool], everyone: discord.Role, *, granted: bool) -> bool:
    """Whether everyone has a permission, and nobody in particular is denied it."""
    return said.get(everyone.id, granted) and False not in said.values()


def _said_of(channel: GuildChannel, permission: str) -> dict[int, bool]:
    """What the overwrites of ``channel`` say on a permission, by role or member."""
    found = {}
    for target, overwrite in channel.overwrites.items():
        value = getattr(overwrite, permission)
        if value is not None:
            found[target.id] = value
    return found
