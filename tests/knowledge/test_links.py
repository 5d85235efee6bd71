"""The check of addresses, against a server of our own on 127.0.0.1."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from knowledge.addresses import addresses
from knowledge.base import load_knowledge
from knowledge.links import AT_ONE_HOST, Link, State, check_links


class Site:
    """Pages with every kind of answer; remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.now = self.most_at_once = 0
        self.open = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked[request.method, name] += 1
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            # Others get their turn, so that requests at the same time meet here.
            await asyncio.sleep(0.001)
            return await self._page(name, request)
        finally:
            self.now -= 1

    async def _page(self, name: str, request: web.Request) -> web.StreamResponse:
        goes_to = {
            "moved": web.HTTPMovedPermanently,
            "for-now": web.HTTPFound,
        }
        if name in goes_to:
            raise goes_to[name]("/fine")
        if name == "moved-to-nothing":
            raise web.HTTPMovedPermanently("/gone")
        if name == "in-circles":
            raise web.HTTPFound("/in-circles")
        if name == "to-mail":
            raise web.HTTPFound("mailto:someone@example.org")
        if name == "no-head" and request.method == "HEAD":
            raise web.HTTPMethodNotAllowed("HEAD", ["GET"])
        if name == "slow":
            await self.open.wait()
        if name == "reset" or (name == "wakes-up" and sum(self._tries(name)) < 3):
            assert request.transport is not None
            request.transport.abort()
        if name.isdigit():
            return web.Response(status=int(name))
        return web.Response(status=404 if name == "gone" else 200)

    def _tries(self, name: str) -> Iterable[int]:
        return (count for (_, asked), count in self.asked.items() if asked == name)


@pytest.fixture
async def site() -> Site:
    return Site()


@pytest.fixture
async def address(site: Site) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{name}", site.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/"))
        site.open.set()


async def check(*urls: str, patience: float = 10) -> dict[str, Link]:
    named = [("here", url) for url in urls]
    found = [link async for link in check_links(named, patience=patience, pauses=(0.0, 0.0))]
    return {link.url.rsplit("/", 1)[-1]: link for link in found}


@pytest.mark.parametrize(
    ("name", "state", "detail", "leads_to"),
    [
        ("fine", State.OK, "200 OK", None),
        ("no-head", State.OK, "200 OK", None),
        ("moved", State.MOVED, "200 OK", "fine"),
        ("for-now", State.OK, "200 OK", "fine"),
        ("moved-to-nothing", State.BROKEN, "404 Not Found", "gone"),
        ("in-circles", State.BROKEN, "redirects without end", None),
        ("to-mail", State.BROKEN, "leads to something that is no web page", None),
        ("gone", State.BROKEN, "404 Not Found", None),
        ("410", State.BROKEN, "410 Gone", None),
        ("403", State.NOT_REACHED, "403 Forbidden", None),
        ("429", State.NOT_REACHED, "429 Too Many Requests", None),
        ("503", State.NOT_REACHED, "503 Service Unavailable", None),
        ("999", State.NOT_REACHED, "999", None),
        ("reset", State.NOT_REACHED, "the connection failed", None),
        ("wakes-up", State.OK, "200 OK", None),
    ],
)
async def test_each_answer_is_told_for_what_it_is(
    address: str, name: str, state: State, detail: str, leads_to: str | None
) -> None:
    link = (await check(address + name))[name]
    assert (link.state, link.detail) == (state, detail)
    assert link.leads_to == (address + leads_to if leads_to else None)


async def test_a_server_that_never_answers_is_not_waited_for(address: str) -> None:
    link = (await check(address + "slow", patience=0.2))["slow"]
    assert (link.state, link.detail) == (State.NOT_REACHED, "no answer in time")


async def test_nobody_listening_is_not_reached() -> None:
    link = (await check(f"http://127.0.0.1:{unused_port()}/x"))["x"]
    assert link.state is State.NOT_REACHED


async def test_a_page_that_is_there_is_asked_once_and_a_missing_one_twice(
    site: Site, address: str
) -> None:
    await check(address + "fine", address + "gone")
    assert site.asked == {("HEAD", "fine"): 1, ("HEAD", "gone"): 1, ("GET", "gone"): 1}


async def test_one_address_in_two_places_is_asked_once(site: Site, address: str) -> None:
    named = [("a", address + "fine"), ("b", address + "fine")]
    (link,) = [link async for link in check_links(named, patience=10)]
    assert link.places == ("a", "b")
    assert sum(site.asked.values()) == 1


async def test_a_host_is_not_asked_too_much_at_once(site: Site, address: str) -> None:
    found = await check(*(f"{address}page-{number}" for number in range(30)))
    assert len(found) == 30
    assert 1 <= site.most_at_once <= AT_ONE_HOST


def test_every_address_of_the_knowledge_is_named() -> None:
    base = load_knowledge()
    named = dict(addresses(base))
    records = [*base.sources.values(), *base.signposts.values(), *base.threads.values()]
    assert sorted(named.values()) == sorted(str(one.url) for one in records if one.url)
    assert named["signposts.yaml (ms-trust)"] == str(base.signposts["ms-trust"].url)
