"""What the tests of threads do again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from loopback.community import Community
from loopback.driver import Person
from loopback.reading import buttons, name_of
from loopback.world import Channel, Message

FALLING = "How do you stop falling over at home?"
ASKED = "I keep falling over, what stops me falling at home?"
HEAT = "Do cooling vests help when heat makes MS symptoms worse?"
BODY = "It happened again this morning, next to the bath."
BUTTON = "Related threads"


async def follow(community: Community, channel: Channel, **options: Any) -> Message:
    """Mo follows ``channel``; gives the reply, once the channel has been read to the end."""
    shown = community.mo.slash("threads follow", community.staff, channel=channel, **options)
    return await read_to_the_end(community, await shown.reply())


async def read_to_the_end(community: Community, reply: Message) -> Message:
    def done() -> bool:
        return "I have read all of it" in community.text(reply)

    await community.loopback.until(done, "the channel to be read")
    return reply


async def found_by(
    person: Person, community: Community, place: Channel | None = None, text: str = ASKED
) -> str:
    """What a member reads after ``/threads find``."""
    shown = person.slash("threads find", place or community.general, text=text)
    message = await shown.reply()
    assert message.only_for is person.user
    found = community.text(message)
    # Or else nothing would be proved.
    assert "a lot of questions" not in found
    return found


async def finds(person: Person, community: Community, thread: Channel, text: str = ASKED) -> bool:
    """Whether ``thread`` is among what the member is shown."""
    return str(thread.id) in await found_by(person, community, text=text)


async def until_found(
    community: Community, *threads: Channel, gone: Iterable[Channel] = (), text: str = ASKED
) -> str:
    """Ask until all of ``threads`` are found, and none of ``gone``: events may be on their way."""
    async with asyncio.timeout(community.loopback.patience):
        while True:
            # Somebody new each time: nobody may ask that often.
            found = await found_by(community.person("Newcomer"), community, text=text)
            if all(str(thread.id) in found for thread in threads) and not any(
                str(thread.id) in found for thread in gone
            ):
                return found


def labels(message: Message) -> list[str]:
    return [name_of(button) for button in buttons(message)]
