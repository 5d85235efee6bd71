"""Gateway intents: which event needs which, and which are privileged."""

from __future__ import annotations

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_MESSAGE_REACTIONS = 1 << 10
GUILD_MESSAGE_TYPING = 1 << 11
DIRECT_MESSAGES = 1 << 12
DIRECT_MESSAGE_REACTIONS = 1 << 13
DIRECT_MESSAGE_TYPING = 1 << 14
MESSAGE_CONTENT = 1 << 15

PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT

_FLAGS = {GUILD_PRESENCES: 1 << 13, GUILD_MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}

_BY_PREFIX = (
    ("MESSAGE_REACTION", GUILD_MESSAGE_REACTIONS, DIRECT_MESSAGE_REACTIONS),
    ("MESSAGE_", GUILD_MESSAGES, DIRECT_MESSAGES),
    ("TYPING_", GUILD_MESSAGE_TYPING, DIRECT_MESSAGE_TYPING),
    ("GUILD_MEMBER", GUILD_MEMBERS, GUILD_MEMBERS),
    ("GUILD_", GUILDS, GUILDS),
    ("CHANNEL_", GUILDS, DIRECT_MESSAGES),
    ("THREAD_", GUILDS, GUILDS),
)


def needed_for(event: str, *, in_guild: bool) -> int:
    """The intent without which ``event`` is not sent; 0 if it always is."""
    for prefix, guild, direct in _BY_PREFIX:
        if event.startswith(prefix):
            return guild if in_guild else direct
    return 0


def application_flags(granted: int) -> int:
    """The application's flags for the privileged intents that it was granted."""
    return sum(flag for intent, flag in _FLAGS.items() if granted & intent)
