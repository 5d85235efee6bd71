"""The desk: takes a question from Discord to the conversation, and knows for whom it is."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import discord
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Services
from bot.conversation.answering import Message
from bot.conversation.replies import Answer, Reply, Route
from bot.pacing import OPINIONS, PER_COMMUNITY, PER_MEMBER, SHARING, TELLING, Pace
from bot.store.communities import CommunitySettings, load_community
from bot.store.counts import DIRECT, Event, count_event
from bot.store.members import remembered_nation
from knowledge.schema import Nation

log = logging.getLogger(__name__)

SLOW_DOWN = (
    "That was a lot of questions in a minute, and I want to give each a proper answer. Please ask "
    "again in a minute. `/topics` works meanwhile, and has numbers to ring."
)
BUSY = (
    "Many people are asking here right now. Please ask again in a minute. `/topics` works "
    "meanwhile, and has numbers to ring."
)
SHARED_ENOUGH = (
    "You have shared a lot in the last hour, and the moderators will read all of it. Please wait "
    "a while before you share more."
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
        return f"{self.member}:{self.channel or 0}"

    @property
    def moderated(self) -> bool:
        """Whether there are moderators who could be told something."""
        return self.community is not None


class Desk:
    """Asks the conversation on behalf of members. Belongs to one event loop."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._members = Pace(PER_MEMBER)
        self._communities = Pace(PER_COMMUNITY)
        self._told = Pace(TELLING)
        self._sharing = Pace(SHARING)
        self._opinions = Pace(OPINIONS)

    async def ask(
        self,
        asker: Asker,
        text: str,
        nation: Nation | None = None,
        *,
        follows: bool = True,
        about: str | None = None,
    ) -> Reply:
        """The reply to ``text``.

        ``follows`` says whether it may lean on the turn before, ``about`` names
        the entry to whose answer it replies.
        """
        message = Message(
            text,
            asker.conversation if follows else None,
            nation=await self.nation_of(asker),
            community=asker.community,
            about=about,
            chosen=nation,
        )
        reply = await self.services.responder.reply(message)
        self.services.health.asked()
        return reply

    async def nation_of(self, asker: Asker) -> Nation | None:
        """The nation that the member asked to be remembered, else the community's, else ours."""
        try:
            nation = await remembered_nation(self.services.store, asker.member)
        except SQLAlchemyError as error:
            _without_store(error)
            nation = None
        if nation is None and asker.community is not None:
            nation = (await self.settings_of(asker.community)).nation
        return nation or self.services.settings.nation

    async def settings_of(self, community: int) -> CommunitySettings:
        """What ``community`` chose; the defaults while the store is out of order."""
        try:
            return await load_community(self.services.store, community)
        except SQLAlchemyError as error:
            # An answer, and above all help in a crisis, does not wait for a database.
            _without_store(error)
            return CommunitySettings()

    def too_fast(self, asker: Asker) -> str | None:
        """Count a question; what to say if the asker or their community are over their limits."""
        if not self._members.allows(asker.member):
            return SLOW_DOWN
        if asker.community is not None and not self._communities.allows(asker.community):
            return BUSY
        return None

    def may_tell(self, asker: Asker) -> bool:
        """Whether to say in a channel that it was too fast: once a minute, not each time."""
        return self._told.allows(asker.member)

    def may_share(self, asker: Asker) -> bool:
        """Count something shared with the moderators; whether it is within the limit."""
        return self._sharing.allows(asker.member)

    def first_opinion(self, asker: Asker, entry: str) -> bool:
        """Whether this is the member's first opinion of ``entry`` for a while."""
        return self._opinions.allows((asker.member, entry))

    async def count(self, asker: Asker, reply: Reply) -> None:
        """Count that such a reply was given: no text, no person. The reply is out already.

        A courtesy is no question, and is not counted.
        """
        if reply.route is Route.COURTESY:
            return
        topic = reply.entry.id if isinstance(reply, Answer) else ""
        try:
            await self.count_event(asker.community, Event(reply.route.value), topic)
        except SQLAlchemyError as error:
            _without_store(error)

    async def count_event(self, community: int | None, event: Event, entry: str = "") -> None:
        """Count ``event`` for today."""
        today = datetime.now(UTC).date()
        await count_event(self.services.store, community or DIRECT, event, today, entry)


def asker_of(interaction: discord.Interaction) -> Asker:
    """Who used a command or a control, and where."""
    # A server that did not install the bot has not chosen anything, its knowledge least of all.
    community = interaction.guild_id if interaction.is_guild_integration() else None
    return Asker(interaction.user.id, interaction.channel_id, community)


def _without_store(error: SQLAlchemyError) -> None:
    log.error("the store is out of order (%s); going on without it", type(error).__name__)
