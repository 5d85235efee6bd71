"""Threads and forum posts: creating, listing, changing, and who is in them."""

from __future__ import annotations

from datetime import datetime

from . import payloads, permissions
from .errors import ApiError, Findings
from .rest import Call, Routes
from .routes_messages import of_message
from .world import Channel, ChannelType, Json, User

_ARCHIVE_AFTER = (60, 1440, 4320, 10080)


def create(call: Call) -> Json:
    """A thread without a message, or a forum post."""
    channel = call.channel()
    bot = call.loopback.world.bot
    _check(call.data, channel)
    if channel.type is ChannelType.FORUM:
        return _post(call, channel)
    private = call.data.get("type") == ChannelType.PRIVATE_THREAD
    bit = permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS
    call.need(channel, bit)
    thread = call.loopback.threads.create(
        channel,
        bot,
        call.data["name"],
        private=private,
        auto_archive=call.data.get("auto_archive_duration") or 4320,
    )
    return payloads.of_channel(thread, viewer=bot)


def _post(call: Call, forum: Channel) -> Json:
    bot = call.loopback.world.bot
    call.need(forum, permissions.SEND_MESSAGES)
    tags = [int(tag) for tag in call.data.get("applied_tags") or []]
    if forum.requires_tag and not tags:
        raise ApiError(40067)
    first = call.loopback.interactions.store.build(forum, call.data["message"], call.files)
    thread = call.loopback.threads.post(forum, bot, call.data["name"], first, tags=tags)
    message = of_message(call, first)
    return payloads.of_channel(thread, viewer=bot) | {"message": message}


def create_on_message(call: Call) -> Json:
    channel = call.channel()
    message, bot = call.message(channel), call.loopback.world.bot
    _check(call.data, channel)
    call.need(channel, permissions.CREATE_PUBLIC_THREADS | permissions.READ_MESSAGE_HISTORY)
    if message.thread:
        raise ApiError(160004)
    thread = call.loopback.threads.create(channel, bot, call.data["name"], starter=message)
    return payloads.of_channel(thread, viewer=bot)


def _check(data: Json, parent: Channel) -> None:
    """Refuse a name or tags that Discord would refuse."""
    findings = Findings()
    if "name" in data or not parent.thread:
        findings.length(data.get("name"), "name", 1, 100)
    tags = data.get("applied_tags") or []
    findings.length(tags, "applied_tags", 0, 5)
    known = {str(tag.id) for tag in parent.permission_channel.tags}
    for tag in tags:
        findings.require(str(tag) in known, "applied_tags", f"Unknown tag {tag}")
    after = data.get("auto_archive_duration")
    findings.require(after in (None, *_ARCHIVE_AFTER), "auto_archive_duration", "Not a duration")
    findings.check()


def edit(call: Call, channel: Channel) -> Json:
    """Change a thread; called for PATCH on its channel."""
    thread, bot = channel.thread, call.loopback.world.bot
    assert thread is not None
    _check(call.data, channel)
    moderates = permissions.may(channel, bot, permissions.MANAGE_THREADS)
    mine = thread.owner_id == bot.id
    opens = call.data.get("archived") is False and not thread.locked
    needs_moderator = {"locked", "rate_limit_per_user", "flags"} & set(call.data)
    if not moderates and (needs_moderator or not (mine or opens)):
        raise ApiError(50013, "only moderators change other people's threads")
    if thread.archived and call.data.get("archived") is not False:
        raise ApiError(50083)
    names = {
        "name": "name",
        "archived": "archived",
        "locked": "locked",
        "auto_archive_duration": "auto_archive",
        "rate_limit_per_user": "slowmode",
        "invitable": "invitable",
    }
    fields = {ours: call.data[name] for name, ours in names.items() if name in call.data}
    if "applied_tags" in call.data:
        fields["tags"] = [int(tag) for tag in call.data["applied_tags"]]
    if "flags" in call.data:
        fields["pinned"] = bool(call.data["flags"] & payloads.PINNED_THREAD)
    call.loopback.threads.update(channel, **fields)
    return payloads.of_channel(channel, viewer=bot)


def list_active(call: Call) -> Json:
    guild, bot = call.guild(), call.loopback.world.bot
    threads = [
        thread
        for thread in guild.threads.values()
        if thread.thread
        and not thread.thread.archived
        and permissions.may(thread, bot, permissions.VIEW_CHANNEL)
    ]
    listed = _listing(call, sorted(threads, key=lambda t: t.id, reverse=True))
    return listed | {"has_more": False}


def list_archived_public(call: Call) -> Json:
    return _archived(call, private=False, joined=False)


def list_archived_private(call: Call) -> Json:
    call.need(call.channel(), permissions.MANAGE_THREADS)
    return _archived(call, private=True, joined=False)


def list_archived_joined(call: Call) -> Json:
    return _archived(call, private=True, joined=True)


def _archived(call: Call, *, private: bool, joined: bool) -> Json:
    """A page of archived threads, the last archived first (of the joined ones: the newest)."""
    parent, bot = call.channel(), call.loopback.world.bot
    call.need(parent, permissions.READ_MESSAGE_HISTORY)
    limit = call.number("limit", 50, 2, 100)
    assert parent.guild is not None
    found = [
        (thread, thread.thread)
        for thread in parent.guild.threads.values()
        if thread.parent_id == parent.id
        and thread.thread
        and thread.thread.archived
        and (thread.type is ChannelType.PRIVATE_THREAD) == private
        and (not joined or bot.id in thread.thread.members)
    ]
    before = call.query.get("before")
    if joined:
        found.sort(key=lambda pair: pair[0].id, reverse=True)
        found = [pair for pair in found if not before or pair[0].id < int(before)]
    else:
        found.sort(key=lambda pair: pair[1].archived_at, reverse=True)
        until = datetime.fromisoformat(before) if before else None
        found = [pair for pair in found if not until or pair[1].archived_at < until]
    threads = [thread for thread, _ in found]
    return _listing(call, threads[:limit]) | {"has_more": len(threads) > limit}


def _listing(call: Call, threads: list[Channel]) -> Json:
    bot = call.loopback.world.bot
    listed = [payloads.of_channel(thread, viewer=bot) for thread in threads]
    return {"threads": listed, "members": [t["member"] for t in listed if "member" in t]}


def join(call: Call) -> None:
    call.loopback.threads.add_member(_open_thread(call), call.loopback.world.bot)


def leave(call: Call) -> None:
    call.loopback.threads.remove_member(_open_thread(call), call.loopback.world.bot)


def add(call: Call) -> None:
    thread = _open_thread(call)
    call.need(thread, permissions.sending_bit(thread))
    call.loopback.threads.add_member(thread, _user(call))


def remove(call: Call) -> None:
    thread = _open_thread(call)
    if thread.thread and thread.thread.owner_id != call.loopback.world.bot.id:
        call.need(thread, permissions.MANAGE_THREADS)
    call.loopback.threads.remove_member(thread, _user(call))


def list_members(call: Call) -> list[Json]:
    channel = call.channel()
    assert channel.thread is not None
    return [payloads.of_thread_member(channel, user) for user in channel.thread.members]


def get_member(call: Call) -> Json:
    channel, user = call.channel(), _user(call)
    if channel.thread is None or user.id not in channel.thread.members:
        raise ApiError(10007)
    return payloads.of_thread_member(channel, user.id)


def _open_thread(call: Call) -> Channel:
    channel = call.channel()
    if channel.thread is None:
        raise ApiError(10003)
    if channel.thread.archived:
        raise ApiError(50083)
    return channel


def _user(call: Call) -> User:
    user = call.loopback.world.users.get(call.id("user_id"))
    if user is None:
        raise ApiError(10013)
    return user


_CHANNEL = "/channels/{channel_id}"

ROUTES: Routes = (
    ("GET", "/guilds/{guild_id}/threads/active", list_active),
    ("POST", _CHANNEL + "/threads", create),
    ("POST", _CHANNEL + "/messages/{message_id}/threads", create_on_message),
    ("GET", _CHANNEL + "/threads/archived/public", list_archived_public),
    ("GET", _CHANNEL + "/threads/archived/private", list_archived_private),
    ("GET", _CHANNEL + "/users/@me/threads/archived/private", list_archived_joined),
    ("PUT", _CHANNEL + "/thread-members/@me", join),
    ("DELETE", _CHANNEL + "/thread-members/@me", leave),
    ("GET", _CHANNEL + "/thread-members", list_members),
    ("GET", _CHANNEL + "/thread-members/{user_id}", get_member),
    ("PUT", _CHANNEL + "/thread-members/{user_id}", add),
    ("DELETE", _CHANNEL + "/thread-members/{user_id}", remove),
)
