"""Channels' messages: sending, editing, deleting, reading, reactions and pins."""

from __future__ import annotations

from typing import Any

from . import payloads, permissions
from .errors import ApiError
from .intents import MESSAGE_CONTENT
from .rest import Call, Routes
from .world import Channel, ChannelType, Json, Message

_WITHOUT_MESSAGES = (ChannelType.FORUM, ChannelType.CATEGORY)


def send(call: Call) -> Json:
    channel = call.channel()
    if channel.type in _WITHOUT_MESSAGES:
        raise ApiError(50008)
    _check_may_send(call, channel)
    again = _sent_before(channel, call.data)
    if again:
        return of_message(call, again)
    reference = _reference(call, channel)
    fields: dict[str, Any] = {}
    if call.data.get("message_reference"):
        fields["type"] = 19
        fields["reference_ids"] = {
            "type": 0,
            "channel_id": str(channel.id),
            "message_id": str(call.data["message_reference"]["message_id"]),
        }
    message = call.loopback.interactions.store.build(
        channel, call.data, call.files, reply_to=reference, reference=reference, **fields
    )
    if channel.thread and channel.thread.archived:
        call.loopback.threads.update(channel, archived=False)
    return of_message(call, call.loopback.changes.post(message))


def _check_may_send(call: Call, channel: Channel) -> None:
    user = channel.recipient
    if user:
        if not user.accepts_dms or not (user.installed or call.loopback.world.shares_guild(user)):
            raise ApiError(50007)
        return
    call.need(channel, permissions.sending_bit(channel))
    if call.files:
        call.need(channel, permissions.ATTACH_FILES)
    if call.data.get("message_reference"):
        call.need(channel, permissions.READ_MESSAGE_HISTORY, code=160002)
    if channel.thread and channel.thread.locked:
        call.need(channel, permissions.MANAGE_THREADS, code=160005)


def _sent_before(channel: Channel, data: Json) -> Message | None:
    """The message that a repeated request made the first time."""
    nonce = data.get("nonce")
    if not (nonce and data.get("enforce_nonce")):
        return None
    recent = [message for message in channel.messages.values() if message.author.bot]
    return next((m for m in recent if m.nonce == str(nonce)), None)


def _reference(call: Call, channel: Channel) -> Message | None:
    reference = call.data.get("message_reference")
    if not reference:
        return None
    found = channel.messages.get(int(reference["message_id"]))
    if found is None and reference.get("fail_if_not_exists", True):
        raise ApiError(50035, "message_reference: unknown message", fault=False)
    return found


def edit(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.loopback.world.bot:
        if set(call.data) - {"flags"}:
            raise ApiError(50005)
        call.need(channel, permissions.MANAGE_MESSAGES)
    if channel.thread and channel.thread.archived:
        raise ApiError(50083)
    fields = call.loopback.interactions.store.edited(message, call.data, call.files)
    call.loopback.changes.edit(message, **fields)
    return of_message(call, message)


def delete(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.loopback.world.bot:
        call.need(channel, permissions.MANAGE_MESSAGES)
    call.loopback.changes.delete(message)


def get(call: Call) -> Json:
    channel = call.channel()
    call.need(channel, permissions.READ_MESSAGE_HISTORY)
    return of_message(call, call.message(channel))


def history(call: Call) -> list[Json]:
    """Messages, newest first; by ``before``, ``after`` or ``around``."""
    channel = call.channel()
    limit = call.number("limit", 50, 1, 100)
    if not permissions.may(channel, call.loopback.world.bot, permissions.READ_MESSAGE_HISTORY):
        return []
    found = [m for _, m in sorted(channel.messages.items()) if not m.ephemeral]
    if "before" in call.query:
        found = [m for m in found if m.id < int(call.query["before"])]
    if "after" in call.query:
        found = [m for m in found if m.id > int(call.query["after"])][:limit]
    if "around" in call.query:
        middle = int(call.query["around"])
        found = sorted(sorted(found, key=lambda m: abs(m.id - middle))[:limit], key=lambda m: m.id)
    return [of_message(call, message) for message in reversed(found[-limit:])]


def typing(call: Call) -> None:
    channel = call.channel()
    if channel.guild:
        call.need(channel, permissions.sending_bit(channel))


def react(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    call.need(channel, permissions.READ_MESSAGE_HISTORY)
    if call.params["emoji"] not in message.reactions:
        call.need(channel, permissions.ADD_REACTIONS)
    call.loopback.changes.react(message, call.loopback.world.bot, call.params["emoji"])


def unreact(call: Call) -> None:
    message, bot = call.message(call.channel()), call.loopback.world.bot
    call.loopback.changes.react(message, bot, call.params["emoji"], add=False)


def pin(call: Call) -> None:
    _set_pinned(call, pinned=True)


def unpin(call: Call) -> None:
    _set_pinned(call, pinned=False)


def _set_pinned(call: Call, *, pinned: bool) -> None:
    channel = call.channel()
    call.need(channel, permissions.PIN_MESSAGES)
    call.message(channel).pinned = pinned


def of_message(call: Call, message: Message) -> Json:
    """A message as this application may read it over HTTP."""
    world = call.loopback.world
    reads = bool(world.granted_intents & MESSAGE_CONTENT)
    return payloads.of_message(message, bot=world.bot, content=reads)


_MESSAGES = "/channels/{channel_id}/messages"

ROUTES: Routes = (
    ("POST", _MESSAGES, send),
    ("GET", _MESSAGES, history),
    ("PUT", _MESSAGES + "/pins/{message_id}", pin),
    ("DELETE", _MESSAGES + "/pins/{message_id}", unpin),
    ("GET", _MESSAGES + "/{message_id}", get),
    ("PATCH", _MESSAGES + "/{message_id}", edit),
    ("DELETE", _MESSAGES + "/{message_id}", delete),
    ("PUT", _MESSAGES + "/{message_id}/reactions/{emoji}/@me", react),
    ("DELETE", _MESSAGES + "/{message_id}/reactions/{emoji}/@me", unreact),
    ("POST", "/channels/{channel_id}/typing", typing),
)
