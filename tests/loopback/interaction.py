"""One interaction, as the person who caused it sees it: what has come of it, and waiting for it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from .world import Channel, Json, Message, User

if TYPE_CHECKING:
    from .server import Loopback

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5


class Response(IntEnum):
    """Discord's numbers for the first response to an interaction."""

    REPLY = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    SHOW_FORM = 9


@dataclass(eq=False)
class Interaction:
    """What a person did, and all that the bot made of it. The waiting methods raise
    AssertionError when nothing comes.
    """

    loopback: Loopback
    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    owners: Json
    source: Message | None = None
    """The message whose component was used."""
    name: str = ""
    trigger: Interaction | None = None
    """For a form: what showed it."""
    sent_at: float = field(default_factory=time.monotonic)
    response: int | None = None
    """The kind of the first response."""
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    """What was sent for it, first to last, without what is still "thinking"."""
    shown_form: Json | None = None
    choices: list[Json] | None = None
    pending: bool = False
    """Deferred, and not yet filled."""
    expired: bool = False
    lost: bool = False
    timer: asyncio.TimerHandle | None = None

    @property
    def waits(self) -> bool:
        """Whether the person still waits: for a response, or while it "is thinking"."""
        if self.lost or self.expired:
            return False
        return self.response is None or (self.pending and self.response == Response.DEFER)

    def expire(self) -> None:
        """Let the token's 15 minutes be over."""
        self.expired = True

    def lose(self) -> None:
        """Let the first 3 seconds be over: a response is refused with 10062, which is no fault."""
        self.lost = True
        if self.timer:
            self.timer.cancel()

    async def reply(self) -> Message:
        """The first message, filled in."""
        return (await self.replies(1))[0]

    async def replies(self, count: int) -> list[Message]:
        """The first ``count`` messages."""
        what = f"{count} message(s) for {self.name or self.data}"
        await self.loopback.until(lambda: len(self.messages) >= count, what)
        return self.messages[:count]

    async def responded(self) -> int:
        """The kind of the first response, once there is one."""
        await self.loopback.until(lambda: self.response, f"a response to {self.name or self.data}")
        assert self.response is not None
        return self.response

    async def updated(self) -> Message:
        """The message whose component was used, once the interaction has changed it."""
        assert self.source is not None
        changed = (Response.UPDATE, Response.DEFER_UPDATE)
        await self.loopback.until(
            lambda: self.response in changed and not self.pending, "the message to be changed"
        )
        return self.source

    async def form(self) -> Json:
        """The form that was shown."""
        form = await self.loopback.until(lambda: self.shown_form, f"a form for {self.name}")
        assert form is not None
        return form

    async def suggestions(self) -> list[Json]:
        """The choices of an autocomplete: name and value."""
        await self.loopback.until(lambda: self.choices is not None, f"choices for {self.name}")
        assert self.choices is not None
        return self.choices
