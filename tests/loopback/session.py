"""A shard's session with the gateway, and the websocket that it may have."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field

from aiohttp import web

from .intents import MESSAGE_CONTENT
from .world import Guild


@dataclass(eq=False)
class Session:
    """One shard's session. It outlives its connection, and keeps its events for a RESUME."""

    id: str
    intents: int
    shard: tuple[int, int]
    socket: Connection | None = None
    events: list[str] = field(default_factory=list)
    """Every event, as JSON; an event's sequence number is its place, counted from 1."""
    resumes: int = 0
    heard: int = 0
    """The number of the last event that the bot said it had."""

    @property
    def reads_content(self) -> bool:
        return bool(self.intents & MESSAGE_CONTENT)

    def has(self, guild: Guild | None) -> bool:
        """Whether what happens there comes to this shard; direct messages come to the first."""
        index, count = self.shard
        return index == ((guild.id >> 22) % count if guild else 0)


@dataclass(eq=False)
class Connection:
    """A websocket, and the queue of what is to be sent on it."""

    socket: web.WebSocketResponse
    compress: bool
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: Session | None = None
    silent: bool = False
    zlib: zlib._Compress = field(default_factory=zlib.compressobj)

    def send(self, op: int, data: object = None) -> None:
        self.queue.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is queued, in order, until cancelled."""
        while True:
            text = await self.queue.get()
            if self.silent or self.socket.closed:
                continue
            try:
                if self.compress:
                    packed = self.zlib.compress(text.encode())
                    await self.socket.send_bytes(packed + self.zlib.flush(zlib.Z_SYNC_FLUSH))
                else:
                    await self.socket.send_str(text)
            except ConnectionError:
                return  # The other side has gone; its session keeps the event.
