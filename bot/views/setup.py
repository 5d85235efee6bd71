"""The page of ``/setup``: what was chosen, what stands in its way, and a control for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.permissions import FOR_LOG, IN_CHANNEL, IN_FORUM, NEEDED, VIEW, Permission, missing
from bot.store.communities import CommunitySettings
from bot.views.controls import Button, ChannelMenu, Menu, RoleMenu
from bot.views.pages import page, quoted
from bot.views.replies import NONE
from knowledge.schema import Nation

WRITTEN = (discord.ChannelType.text, discord.ChannelType.news)
SPOKEN_IN = (*WRITTEN, discord.ChannelType.forum)
MOST_CHANNELS = 25

WITHDRAWALS = {0: "a day", 30: "30 days", 90: "90 days", 180: "half a year"}

FINE = "I have the permissions for that."
ALWAYS_TWO = "Numbers that members in a crisis are told always need two people."
EVERY_CHANNEL = "any channel"


def setup_page(
    guild: discord.Guild, settings: CommunitySettings, *, saved: bool = False
) -> discord.ui.LayoutView:
    """The choices for ``guild`` as they are now; ``saved`` says that one was just kept."""
    title = "### How I am set up here"
    return page(
        f"{title}\nSaved." if saved else title,
        _joined(speaking_lines(guild, settings)),
        ChannelMenu(
            "Choose where I may speak",
            SPOKEN_IN,
            "setup-channels",
            chosen=_present(guild, settings.channels),
            most=MOST_CHANNELS,
        ),
        *_undo(settings.channels, "Let me speak everywhere", "setup-channels"),
        _joined(moderator_lines(guild, settings)),
        RoleMenu(
            "Choose the moderators' role",
            "setup-role",
            chosen=[role.id] if (role := guild.get_role(settings.moderator_role or 0)) else (),
        ),
        *_undo(settings.moderator_role, "No moderators' role", "setup-role"),
        _joined(log_lines(guild, settings)),
        ChannelMenu(
            "Choose the channel for my log",
            WRITTEN,
            "setup-log",
            chosen=_present(guild, (settings.log_channel or 0,)),
        ),
        *_undo(settings.log_channel, "No log channel", "setup-log"),
        _joined(nation_lines(settings)),
        Menu("Choose a nation", _nations(settings.nation), "setup-nation"),
        _joined(change_lines(settings)),
        [_approval_button(settings)],
        Menu("Entries whose review is late", _withdrawals(settings), "setup-withdraw"),
    )


def speaking_lines(guild: discord.Guild, settings: CommunitySettings) -> list[str]:
    """Where it may speak, and what stands in the way."""
    if not settings.channels:
        lacking = missing(guild.me.guild_permissions.value, NEEDED)
        return [
            "**Where I may speak when somebody asks me:** everywhere.",
            *([_everywhere(permission) for permission in _first(lacking)] or [FINE]),
        ]
    present = _present(guild, settings.channels)
    names = " ".join(f"<#{channel}>" for channel in present)
    lines = [f"**Where I may speak when somebody asks me:** {names or 'nowhere'}"]
    gone = len(settings.channels) - len(present)
    if gone:
        lines.append(
            (
                "A channel that you chose has"
                if gone == 1
                else f"{gone} channels that you chose have"
            )
            + " been deleted."
            + ("" if present else " Please choose others, or let me speak everywhere.")
        )
    faults = [fault for channel in present for fault in channel_faults(guild, channel)]
    return lines + (faults or ([FINE] if present else []))


def moderator_lines(guild: discord.Guild, settings: CommunitySettings) -> list[str]:
    """Who moderates."""
    if settings.moderator_role is None:
        return ["**Moderators:** whoever may manage the server."]
    role = guild.get_role(settings.moderator_role)
    if role is None:
        return ["**Moderators:** the role that you chose has been deleted. Please choose another."]
    return [
        f"**Moderators:** whoever has the role “{quoted(role.name)}”, or may manage the server."
    ]


def log_lines(guild: discord.Guild, settings: CommunitySettings) -> list[str]:
    """Where it tells the moderators what happened."""
    if settings.log_channel is None:
        return ["**Log channel:** none. I tell nobody what was changed or shared."]
    if guild.get_channel(settings.log_channel) is None:
        return ["**Log channel:** the one that you chose has been deleted. Please choose another."]
    faults = channel_faults(guild, settings.log_channel, FOR_LOG)
    return [f"**Log channel:** <#{settings.log_channel}>", *(faults or [FINE])]


def nation_lines(settings: CommunitySettings) -> list[str]:
    """What is assumed for members who have not said where they live."""
    assumed = settings.nation.label if settings.nation else "none"
    return [f"**Nation I assume for members who have not told me theirs:** {assumed}."]


def change_lines(settings: CommunitySettings) -> list[str]:
    """How changes to the knowledge are made, and what happens when nobody looks after it."""
    people = (
        "two moderators have to agree" if settings.needs_approval else "one moderator is enough"
    )
    lines = [
        f"**To publish a change with `/knowledge`:** {people}.",
        *([] if settings.needs_approval else [ALWAYS_TWO]),
    ]
    if settings.needs_approval and settings.log_channel is None:
        lines.append("Choose a log channel, so that the second one is told.")
    late = (
        "still answered with, and the answer says so"
        if settings.withdraw_after is None
        else f"not answered with, from {settings.withdraw_after} days after the date"
    )
    lines.append(f"**Entries whose review is late:** {late}.")
    return lines


def _approval_button(settings: CommunitySettings) -> Button:
    if settings.needs_approval:
        return Button("Let one moderator publish", "setup-approval", "off")
    return Button("Let two moderators agree on each change", "setup-approval", "on")


def _withdrawals(settings: CommunitySettings) -> list[discord.SelectOption]:
    choices = {NONE: "Go on answering with them"} | {
        str(days): f"Withdraw them {words} after the date" for days, words in WITHDRAWALS.items()
    }
    now = str(settings.withdraw_after) if settings.withdraw_after is not None else NONE
    return [
        discord.SelectOption(label=label, value=value, default=value == now)
        for value, label in choices.items()
    ]


def channel_faults(
    guild: discord.Guild, channel_id: int, needed: Sequence[Permission] | None = None
) -> list[str]:
    """A sentence for each permission that is missing in a channel, which is there."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        return []
    if needed is None:
        needed = IN_FORUM if isinstance(channel, discord.ForumChannel) else IN_CHANNEL
    lacking = missing(channel.permissions_for(guild.me).value, needed)
    return [
        f"I cannot {permission.lack} <#{channel_id}>: give my role “{permission.label}” there."
        for permission in _first(lacking)
    ]


def _everywhere(permission: Permission) -> str:
    return (
        f"I cannot {permission.lack} {EVERY_CHANNEL}: give my role “{permission.label}”, in the "
        "server's settings under Roles."
    )


def _first(lacking: Sequence[Permission]) -> Sequence[Permission]:
    """Without sight of a channel nothing else can be done there: that alone is said."""
    return (VIEW,) if VIEW in lacking else lacking


def _present(guild: discord.Guild, channels: Iterable[int]) -> list[int]:
    return [channel for channel in sorted(channels) if guild.get_channel(channel)]


def _undo(chosen: object, label: str, action: str) -> list[list[Button]]:
    return [[Button(label, action, NONE)]] if chosen else []


def _nations(chosen: Nation | None) -> list[discord.SelectOption]:
    none = discord.SelectOption(label="None", value=NONE, default=chosen is None)
    return [none] + [
        discord.SelectOption(label=n.label, value=n.value, default=n is chosen) for n in Nation
    ]


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
