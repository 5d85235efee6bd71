"""What Discord answers when it refuses, and the collecting of findings in a payload."""

from __future__ import annotations

from typing import Any

from .world import Json

INVALID_FORM = 50035

MESSAGES = {
    0: "Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    40067: "A tag is required to create a forum post in this channel",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "This thread is locked",
}

_STATUS = {
    40060: 400,
    40067: 400,
    50006: 400,
    50008: 400,
    50035: 400,
    50083: 400,
    160004: 400,
    40005: 413,
    50027: 401,
    0: 401,
}

# What a bot cannot know beforehand: something was deleted, somebody refuses messages, time passed.
_NOT_ITS_FAULT = {10003, 10004, 10007, 10008, 10011, 10013, 50007, 50027, 50083, 160004}


class ApiError(Exception):
    """A refusal. ``fault``: the bot did wrong, so that the test fails unless it expects it."""

    def __init__(
        self,
        code: int,
        detail: str = "",
        *,
        status: int | None = None,
        errors: Json | None = None,
        fault: bool | None = None,
    ) -> None:
        self.code = code
        self.status = status or _STATUS.get(code) or (404 if 10000 <= code < 20000 else 403)
        self.errors = errors
        self.fault = code not in _NOT_ITS_FAULT if fault is None else fault
        self.detail = detail
        super().__init__(f"{code} {MESSAGES[code]}{': ' if detail else ''}{detail}")

    def body(self) -> Json:
        """The body as Discord writes it."""
        data: Json = {"message": MESSAGES[self.code], "code": self.code}
        return data | {"errors": self.errors} if self.errors else data


class Findings:
    """Collects what is wrong with a payload, and raises it as one Discord error."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str, str]] = []

    def add(self, path: str, code: str, message: str) -> None:
        """A fault at ``path``, with dots between keys and indices."""
        self._found.append((path, code, message))

    def require(self, fine: object, path: str, message: str, code: str = "INVALID") -> bool:
        """Add a fault unless ``fine``."""
        if not fine:
            self.add(path, code, message)
        return bool(fine)

    def length(self, value: Any, path: str, low: int, high: int) -> None:
        """Check a text or list: present if ``low`` is above 0, and within the limits."""
        if value is None or (value in ("", []) and low):
            self.require(not low, path, "This field is required", "BASE_TYPE_REQUIRED")
            return
        if not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Wrong type")
        elif not low <= len(value) <= high:
            what = f"Must be between {low} and {high} in length." if low else None
            message = what or f"Must be {high} or fewer in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", message)

    def within(self, value: int | None, path: str, low: int, high: int) -> None:
        """Check a number, if there is one."""
        if value is not None and not low <= value <= high:
            self.add(path, "NUMBER_TYPE_RANGE", f"Must be between {low} and {high}.")

    def check(self) -> None:
        """Raise what was found, if anything was."""
        if not self._found:
            return
        errors: Json = {}
        for path, code, message in self._found:
            place = errors
            for key in path.split("."):
                place = place.setdefault(key, {})
            place.setdefault("_errors", []).append({"code": code, "message": message})
        detail = "; ".join(f"{path}: {message}" for path, _, message in self._found)
        raise ApiError(INVALID_FORM, detail, errors=errors)
