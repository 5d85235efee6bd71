"""Discord's limits on messages, embeds and allowed mentions."""

from __future__ import annotations

import re

from .component_limits import check_message_components, text_of
from .errors import ApiError, Findings
from .payloads import COMPONENTS_V2, EPHEMERAL
from .world import Json, Message

CONTENT, EMBEDS, EMBED_CHARACTERS, FILES, FILE_BYTES = 2000, 10, 6000, 10, 10 * 2**20

Files = dict[str, tuple[str, bytes]]
"""Uploaded files: name of the form field to filename and content."""

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12

_EVERYONE = re.compile(r"@(everyone|here)")
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")


def check_message(
    data: Json, files: Files, *, before: Message | None = None, private: bool = False
) -> None:
    """Refuse a message that Discord would refuse. ``before``: it is an edit of that;
    ``private``: it may be ephemeral. Raises :class:`ApiError`.
    """
    findings = Findings()
    flags = data.get("flags") or 0
    v2 = bool((flags | (before.flags if before else 0)) & COMPONENTS_V2)
    known = EPHEMERAL | COMPONENTS_V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS
    findings.require(not flags & ~known, "flags", "Flags that cannot be set")
    if not private and not before:
        findings.require(not flags & EPHEMERAL, "flags", "Only interactions can be ephemeral")
    findings.length(data.get("content"), "content", 0, CONTENT)
    findings.length(data.get("nonce"), "nonce", 0, 25)
    _check_embeds(data.get("embeds") or [], findings)
    _check_files(data, files, findings)
    check_allowed_mentions(data.get("allowed_mentions"), findings)
    if v2:
        _check_v2(data, before, findings)
    names = {name for name, _ in files.values()}
    names |= {a["filename"] for a in before.attachments} if before else set()
    if data.get("components"):
        check_message_components(data["components"], findings, v2=v2, files=names)
    findings.check()
    if not _says_something(data, files, before):
        raise ApiError(50006)


def _says_something(data: Json, files: Files, before: Message | None) -> bool:
    parts = ("content", "embeds", "components")
    kept = {part: getattr(before, part) for part in parts} if before else {}
    after = kept | {part: data[part] for part in parts if part in data}
    attachments = data.get("attachments", before.attachments if before else [])
    text = after.get("content")
    return bool(
        (text and text.strip())
        or after.get("embeds")
        or after.get("components")
        or files
        or attachments
        or data.get("sticker_ids")
        or data.get("poll")
    )


def _check_v2(data: Json, before: Message | None, findings: Findings) -> None:
    """Components V2 stand alone: no content, no embeds."""
    was_v2 = before and before.flags & COMPONENTS_V2
    for part in ("content", "embeds", "poll", "sticker_ids"):
        kept = part in ("content", "embeds") and before and not was_v2 and part not in data
        left = getattr(before, part) if kept else data.get(part)
        findings.require(
            not left,
            part,
            f"The '{part}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        )


def _check_files(data: Json, files: Files, findings: Findings) -> None:
    findings.require(len(files) <= FILES, "files", f"At most {FILES} files")
    uploaded = 0
    for index, attachment in enumerate(data.get("attachments") or []):
        findings.length(attachment.get("description"), f"attachments.{index}.description", 0, 1024)
        uploaded += f"files[{attachment.get('id')}]" in files
    if "attachments" in data:
        findings.require(uploaded == len(files), "attachments", "Each file needs an attachment")
    if sum(len(content) for _, content in files.values()) > FILE_BYTES:
        raise ApiError(40005)


def _check_embeds(embeds: list[Json], findings: Findings) -> None:
    findings.length(embeds, "embeds", 0, EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        path = f"embeds.{index}"
        fields = embed.get("fields") or []
        findings.length(fields, f"{path}.fields", 0, 25)
        parts = [
            (embed.get("title"), "title", 0, 256),
            (embed.get("description"), "description", 0, 4096),
            ((embed.get("footer") or {}).get("text"), "footer.text", 0, 2048),
            ((embed.get("author") or {}).get("name"), "author.name", 0, 256),
        ]
        for number, one in enumerate(fields):
            parts.append((one.get("name"), f"fields.{number}.name", 1, 256))
            parts.append((one.get("value"), f"fields.{number}.value", 1, 1024))
        for text, name, low, high in parts:
            findings.length(text, f"{path}.{name}", low, high)
            total += len(text or "")
        shown = any(text for text, *_ in parts) or embed.get("image") or embed.get("thumbnail")
        findings.require(shown, path, "An embed must not be empty")
    message = f"Embed size exceeds maximum size of {EMBED_CHARACTERS}"
    findings.require(total <= EMBED_CHARACTERS, "embeds", message, "MAX_EMBED_SIZE_EXCEEDED")


def check_allowed_mentions(allowed: Json | None, findings: Findings) -> None:
    """Refuse allowed mentions that contradict themselves."""
    if not allowed:
        return
    parse = allowed.get("parse") or []
    for kind in ("users", "roles"):
        ids = allowed.get(kind)
        findings.length(ids, f"allowed_mentions.{kind}", 0, 100)
        findings.require(
            not (kind in parse and ids),
            "allowed_mentions",
            f"parse:['{kind}'] and {kind}: [ids...] are mutually exclusive.",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        )
    for kind in parse:
        findings.require(
            kind in ("everyone", "users", "roles"), "allowed_mentions.parse", f"Unknown: {kind}"
        )


def mentioned(data: Json, replied_to: Message | None) -> list[str]:
    """Whom a message would mention: "everyone", "user ID", "role ID" or "the author of …".

    Whether the bot has the permission is not asked: somebody may give it to it.
    """
    texts = [data.get("content") or "", *text_of(data.get("components") or [])]
    text = "\n".join(texts)
    found = [("everyone", "everyone")] if _EVERYONE.search(text) else []
    found += [("users", user) for user in _USER.findall(text)]
    found += [("roles", role) for role in _ROLE.findall(text)]
    allowed = data.get("allowed_mentions")
    if allowed is not None:
        parse = allowed.get("parse") or []
        found = [
            (kind, who)
            for kind, who in found
            if kind in parse or who in map(str, allowed.get(kind) or [])
        ]
    people = [who if kind == who else f"{kind[:-1]} {who}" for kind, who in found]
    pings = allowed.get("replied_user", False) if allowed is not None else True
    if replied_to and pings:
        people.append("the author of the message replied to")
    return people
