"""The world as Discord writes it in JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from . import permissions
from .world import (
    Channel,
    ChannelType,
    Guild,
    Json,
    Member,
    Message,
    Role,
    Thread,
    User,
    created_at,
)

HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15
PINNED_THREAD = 1 << 1
REQUIRES_TAG = 1 << 4


def moment(at: datetime) -> str:
    """A time as Discord writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def of_user(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name.lower().replace(" ", "_"),
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "banner": None,
        "accent_color": None,
        "primary_guild": None,
        "flags": 0,
        "public_flags": 0,
    }


def of_member(member: Member, *, with_user: bool = True) -> Json:
    until = member.timed_out_until
    data: Json = {
        "roles": [str(role) for role in sorted(member.roles)],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": moment(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": moment(until) if until else None,
    }
    return data | {"user": of_user(member.user)} if with_user else data


def of_role(role: Role) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def of_channel(channel: Channel, *, viewer: User | None = None) -> Json:
    """A channel, a thread or direct messages. ``viewer``: whose membership a thread carries."""
    if channel.recipient is not None:
        return {
            "id": str(channel.id),
            "type": int(channel.type),
            "flags": 0,
            "last_message_id": _id(channel.last_message_id),
            "recipients": [of_user(channel.recipient)],
        }
    assert channel.guild is not None
    data: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": _id(channel.parent_id),
        "rate_limit_per_user": channel.slowmode,
        "last_message_id": _id(channel.last_message_id),
        "nsfw": channel.nsfw,
    }
    if channel.thread:
        return data | _of_thread(channel, channel.thread, viewer)
    data |= {
        "topic": channel.topic,
        "position": channel.position,
        "flags": REQUIRES_TAG if channel.requires_tag else 0,
        "permission_overwrites": [
            {
                "id": str(overwrite.target),
                "type": int(overwrite.is_member),
                "allow": str(overwrite.allow),
                "deny": str(overwrite.deny),
            }
            for overwrite in channel.overwrites.values()
        ],
    }
    if channel.type is ChannelType.FORUM:
        data |= {
            "available_tags": [
                {
                    "id": str(tag.id),
                    "name": tag.name,
                    "moderated": tag.moderated,
                    "emoji_id": None,
                    "emoji_name": None,
                }
                for tag in channel.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return data


def _of_thread(channel: Channel, thread: Thread, viewer: User | None) -> Json:
    data: Json = {
        "owner_id": str(thread.owner_id),
        "message_count": thread.message_count,
        "member_count": len(thread.members),
        "total_message_sent": thread.total_sent,
        "flags": PINNED_THREAD if thread.pinned else 0,
        "applied_tags": [str(tag) for tag in thread.tags],
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "invitable": thread.invitable,
            "auto_archive_duration": thread.auto_archive,
            "archive_timestamp": moment(thread.archived_at),
            "create_timestamp": moment(thread.created_at),
        },
    }
    if viewer and viewer.id in thread.members:
        data["member"] = of_thread_member(channel, viewer.id)
    return data


def of_thread_member(channel: Channel, user_id: int) -> Json:
    assert channel.thread is not None
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": moment(channel.thread.members[user_id]),
        "flags": 1,
    }


def of_interaction_channel(channel: Channel, user: User) -> Json:
    """The part of a channel which an interaction carries, with ``user``'s permissions."""
    return of_channel(channel) | {"permissions": str(permissions.of_channel(channel, user))}


def of_guild(guild: Guild, bot: User, *, all_members: bool) -> Json:
    """A guild as GUILD_CREATE carries it: with its channels and the threads that the bot sees."""
    threads = [
        of_channel(thread, viewer=bot)
        for thread in guild.threads.values()
        if thread.thread
        and not thread.thread.archived
        and permissions.may(thread, bot, permissions.VIEW_CHANNEL)
    ]
    members = guild.members.values()
    return of_guild_alone(guild) | {
        "joined_at": moment(guild.members[bot.id].joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [of_member(m) for m in members if all_members or m.user is bot],
        "channels": [of_channel(channel) for channel in guild.channels.values()],
        "threads": threads,
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def of_guild_alone(guild: Guild) -> Json:
    """A guild without what is in it, as HTTP gives it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "home_header": None,
        "owner_id": str(guild.owner.id),
        "application_id": None,
        "widget_enabled": False,
        "widget_channel_id": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "nsfw": False,
        "premium_subscription_count": 0,
        "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-GB",
        "features": ["COMMUNITY"],
        "roles": [of_role(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
    }


def of_message(message: Message, *, bot: User, content: bool = True, event: bool = False) -> Json:
    """A message. ``content``: whether the bot may read everyone's; without it, what is not to or
    from the bot is empty. ``event``: with guild and member, as the gateway sends it.
    """
    data: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "author": of_user(message.author),
        "content": message.content,
        "timestamp": moment(created_at(message.id)),
        "edited_timestamp": moment(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": message.mention_everyone,
        "mentions": [of_user(user) for user in message.mentions],
        "mention_roles": [str(role) for role in message.mention_roles],
        "attachments": message.attachments,
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned,
        "type": message.type,
        "flags": _flags(message),
        "reactions": [
            {
                "emoji": {"id": None, "name": emoji},
                "count": len(users),
                "me": bot.id in users,
                "me_burst": False,
                "burst_colors": [],
                "count_details": {"normal": len(users), "burst": 0},
            }
            for emoji, users in message.reactions.items()
        ],
    }
    optional = {
        "webhook_id": _id(message.webhook_id),
        "application_id": _id(message.application_id),
        "interaction": message.interaction,
        "interaction_metadata": message.interaction_metadata,
        "nonce": message.nonce,
        "message_reference": message.reference_ids,
    }
    data |= {key: value for key, value in optional.items() if value is not None}
    if message.thread:
        data["thread"] = of_channel(message.thread, viewer=bot)
    if message.reference_ids:
        there = message.reference if message.reference and not message.reference.deleted else None
        data["referenced_message"] = of_message(there, bot=bot, content=content) if there else None
    if not (content or _is_for(message, bot)):
        data |= {"content": "", "attachments": [], "embeds": [], "components": []}
    guild = message.channel.guild
    if event and guild:
        data["guild_id"] = str(guild.id)
        member = guild.members.get(message.author.id)
        if member and not message.webhook_id:
            data["member"] = of_member(member, with_user=False)
        data["mentions"] = [_mention(guild, user) for user in message.mentions]
    return data


def _mention(guild: Guild, user: User) -> Json:
    member = guild.members.get(user.id)
    return of_user(user) | ({"member": of_member(member, with_user=False)} if member else {})


def _is_for(message: Message, bot: User) -> bool:
    """Whether the bot may read it even without the message content intent."""
    return (
        message.channel.guild is None
        or message.author is bot
        or message.webhook_id is not None
        or bot in message.mentions
    )


def _flags(message: Message) -> int:
    flags = message.flags
    if message.only_for:
        flags |= EPHEMERAL
    if message.loading:
        flags |= LOADING
    return flags | HAS_THREAD if message.thread else flags


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
