"""Do the addresses still lead somewhere? Asks each one, gently."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

AT_ONCE, AT_ONE_HOST = 16, 2
_AGENT = "Mozilla/5.0 (compatible; reroute-links; checks that cited pages are there)"
_LONGEST_HEADER = 64 * 1024
_FOR_GOOD = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_GUARDED = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, 999}
)
"""How a server turns away a program, though a person may well see the page."""


class State(StrEnum):
    """What became of an address."""

    OK = "ok"
    MOVED = "moved"
    """It has a new address for good."""
    BROKEN = "broken"
    """The server says that there is no such page."""
    NOT_REACHED = "not reached"
    """Nothing can be said: no answer, a fault of the server, or programs are turned away."""


@dataclass(frozen=True)
class Link:
    """An address, where it stands, and what became of it."""

    url: str
    places: tuple[str, ...]
    state: State
    detail: str
    """The status or the fault, in words."""
    leads_to: str | None = None
    """The address at which a redirect ended."""


@dataclass(frozen=True)
class _Answer:
    state: State
    detail: str
    leads_to: str | None = None


async def check_links(
    named: Iterable[tuple[str, str]], *, patience: float, pauses: Sequence[float] = (1.0, 3.0)
) -> AsyncIterator[Link]:
    """Ask every address of ``named`` (place, address), each once; yield them as they are done.

    ``patience`` is how long one request may take; ``pauses`` are those before
    each further try of an address that was not reached. All in seconds.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for place, url in named:
        places[url].append(place)
    limits = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(
        timeout=limits, headers={"User-Agent": _AGENT}, max_field_size=_LONGEST_HEADER
    ) as session:
        checker = _Checker(session, pauses)
        tasks = [
            asyncio.create_task(checker.check(url, tuple(where))) for url, where in places.items()
        ]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Checker:
    def __init__(self, session: aiohttp.ClientSession, pauses: Sequence[float]) -> None:
        self._session = session
        self._pauses = pauses
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: dict[str | None, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONE_HOST)
        )

    async def check(self, url: str, places: tuple[str, ...]) -> Link:
        # The host first: an address that waits for a busy host holds nobody else up.
        async with self._hosts[urlsplit(url).hostname], self._all:
            answer = await self._ask(url)
        return Link(url, places, answer.state, answer.detail, answer.leads_to)

    async def _ask(self, url: str) -> _Answer:
        answer = await self._request("HEAD", url)
        # Some servers answer HEAD wrongly, or not at all.
        for pause in (0.0, *self._pauses):
            if answer.state in (State.OK, State.MOVED):
                break
            await asyncio.sleep(pause)
            answer = await self._request("GET", url)
            if answer.state is State.BROKEN:
                break
        return answer

    async def _request(self, method: str, url: str) -> _Answer:
        try:
            async with self._session.request(method, url, allow_redirects=True) as response:
                return _judged(response)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return next(
                _Answer(state, words) for kind, state, words in _FAULTS if isinstance(error, kind)
            )


_FAULTS: tuple[tuple[type[Exception], State, str], ...] = (
    (aiohttp.TooManyRedirects, State.BROKEN, "redirects without end"),
    (aiohttp.InvalidURL, State.BROKEN, "leads to something that is no address"),
    (aiohttp.NonHttpUrlClientError, State.BROKEN, "leads to something that is no web page"),
    (TimeoutError, State.NOT_REACHED, "no answer in time"),
    (aiohttp.ClientConnectorDNSError, State.NOT_REACHED, "no such host is known"),
    (aiohttp.ClientSSLError, State.NOT_REACHED, "no safe connection, perhaps its certificate"),
    (Exception, State.NOT_REACHED, "the connection failed"),
)
"""The first that fits counts."""


def _judged(response: aiohttp.ClientResponse) -> _Answer:
    status = response.status
    leads_to = str(response.url) if response.history else None
    if status in _GUARDED or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _Answer(State.NOT_REACHED, _in_words(status), leads_to)
    if status >= HTTPStatus.BAD_REQUEST:
        return _Answer(State.BROKEN, _in_words(status), leads_to)
    for_good = any(step.status in _FOR_GOOD for step in response.history)
    return _Answer(State.MOVED if for_good else State.OK, _in_words(status), leads_to)


def _in_words(status: int) -> str:
    known = status in HTTPStatus.__members__.values()
    return f"{status} {HTTPStatus(status).phrase}" if known else str(status)
