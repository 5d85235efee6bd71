"""What becomes of a message that the bot sends or edits: checked, its files kept, its parts filled
in as Discord fills them in.
"""

from __future__ import annotations

import copy
import mimetypes
from typing import TYPE_CHECKING, Any

from .component_limits import SELECTS, Kind, walk
from .limits import Files, check_message, mentioned
from .payloads import COMPONENTS_V2
from .world import Channel, Json, Message, User

if TYPE_CHECKING:
    from .server import Loopback


class Store:
    """The files of messages, as the CDN serves them, and the making of the bot's messages."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self._world = loopback.world
        self.contents: dict[str, bytes] = {}
        """Content by path below the CDN's address."""

    def build(
        self,
        channel: Channel,
        data: Json,
        files: Files,
        *,
        reply_to: Message | None = None,
        only_for: User | None = None,
        private: bool = False,
        **fields: Any,
    ) -> Message:
        """A message by the bot, not yet posted. Raises :class:`ApiError`."""
        check_message(data, files, private=private)
        self.note_mentions(data, reply_to)
        attachments = [self._keep(channel, one, files) for one in _described(data, files)]
        return Message(
            self._world.snowflakes.next(),
            channel,
            self._world.bot,
            data.get("content") or "",
            flags=_kept_flags(data.get("flags") or 0),
            embeds=_typed(data.get("embeds") or []),
            components=_filled(data.get("components") or [], attachments),
            attachments=attachments,
            only_for=only_for,
            nonce=data.get("nonce"),
            **fields,
        )

    def edited(self, message: Message, data: Json, files: Files) -> Json:
        """The fields which an edit changes. Raises :class:`ApiError`."""
        check_message(data, files, before=message, private=message.ephemeral)
        self.note_mentions(data, None)
        fields: Json = {}
        attachments = message.attachments
        if "attachments" in data or files:
            kept = {str(a["id"]) for a in data.get("attachments") or []}
            attachments = [one for one in message.attachments if one["id"] in kept]
            new = [one for one in _described(data, files) if f"files[{one['id']}]" in files]
            attachments += [self._keep(message.channel, one, files) for one in new]
            fields["attachments"] = attachments
        if "content" in data:
            fields["content"] = data["content"] or ""
        if "embeds" in data:
            fields["embeds"] = _typed(data["embeds"] or [])
        if "components" in data:
            fields["components"] = _filled(data["components"] or [], attachments)
        if "flags" in data:
            was_v2 = message.flags & COMPONENTS_V2
            fields["flags"] = _kept_flags(data["flags"] or 0) | was_v2
        return fields

    def note_mentions(self, data: Json, reply_to: Message | None) -> None:
        """Record a breach if the message could mention anyone."""
        target = reply_to if reply_to and reply_to.author is not self._world.bot else None
        people = mentioned(data, target)
        if people:
            self._loopback.violate(f"a message could mention {', '.join(people)}")

    def upload(self, channel: Channel, filename: str, content: bytes) -> Json:
        """Keep a file that a person attaches."""
        return self._keep(
            channel, {"id": 0, "filename": filename}, {"files[0]": (filename, content)}
        )

    def _keep(self, channel: Channel, described: Json, files: Files) -> Json:
        filename, content = files[f"files[{described['id']}]"]
        filename = described.get("filename") or filename
        number = self._world.snowflakes.next()
        path = f"attachments/{channel.id}/{number}/{filename}"
        self.contents[path] = content
        url = f"{self._loopback.cdn_url}/{path}"
        data: Json = {
            "id": str(number),
            "filename": filename,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "content_type": mimetypes.guess_type(filename)[0],
        }
        description = described.get("description")
        return data | ({"description": description} if description else {})


def _described(data: Json, files: Files) -> list[Json]:
    listed = [a for a in data.get("attachments") or [] if f"files[{a.get('id')}]" in files]
    if "attachments" in data:
        return listed
    return [{"id": int(name[6:-1])} for name in files]


def _kept_flags(flags: int) -> int:
    """Without the ephemeral flag, which follows from who may see the message."""
    return flags & ~(1 << 6)


def _typed(embeds: list[Json]) -> list[Json]:
    return [{"type": "rich"} | embed for embed in embeds]


_DEFAULTS: dict[int, Json] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
    Kind.SEPARATOR: {"divider": True, "spacing": 1},
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"spoiler": False, "name": None, "size": None},
}
"""What Discord adds where the bot said nothing."""


def _filled(components: list[Json], attachments: list[Json]) -> list[Json]:
    """Components as Discord gives them back: numbered, and with the addresses of their files."""
    filled = copy.deepcopy(components)
    every = list(walk(filled))
    taken = {component["id"] for component in every if component.get("id")}
    number = 0
    for component in every:
        if not component.get("id"):
            number += 1
            while number in taken:
                number += 1
            component["id"] = number
        for key, value in _DEFAULTS.get(component["type"], {}).items():
            component.setdefault(key, value)
        media = [component.get("media"), component.get("file")]
        for item in component.get("items") or []:
            item.setdefault("description", None)
            item.setdefault("spoiler", False)
            media.append(item.get("media"))
        for one in media:
            if one:
                _unfurl(one, component, attachments)
    return filled


def _unfurl(media: Json, component: Json, attachments: list[Json]) -> None:
    name = media["url"].removeprefix("attachment://")
    found = next((a for a in attachments if a["filename"] == name), None)
    media.update({"proxy_url": media["url"], "width": 0, "height": 0, "loading_state": 2})
    media["id"] = found["id"] if found else str(component["id"])
    if found:
        media.update(url=found["url"], proxy_url=found["url"], attachment_id=found["id"])
        media["content_type"] = found["content_type"]
        if component.get("file") is media:
            component.update(name=found["filename"], size=found["size"])
