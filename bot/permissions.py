"""What the bot needs on Discord, and why: one list for the invite, the checks and the README."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SCOPES = ("bot", "applications.commands")
"""What the invite asks for: to join, and to bring its commands."""


@dataclass(frozen=True)
class Permission:
    """A permission that the bot's role needs."""

    name: str
    """As Discord's libraries spell it."""
    label: str
    """As Discord's own pages show it."""
    bit: int
    lack: str
    """What the bot cannot do without it: "I cannot … <channel>"."""
    reason: str


VIEW = Permission(
    "view_channel", "View Channels", 1 << 10, "see", "To see the message that asks it something"
)
SEND = Permission("send_messages", "Send Messages", 1 << 11, "write in", "To answer in a channel")
SEND_IN_THREADS = Permission(
    "send_messages_in_threads",
    "Send Messages in Threads",
    1 << 38,
    "write in threads of",
    "To answer in a thread or a forum post",
)
HISTORY = Permission(
    "read_message_history",
    "Read Message History",
    1 << 16,
    "reply to messages in",
    "To attach its answer to the question: Discord allows no reply without it",
)
ATTACH = Permission(
    "attach_files", "Attach Files", 1 << 15, "attach a letter in", "To hand a letter over as a file"
)

NEEDED = (VIEW, SEND, SEND_IN_THREADS, HISTORY, ATTACH)

IN_CHANNEL = NEEDED
"""For answering in a text channel and its threads."""
IN_FORUM = (VIEW, SEND_IN_THREADS, HISTORY, ATTACH)
"""In a forum everything is written in posts."""
FOR_LOG = (VIEW, SEND)


@dataclass(frozen=True)
class Intent:
    """A kind of event that the bot asks Discord for."""

    name: str
    reason: str
    privileged: bool = False
    """Has to be switched on for the application as well."""


INTENTS = (
    Intent("guilds", "To know the server's channels and its own permissions there"),
    Intent("guild_messages", "To hear that it was mentioned"),
    Intent("dm_messages", "To answer direct messages"),
)
MESSAGE_CONTENT = Intent(
    "message_content",
    "Optional, see `REROUTE_MESSAGE_CONTENT`: to read a reply to it that does not ping it, and "
    "the opening posts of threads that it may suggest",
    privileged=True,
)


def bits(permissions: Iterable[Permission] = NEEDED) -> int:
    """The permissions as one number, as Discord's addresses carry them."""
    return sum(permission.bit for permission in permissions)


def missing(held: int, needed: Iterable[Permission]) -> tuple[Permission, ...]:
    """Those of ``needed`` that are not among the bits ``held``."""
    return tuple(permission for permission in needed if not held & permission.bit)


def invite_link(application_id: int) -> str:
    """The address that adds the bot to a server, with what it needs and nothing more."""
    return (
        "https://discord.com/oauth2/authorize"
        f"?client_id={application_id}&permissions={bits()}&scope={'+'.join(SCOPES)}"
    )
