"""The gateway: sessions identify, are sent events, break and resume; with faults on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from . import payloads, permissions
from .intents import GUILD_MEMBERS, PRIVILEGED, needed_for
from .session import Connection, Session
from .world import Channel, Guild, Json

if TYPE_CHECKING:
    from .server import Loopback

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11

Build = Callable[[Session], Json]
"""Makes an event's data for one session, which may be allowed to read more than another."""


class Gateway:
    """All sessions of the bot. The faults are meant for tests."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self.sessions: list[Session] = []
        self.identifies: list[Json] = []
        """The data of every IDENTIFY, as sent."""
        self.heartbeat_seconds = 41.25
        self.refuses_connections = False
        self.refuses_resume = False
        self._copies: dict[str, int] = {}
        self._held: list[tuple[Session, str]] | None = None
        self._connections: set[Connection] = set()

    # --- what tests do to it

    @property
    def live(self) -> list[Session]:
        """Sessions with an open connection."""
        return [session for session in self.sessions if session.socket]

    async def drop(self, code: int = 1006) -> None:
        """Cut every connection; 1006 means without a goodbye."""
        for connection in list(self._connections):
            self._detach(connection)
            if code == 1006 and connection.socket._req and connection.socket._req.transport:
                connection.socket._req.transport.abort()
            else:
                await connection.socket.close(code=code)

    def ask_to_reconnect(self) -> None:
        """Send op 7, as before Discord moves a session."""
        for session in self.live:
            if session.socket:
                session.socket.send(RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9. Without ``resumable``, the sessions are over."""
        for session in self.live:
            if session.socket:
                session.socket.send(INVALID_SESSION, resumable)
            if not resumable:
                self._forget(session)

    def fall_silent(self) -> None:
        """Send nothing more on the connections that are open now, not even acknowledgements."""
        for connection in self._connections:
            connection.silent = True

    def repeat_next(self, event: str, times: int = 2) -> None:
        """Send the next ``event`` (such as MESSAGE_CREATE) this many times."""
        self._copies[event] = times

    def hold(self) -> None:
        """Keep events back until :meth:`release`."""
        self._held = []

    def release(self, *, backwards: bool = False) -> None:
        """Send what was held; ``backwards``: the last first."""
        held, self._held = self._held or [], None
        for session, text in reversed(held) if backwards else held:
            if session.socket:
                session.socket.queue.put_nowait(text)

    async def heard(self) -> None:
        """Wait until the bot has received every event sent so far (not: dealt with it)."""
        marks = [(session, len(session.events)) for session in self.live]
        for session, _ in marks:
            if session.socket:
                session.socket.send(HEARTBEAT)
        await self._loopback.until(
            lambda: all(session.heard >= mark for session, mark in marks), "the bot to listen"
        )

    async def ready(self, shards: int = 1) -> None:
        """Wait until so many shards have identified and got their guilds."""
        await self._loopback.until(lambda: len(self.live) >= shards, "the bot to be connected")

    # --- what the world tells it

    def publish(
        self,
        event: str,
        data: Json | Build,
        guild: Guild | None,
        channel: Channel | None = None,
        *,
        always: bool = False,
    ) -> None:
        """Send an event to the sessions that would get it. ``channel``: only if the bot sees it;
        ``always``: whatever the intents.
        """
        bot = self._loopback.world.bot
        if guild and (bot.id not in guild.members or not guild.available):
            return
        if channel and not permissions.may(channel, bot, permissions.VIEW_CHANNEL):
            return
        for session in self.sessions:
            needed = 0 if always else needed_for(event, in_guild=guild is not None)
            if session.has(guild) and (not needed or session.intents & needed):
                self.send(session, event, data(session) if callable(data) else data)

    def send(self, session: Session, event: str, data: Json) -> None:
        """Number the event, keep it, and send it if the session is connected."""
        for _ in range(self._copies.pop(event, 1)):
            number = len(session.events) + 1
            text = json.dumps({"op": DISPATCH, "t": event, "s": number, "d": data})
            session.events.append(text)
            if self._held is not None:
                self._held.append((session, text))
            elif session.socket:
                session.socket.queue.put_nowait(text)

    # --- the protocol

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket."""
        if self.refuses_connections:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0, autoclose=True)
        await socket.prepare(request)
        connection = Connection(socket, request.query.get("compress") == "zlib-stream")
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and not connection.silent:
                    await self._receive(connection, json.loads(message.data))
        finally:
            writer.cancel()
            self._detach(connection)
            self._loopback.changed()
        return socket

    async def _receive(self, connection: Connection, message: Json) -> None:
        data = message["d"]
        match message["op"]:
            case 1:
                connection.send(ACK)
                if connection.session:
                    connection.session.heard = data or 0
            case 2:
                await self._identify(connection, data)
            case 6:
                self._resume(connection, data)
            case 8:
                self._members(connection, data)
            case 3 | 4:
                pass  # Presence and voice state change nothing here.
            case unknown:
                self._loopback.violate(f"gateway: op {unknown} is not known here")
        self._loopback.changed()

    async def _identify(self, connection: Connection, data: Json) -> None:
        self.identifies.append(data)
        world = self._loopback.world
        shard = tuple(data.get("shard", (0, 1)))
        intents = data["intents"]
        if data["token"] != world.token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
        elif shard[0] >= shard[1]:
            await connection.socket.close(code=4010, message=b"Invalid shard.")
        elif intents & PRIVILEGED & ~world.granted_intents:
            await connection.socket.close(code=4014, message=b"Disallowed intent(s).")
        else:
            self.sessions = [old for old in self.sessions if old.shard != shard]
            name = f"session-{len(self.identifies)}"
            session = Session(name, intents, (shard[0], shard[1]), connection)
            connection.session = session
            self._greet(session)
            self.sessions.append(session)

    def _greet(self, session: Session) -> None:
        """READY, and a GUILD_CREATE for each guild of the shard."""
        world = self._loopback.world
        guilds = [
            guild
            for guild in world.guilds.values()
            if world.bot.id in guild.members and session.has(guild)
        ]
        ready = {
            "v": 10,
            "user": payloads.of_user(world.bot) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._loopback.gateway_url,
            "shard": list(session.shard),
            "application": {
                "id": str(world.application_id),
                "flags": self._loopback.application_flags,
            },
            "private_channels": [],
        }
        self.send(session, "READY", ready)
        for guild in guilds:
            if guild.available:
                self.send(session, "GUILD_CREATE", self.guild(guild, session))

    def guild(self, guild: Guild, session: Session) -> Json:
        """The data of a GUILD_CREATE."""
        bot = self._loopback.world.bot
        every = bool(session.intents & GUILD_MEMBERS)
        return payloads.of_guild(guild, bot, all_members=every)

    def _resume(self, connection: Connection, data: Json) -> None:
        session = next((s for s in self.sessions if s.id == data["session_id"]), None)
        missed = session.events[data["seq"] :] if session and data["seq"] is not None else []
        refused = self.refuses_resume or data["token"] != self._loopback.world.token
        if session is None or refused:
            if session:
                self._forget(session)
            connection.send(INVALID_SESSION, False)
            return
        if session.socket:
            session.socket.session = None
        session.socket, connection.session = connection, session
        for text in missed:
            connection.queue.put_nowait(text)
        session.resumes += 1
        self.send(session, "RESUMED", {"_trace": []})

    def _members(self, connection: Connection, data: Json) -> None:
        """Answer a request for members in one chunk."""
        session = connection.session
        guild = self._loopback.world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        ids = data.get("user_ids")
        wanted = {int(i) for i in (ids if isinstance(ids, list) else [ids])} if ids else None
        query = data.get("query", "")
        if wanted is None and not query and not session.intents & GUILD_MEMBERS:
            self._loopback.violate("gateway: all members asked for without the members intent")
        members = [
            payloads.of_member(member)
            for member in guild.members.values()
            if (wanted is None or member.user.id in wanted)
            and member.user.name.lower().startswith(query.lower())
        ]
        chunk = {
            "guild_id": str(guild.id),
            "members": members,
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(i) for i in (wanted or set()) - set(guild.members)],
            "nonce": data.get("nonce"),
        }
        self.send(session, "GUILD_MEMBERS_CHUNK", chunk)

    def _detach(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if connection.session and connection.session.socket is connection:
            connection.session.socket = None

    def _forget(self, session: Session) -> None:
        session.socket = None
        if session in self.sessions:
            self.sessions.remove(session)
