"""The desk: takes a question from Discord to the conversation, and knows for whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import discord

from bot.app import Services
from bot.conversation.answering import Message
from bot.conversation.replies import Answer, Reply
from bot.pacing import PER_COMMUNITY, PER_MEMBER, Pace
from bot.store.communities import load_community
from bot.store.counts import DIRECT, Event, count_event
from bot.store.members import remembered_nation
from knowledge.schema import Nation

SLOW_DOWN = (
    "I have had a lot of questions from here in the last minute. Please give me a moment, then "
    "ask again. If it cannot wait, `/topics` shows whom to call under every answer."
)


@dataclass(frozen=True)
class Asker:
    """Who asks, and where. Lives as long as the question."""

    member: int
    channel: int | None
    community: int | None
    """The server; ``None`` in direct messages and where only the member installed the bot."""

    @property
    def conversation(self) -> str:
        """The key under which the turn before is kept in memory."""
        return conversation_key(self.member, self.channel)


def conversation_key(member: int, channel: int | None) -> str:
    """Names the conversation of ``member`` in ``channel``."""
    return f"{member}:{channel or 0}"


class Desk:
    """Asks the conversation on behalf of members. Belongs to one event loop."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._members = Pace(PER_MEMBER)
        self._communities = Pace(PER_COMMUNITY)

    async def ask(
        self, asker: Asker, text: str, nation: Nation | None = None, *, follows: bool = True
    ) -> Reply:
        """The reply to ``text``; ``follows`` says whether it may lean on the turn before."""
        message = Message(
            text,
            asker.conversation if follows else None,
            nation or await self.nation_of(asker),
            asker.community,
        )
        reply = await self.services.responder.reply(message)
        self.services.health.asked()
        return reply

    async def nation_of(self, asker: Asker) -> Nation | None:
        """The nation that the member asked to be remembered, else the community's, else ours."""
        store = self.services.store
        nation = await remembered_nation(store, asker.member)
        if nation is None and asker.community is not None:
            nation = (await load_community(store, asker.community)).nation
        return nation or self.services.settings.nation

    def keeps_pace(self, asker: Asker) -> bool:
        """Count a question; whether the asker and their community are within their limits."""
        mine = self._members.allows(asker.member)
        ours = asker.community is None or self._communities.allows(asker.community)
        return mine and ours

    async def count(self, asker: Asker, reply: Reply) -> None:
        """Count that such a reply was given: no text, no person."""
        topic = reply.entry.id if isinstance(reply, Answer) else ""
        await self.count_event(asker.community, Event(reply.route.value), topic)

    async def count_event(self, community: int | None, event: Event, entry: str = "") -> None:
        """Count ``event`` for today."""
        today = datetime.now(UTC).date()
        await count_event(self.services.store, community or DIRECT, event, today, entry)


def asker_of(interaction: discord.Interaction) -> Asker:
    """Who used a command or a control, and where."""
    # A server that did not install the bot has not chosen anything, its knowledge least of all.
    community = interaction.guild_id if interaction.is_guild_integration() else None
    return Asker(interaction.user.id, interaction.channel_id, community)
