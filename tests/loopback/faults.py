"""Faults of the HTTP side, on demand: refusals, rate limits, slow or lost answers."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from .world import Json


@dataclass(eq=False)
class Fault:
    """One fault, for the next ``times`` requests that match."""

    pattern: str
    kind: Literal["answer", "hold", "drop"]
    times: int = 1
    status: int = 500
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    """Whether the request is carried out before its answer is spoiled."""
    hits: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let what was held go on."""
        self.gate.set()

    def answer(self) -> web.Response:
        """The spoiled answer."""
        if self.body is None:
            return web.Response(status=self.status, text="upstream error", headers=self.headers)
        return json_response(self.body, self.status, self.headers)


class FaultList:
    """The faults to come. ``where`` is a regular expression over "METHOD /path/{template}", such
    as ``POST /channels/{channel_id}/messages``, in which braces stand for themselves.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail(self, where: str, status: int = 500, *, times: int = 1, after: bool = False) -> Fault:
        """Answer 500, 502, 503 or any other; ``after``: although it was carried out."""
        return self._add(Fault(where, "answer", times, status, after=after))

    def rate_limit(
        self,
        where: str,
        retry_after: float = 0.05,
        *,
        times: int = 1,
        everywhere: bool = False,
        via: bool = True,
    ) -> Fault:
        """Answer 429. ``everywhere``: the global limit; without ``via``: from a firewall."""
        body = {
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": everywhere,
        }
        headers = {"Retry-After": str(retry_after), "Via": "1.1 google"}
        headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        if everywhere:
            headers["X-RateLimit-Global"] = "true"
        if not via:
            del headers["Via"]
        return self._add(Fault(where, "answer", times, 429, body, headers))

    def hold(self, where: str, *, times: int = 1, after: bool = False) -> Fault:
        """Answer only when the fault is released; ``after``: carried out, but not yet answered."""
        return self._add(Fault(where, "hold", times, after=after))

    def drop(self, where: str, *, times: int = 1, after: bool = False) -> Fault:
        """Cut the connection instead of answering."""
        return self._add(Fault(where, "drop", times, after=after))

    def clear(self) -> None:
        """Forget all faults, and let go what is held."""
        for fault in self._faults:
            fault.release()
        self._faults.clear()

    def find(self, request: str) -> Fault | None:
        """The fault for this request, counted as hit."""
        for fault in self._faults:
            if fault.hits < fault.times and re.search(fault.pattern, request):
                fault.hits += 1
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        fault.pattern = fault.pattern.replace("{", r"\{").replace("}", r"\}")
        self._faults.append(fault)
        return fault


def json_response(
    data: object, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """JSON as Discord sends it: its content type names no charset."""
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")
