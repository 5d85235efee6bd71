"""``reroute knowledge report``, ``links`` and ``table`` from outside."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from knowledge.base import SHIPPED


def test_the_report_is_shown_in_sections(run_bare) -> None:
    done = run_bare("knowledge", "report", "--within", "100000")
    assert done.returncode == 0
    assert done.stderr == b""
    text = done.stdout.decode()
    for section in ("Reviews that are late or due", "Points that rest", "Nations", "Readability"):
        assert section in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_report_as_json_speaks_of_every_entry(run_bare) -> None:
    report = json.loads(run_bare("knowledge", "report", "--within", "100000", "--json").stdout)
    entries = {path.stem for path in (SHIPPED / "entries").glob("*/*.yaml")}
    assert {due["entry"] for due in report["due"]} == entries
    assert set(report["readability"]) == entries
    assert set(report) == {"due", "thinly_sourced", "missing_nations", "readability"}


def test_the_table_in_a_page_is_renewed(run_bare, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    shutil.copy(SHIPPED.parent / "docs/knowledge.md", page)
    text = page.read_text("utf-8")
    page.write_text(re.sub(r"(?m)^\| \[yoga\].*\n", "", text), "utf-8")
    assert run_bare("knowledge", "table", "--write", str(page)).returncode == 0
    assert "| [yoga](" in page.read_text("utf-8")
    plain = tmp_path / "plain.md"
    plain.write_text("nothing here", "utf-8")
    refused = run_bare("knowledge", "table", "--write", str(plain))
    assert refused.returncode == 1
    assert b"the page needs the lines" in refused.stderr
    assert plain.read_text("utf-8") == "nothing here"


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=404 if request.path == "/gone" else 200)

    app = web.Application()
    app.router.add_route("*", "/{name}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/"))


async def test_links_fail_only_if_one_is_broken(
    run_bare, address: str, knowledge_copy: Path
) -> None:
    for name in ("sources.yaml", "threads.yaml", "signposts.yaml"):
        path = knowledge_copy / name
        local = re.sub(r"(?m)^  url: \S+", f"  url: {address}fine", path.read_text("utf-8"))
        path.write_text(local, "utf-8")
    where = {"REROUTE_KNOWLEDGE": str(knowledge_copy)}
    words = ("knowledge", "links", "--all")
    fine = await asyncio.to_thread(run_bare, *words, **where)
    assert fine.returncode == 0, fine.stderr.decode()
    assert b"1 addresses: 1 ok, 0 moved, 0 not reached, 0 broken" in b" ".join(fine.stdout.split())
    path.write_text(path.read_text("utf-8").replace("/fine", "/gone", 1), "utf-8")
    broken = await asyncio.to_thread(run_bare, *words[:2], "--json", **where)
    assert broken.returncode == 1
    states = {link["url"]: link["state"] for link in json.loads(broken.stdout)}
    assert states == {f"{address}gone": "broken", f"{address}fine": "ok"}
