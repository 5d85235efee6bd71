"""The HTTP side: reads and records every request, applies faults, and answers as Discord does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import permissions
from .errors import ApiError
from .faults import Fault, json_response
from .limits import Files
from .world import Channel, Guild, Json, Message

if TYPE_CHECKING:
    from .server import Loopback

_LIMITS = {
    "X-RateLimit-Limit": "100",
    "X-RateLimit-Remaining": "99",
    "X-RateLimit-Reset-After": "1.0",
    "Via": "1.1 google",
}


@dataclass(eq=False)
class Recorded:
    """A request as it came, and what was answered."""

    method: str
    path: str
    template: str
    query: dict[str, str]
    data: Any
    files: Files
    reason: str | None = None
    status: int | None = None
    answer: Any = None

    @property
    def route(self) -> str:
        return f"{self.method} {self.template}"

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


@dataclass(eq=False)
class Call:
    """One request, for the function that carries it out."""

    loopback: Loopback
    params: dict[str, str]
    query: dict[str, str]
    data: Any
    files: Files
    headers: dict[str, str] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """A number out of the path."""
        try:
            return int(self.params[name])
        except ValueError:
            raise ApiError(50035, f"{name} is not a snowflake") from None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A number out of the query, within limits."""
        value = int(self.query.get(name, default))
        if not low <= value <= high:
            raise ApiError(50035, f"{name} must be between {low} and {high}")
        return value

    def guild(self) -> Guild:
        """The guild in the path, with the bot in it."""
        guild = self.loopback.world.guilds.get(self.id("guild_id"))
        if guild is None:
            raise ApiError(10004)
        if self.loopback.world.bot.id not in guild.members:
            raise ApiError(50001, "the bot is not in the guild")
        return guild

    def channel(self) -> Channel:
        """The channel in the path, which the bot sees."""
        channel = self.loopback.world.channels.get(self.id("channel_id"))
        if channel is None:
            raise ApiError(10003)
        self.need(channel, permissions.VIEW_CHANNEL, code=50001)
        return channel

    def message(self, channel: Channel) -> Message:
        """The message in the path."""
        message = channel.messages.get(self.id("message_id"))
        if message is None or message.ephemeral:
            raise ApiError(10008)
        return message

    def need(self, channel: Channel, bits: int, *, code: int = 50013) -> None:
        """Refuse unless the bot has these permissions in ``channel``."""
        if not permissions.may(channel, self.loopback.world.bot, bits):
            missing = bits & ~permissions.of_channel(channel, self.loopback.world.bot)
            raise ApiError(code, f"permission bits {missing:#x} in #{channel.name}")


_RECORDED = web.RequestKey("recorded", Recorded)

Handler = Callable[[Call], object]
"""Carries out a request; gives what is sent as JSON, or None for an empty answer."""

Routes = tuple[tuple[str, str, Handler], ...]
"""Method, path and handler."""


class Rest:
    """Serves the routes. ``requests`` holds everything that was asked."""

    def __init__(self, loopback: Loopback, routes: Routes) -> None:
        self._loopback = loopback
        self._routes = routes
        self.requests: list[Recorded] = []

    def add_to(self, app: web.Application) -> None:
        """Serve the routes and the files."""
        for method, path, handler in self._routes:
            app.router.add_route(method, f"/api/v10{path}", self._runner(handler))
        app.router.add_get("/cdn/{name:.*}", self._cdn)

    def sent(self, route: str) -> list[Recorded]:
        """The requests of one route, such as ``POST /channels/{channel_id}/messages``."""
        return [request for request in self.requests if request.route == route]

    def _runner(self, handler: Handler) -> Callable[[web.Request], Any]:
        async def run(request: web.Request) -> web.StreamResponse:
            recorded = request[_RECORDED]
            call = Call(
                self._loopback,
                dict(request.match_info),
                recorded.query,
                recorded.data,
                recorded.files,
                dict(request.headers),
            )
            answer = handler(call)
            if answer is None:
                return web.Response(status=204)
            recorded.answer = answer
            return json_response(answer)

        return run

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        content = self._loopback.interactions.store.contents.get(request.match_info["name"])
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    @web.middleware
    async def middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Around every request."""
        if not request.path.startswith("/api/"):
            return await self._outside(request, handler)
        recorded = await self._record(request)
        fault = self._loopback.faults.find(recorded.route)
        if fault and not fault.after:
            spoiled = await self._spoil(fault, request)
            if spoiled:
                return self._done(recorded, spoiled)
        response = await self._carry_out(request, handler, recorded)
        if fault and fault.after:
            response = await self._spoil(fault, request) or response
        response.headers.update(_LIMITS | {"X-RateLimit-Bucket": _bucket(recorded)})
        return self._done(recorded, response)

    async def _outside(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await handler(request)
        except web.HTTPException:
            self._loopback.violate(f"an address that Discord does not have: {request.path}")
            raise
        return response

    async def _carry_out(
        self, request: web.Request, handler: Any, recorded: Recorded
    ) -> web.StreamResponse:
        try:
            if not self._authorised(request):
                raise ApiError(0, "no valid token in the request")
            response: web.StreamResponse = await handler(request)
        except ApiError as error:
            if error.fault:
                self._loopback.violate(f"{recorded.method} {recorded.path}: {error}")
            recorded.answer = error.body()
            return json_response(error.body(), error.status)
        except web.HTTPException as error:
            self._loopback.violate(f"unknown route: {recorded.method} {recorded.path}")
            body = {"message": f"{error.status}: {error.reason}", "code": 0}
            return json_response(body, error.status)
        except Exception as error:
            self._loopback.violate(
                f"the loopback Discord failed at {recorded.route}: {error!r} (payload: "
                f"{recorded.data})"
            )
            raise
        return response

    async def _spoil(self, fault: Fault, request: web.Request) -> web.Response | None:
        if fault.kind == "hold":
            self._loopback.changed()
            await fault.gate.wait()
            return None
        if fault.kind == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        return fault.answer()

    def _done(self, recorded: Recorded, response: web.StreamResponse) -> web.StreamResponse:
        recorded.status = response.status
        self._loopback.changed()
        return response

    def _authorised(self, request: web.Request) -> bool:
        by_address = ("/api/v10/interactions/", "/api/v10/webhooks/")
        if request.path.startswith(by_address):
            return True
        token = self._loopback.world.token
        return request.headers.get("Authorization") == f"Bot {token}"

    async def _record(self, request: web.Request) -> Recorded:
        resource = request.match_info.route.resource
        template = (resource.canonical if resource else request.path).removeprefix("/api/v10")
        data, files = await _read(request)
        recorded = Recorded(
            request.method,
            request.path.removeprefix("/api/v10"),
            template,
            dict(request.query),
            data,
            files,
            request.headers.get("X-Audit-Log-Reason"),
        )
        self.requests.append(recorded)
        request[_RECORDED] = recorded
        return recorded


def _bucket(recorded: Recorded) -> str:
    return f"{hash(recorded.route) & 0xFFFFFFFF:08x}"


async def _read(request: web.Request) -> tuple[Any, Files]:
    """The JSON of a request and its files, from a plain or a multipart body."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files: Files = {}
        data: Json = {}
        for name, value in form.items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.file.read())
            elif name == "payload_json":
                text = value.decode() if isinstance(value, bytes | bytearray) else value
                data = json.loads(text)
        return data, files
    body = await request.read()
    return (json.loads(body) if body else {}), {}
