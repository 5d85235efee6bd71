"""Who may do what where: Discord's own order of roles, overwrites and threads, over bits."""

from __future__ import annotations

from datetime import UTC, datetime

from .world import Channel, ChannelType, Guild, Role, User

CREATE_INSTANT_INVITE = 1 << 0
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
SEND_TTS_MESSAGES = 1 << 12
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_ROLES = 1 << 28
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40
USE_EXTERNAL_APPS = 1 << 50
PIN_MESSAGES = 1 << 51

ALL = (1 << 53) - 1

MEMBERS = (
    CREATE_INSTANT_INVITE
    | ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS
    | USE_EXTERNAL_APPS
)
"""What @everyone has in a new guild here."""

_NEED_SENDING = SEND_TTS_MESSAGES | MENTION_EVERYONE | EMBED_LINKS | ATTACH_FILES
_WHILE_TIMED_OUT = VIEW_CHANNEL | READ_MESSAGE_HISTORY
_IN_DM = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | USE_EXTERNAL_APPS
)


def of_guild(guild: Guild, user: User) -> int:
    """What ``user`` may do in ``guild`` before any channel is looked at."""
    if guild.owner is user:
        return ALL
    member = guild.members.get(user.id)
    if member is None:
        return 0
    bits = guild.everyone.permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    return ALL if bits & ADMINISTRATOR else bits


def of_channel(channel: Channel, user: User) -> int:
    """What ``user`` may do in ``channel``; 0 if they cannot see it."""
    guild = channel.guild
    if guild is None:
        inside = user in channel.among if channel.among else user.bot or channel.recipient is user
        return _IN_DM if inside else 0
    bits = of_guild(guild, user)
    if bits == ALL:
        return ALL
    member = guild.members.get(user.id)
    if member is None:
        return 0
    bits = _with_overwrites(channel.permission_channel, bits, member.roles, user)
    if member.timed_out_until and member.timed_out_until > datetime.now(UTC):
        bits &= _WHILE_TIMED_OUT
    return _implied(channel, bits, user)


def may(channel: Channel, user: User, needed: int) -> bool:
    """Whether ``user`` has all of the bits in ``needed``."""
    return of_channel(channel, user) & needed == needed


def sending_bit(channel: Channel) -> int:
    """The permission that lets somebody write in ``channel``."""
    return SEND_MESSAGES_IN_THREADS if channel.thread else SEND_MESSAGES


def highest_role(guild: Guild, user: User) -> Role:
    """The role that counts where one member acts on another."""
    member = guild.members[user.id]
    roles = [guild.roles[role] for role in member.roles] or [guild.everyone]
    return max(roles, key=lambda role: role.position)


def _with_overwrites(channel: Channel, bits: int, roles: set[int], user: User) -> int:
    assert channel.guild is not None
    everyone = channel.overwrites.get(channel.guild.id)
    if everyone:
        bits = bits & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role in roles:
        if role in channel.overwrites:
            allow |= channel.overwrites[role].allow
            deny |= channel.overwrites[role].deny
    bits = bits & ~deny | allow
    own = channel.overwrites.get(user.id)
    return bits & ~own.deny | own.allow if own else bits


def _implied(channel: Channel, bits: int, user: User) -> int:
    """What a missing permission takes with it."""
    if not bits & VIEW_CHANNEL:
        return 0
    thread = channel.thread
    if (
        thread
        and channel.type is ChannelType.PRIVATE_THREAD
        and user.id not in thread.members
        and not bits & MANAGE_THREADS
    ):
        return 0
    if not bits & sending_bit(channel):
        bits &= ~_NEED_SENDING
    return bits
