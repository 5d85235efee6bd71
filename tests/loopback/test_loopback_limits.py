"""What Discord refuses, the loopback Discord refuses too, and the test that did it fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord.http import Route

from .community import Community
from .interaction import AUTOCOMPLETE, COMMAND, COMPONENT, FORM, Interaction
from .limit_cases import (
    BAD_COMMANDS,
    BAD_FORMS,
    BAD_MESSAGES,
    GOOD_FORMS,
    GOOD_MESSAGES,
    choices,
    command,
    text,
    v2,
)
from .world import Json, Message

Post = Any


@pytest_asyncio.fixture(loop_scope="session")
async def http(
    discord_world: Community, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[discord.http.HTTPClient]:
    """discord.py's own HTTP client, logged in, to send what discord.py itself would not build."""
    monkeypatch.setattr(Route, "BASE", discord_world.loopback.api_url)
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(discord_world.loopback.world.token)
        yield client.http


@pytest.fixture
def post(discord_world: Community, http: discord.http.HTTPClient) -> Post:
    """Posts a payload to #general."""
    path = "/channels/{channel_id}/messages"

    async def post(payload: Json) -> Any:
        route = Route("POST", path, channel_id=discord_world.general.id)
        return await http.request(route, json=payload)

    return post


@pytest.fixture
def respond(discord_world: Community, http: discord.http.HTTPClient) -> Post:
    """Responds to an interaction, or sends a followup to it."""

    async def respond(asked: Interaction, payload: Json, *, followup: bool = False) -> Any:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        first = asked.id
        if followup:
            path, first = "/webhooks/{webhook_id}/{webhook_token}", discord_world.bot.id
        route = Route("POST", path, webhook_id=first, webhook_token=asked.token)
        return await http.request(route, json=payload)

    return respond


def interaction(
    world: Community, kind: int = COMMAND, source: Message | None = None
) -> Interaction:
    """An interaction as if Ann had sent it, for which nothing listens."""
    data: Json = {"custom_id": "x", "type": 1, "name": "ask", "components": []}
    return world.loopback.interactions.send(
        kind, world.ann.user, world.general, data, owners={}, source=source, name="ask"
    )


async def test_messages_within_the_limits_are_taken(post: Post) -> None:
    for payload in GOOD_MESSAGES:
        await post(payload)


@pytest.mark.parametrize(("payload", "fault"), BAD_MESSAGES, ids=lambda value: str(value)[:40])
async def test_messages_over_the_limits_are_refused(
    discord_world: Community, post: Post, payload: Json, fault: str
) -> None:
    with discord_world.loopback.expects(fault), pytest.raises(discord.HTTPException) as refused:
        await post(payload)
    assert refused.value.status == 400
    assert refused.value.code in (50035, 50006)
    assert discord_world.bot_messages(discord_world.general) == []


async def test_too_large_or_too_many_files_are_refused(
    discord_world: Community, http: discord.http.HTTPClient
) -> None:
    async def upload(*contents: bytes) -> None:
        data = aiohttp.FormData(quote_fields=False)
        listed = [{"id": n, "filename": "a.txt"} for n in range(len(contents))]
        data.add_field("payload_json", json.dumps({"attachments": listed}))
        for n, content in enumerate(contents):
            data.add_field(f"files[{n}]", content, filename="a.txt")
        route = Route(
            "POST", "/channels/{channel_id}/messages", channel_id=discord_world.general.id
        )
        await http.request(route, data=data)

    await upload(b"small", b"files")
    with discord_world.loopback.expects("files"), pytest.raises(discord.HTTPException):
        await upload(*[b"x"] * 11)
    with discord_world.loopback.expects("40005"), pytest.raises(discord.HTTPException):
        await upload(b"x" * (10 * 2**20 + 1))


@pytest.mark.parametrize(
    ("payload", "whom"),
    [
        ({"content": "hello <@{ann}>"}, "user {ann}"),
        ({"content": "@everyone"}, "everyone"),
        ({"content": "@here", "allowed_mentions": {"parse": ["everyone"]}}, "everyone"),
        ({"content": "<@&{role}>", "allowed_mentions": {"roles": ["{role}"]}}, "role {role}"),
        (v2(text("and <@!{ann}>")), "user {ann}"),
        ({"content": "x", "message_reference": {"message_id": "{said}"}}, "the author"),
    ],
    ids=str,
)
async def test_whatever_could_mention_somebody_is_a_breach(
    discord_world: Community, post: Post, payload: Json, whom: str
) -> None:
    world = discord_world
    said = world.ann.says(world.general, "hello")

    def named(value: str) -> str:
        for name, one in (("ann", world.ann.id), ("role", world.moderators.id), ("said", said.id)):
            value = value.replace(f"{{{name}}}", str(one))
        return value

    payload = json.loads(named(json.dumps(payload)))
    with world.loopback.expects(named(whom)):
        await post(payload)
    await post(payload | {"allowed_mentions": {"parse": [], "replied_user": False}})


async def test_edits_are_held_to_the_same_limits(
    discord_world: Community, http: discord.http.HTTPClient, post: Post
) -> None:
    path = "/channels/{channel_id}/messages/{message_id}"
    made = await post({"content": "x"})

    async def edit(payload: Json) -> None:
        route = Route(
            "PATCH", path, channel_id=discord_world.general.id, message_id=int(made["id"])
        )
        await http.request(route, json=payload)

    for payload, fault in (
        ({"content": "x" * 2001}, "content"),
        ({"content": ""}, "50006"),
        (v2(text()), "content"),
    ):
        with discord_world.loopback.expects(fault), pytest.raises(discord.HTTPException):
            await edit(payload)
    await edit(v2(text(), content=None, embeds=[]))
    (message,) = discord_world.bot_messages(discord_world.general)
    assert discord_world.text(message) == "x"


async def test_forms_within_the_limits_are_shown(discord_world: Community, respond: Post) -> None:
    for payload in GOOD_FORMS:
        asked = interaction(discord_world)
        await respond(asked, {"type": 9, "data": payload})
        assert await asked.form() == payload


@pytest.mark.parametrize(("payload", "fault"), BAD_FORMS, ids=lambda value: str(value)[:40])
async def test_forms_over_the_limits_are_refused(
    discord_world: Community, respond: Post, payload: Json, fault: str
) -> None:
    asked = interaction(discord_world)
    with discord_world.loopback.expects(fault), pytest.raises(discord.HTTPException):
        await respond(asked, {"type": 9, "data": payload})
    asked.lose()


@pytest.mark.parametrize(("payload", "fault"), BAD_COMMANDS, ids=lambda value: str(value)[:40])
async def test_commands_over_the_limits_are_refused(
    discord_world: Community, http: discord.http.HTTPClient, payload: list[Json], fault: str
) -> None:
    with discord_world.loopback.expects(fault), pytest.raises(discord.HTTPException):
        await http.bulk_upsert_global_commands(discord_world.bot.id, payload)


async def test_a_changed_command_keeps_its_id_and_gets_a_version(
    discord_world: Community, http: discord.http.HTTPClient
) -> None:
    async def sync(*commands: Json) -> Any:
        return await http.bulk_upsert_global_commands(discord_world.bot.id, list(commands))

    first = await sync(command(), command(name="more"))
    second = await sync(command(description="Changed"), command(name="more"))
    assert [c["id"] for c in first] == [c["id"] for c in second]
    assert first[0]["version"] != second[0]["version"]
    assert first[1]["version"] == second[1]["version"]
    assert await http.get_global_commands(discord_world.bot.id) == second
    for_guild = await http.get_guild_commands(discord_world.bot.id, discord_world.guild.id)
    assert for_guild == []


async def test_interactions_are_answered_once_in_time_and_in_kind(
    discord_world: Community, respond: Post
) -> None:
    loopback = discord_world.loopback
    hello: Json = {"type": 4, "data": {"content": "hello"}}

    async def refused(
        asked: Interaction, payload: Json, code: int, *, followup: bool = False
    ) -> None:
        with pytest.raises(discord.HTTPException) as error:
            await respond(asked, payload, followup=followup)
        assert error.value.code == code

    asked = interaction(discord_world)
    with loopback.expects("10015"):
        await refused(asked, {"content": "too early"}, 10015, followup=True)
    await respond(asked, hello)
    with loopback.expects("40060"):
        await refused(asked, hello, 40060)
    await respond(asked, {"content": "more"}, followup=True)
    asked.expire()
    await refused(asked, {"content": "too late"}, 50027, followup=True)

    asked = interaction(discord_world)
    asked.lose()
    await refused(asked, hello, 10062)

    loopback.response_seconds = 0.01
    with loopback.expects("not answered within") as found:
        asked = interaction(discord_world)
        await loopback.until(lambda: found, "the time to pass")
    with loopback.expects("10062"):
        await refused(asked, hello, 10062)
    loopback.response_seconds = 3.0

    for kind, response in ((COMMAND, 7), (AUTOCOMPLETE, 4), (FORM, 9), (FORM, 7), (COMPONENT, 8)):
        asked = interaction(discord_world, kind)
        with loopback.expects(f"response type {response}"):
            await refused(asked, {"type": response, "data": {"content": "x"}}, 50035)
        asked.lose()
    asked = interaction(discord_world, AUTOCOMPLETE)
    with loopback.expects("choices"):
        await refused(asked, {"type": 8, "data": {"choices": choices(26)}}, 50035)
    await respond(asked, {"type": 8, "data": {"choices": choices(25)}})


async def test_what_discord_does_not_have_is_a_breach(
    discord_world: Community, http: discord.http.HTTPClient
) -> None:
    with discord_world.loopback.expects("unknown route"), pytest.raises(discord.NotFound):
        await http.request(Route("GET", "/channels/{channel_id}/poems", channel_id=1))
    http.token = "wrong"
    with discord_world.loopback.expects("Unauthorized"), pytest.raises(discord.HTTPException):
        await http.request(Route("GET", "/users/@me"))
