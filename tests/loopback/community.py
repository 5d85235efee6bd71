"""A guild like those that the bot is made for, with its people and channels."""

from __future__ import annotations

from dataclasses import dataclass

from . import permissions
from .driver import Person
from .reading import visible_text
from .server import Loopback
from .world import Channel, ChannelType, Guild, Message, Overwrite, Role, User
from .writing import bot_messages, replies_to, reply_to

BOT = (
    permissions.VIEW_CHANNEL
    | permissions.SEND_MESSAGES
    | permissions.SEND_MESSAGES_IN_THREADS
    | permissions.READ_MESSAGE_HISTORY
    | permissions.ATTACH_FILES
)
"""The permissions that the README asks for."""

MODERATOR = (
    permissions.MANAGE_GUILD
    | permissions.MANAGE_MESSAGES
    | permissions.MANAGE_THREADS
    | permissions.MODERATE_MEMBERS
)


@dataclass(eq=False)
class Community:
    """Ann and Ben are members, Mo moderates, the owner owns, Sam is not in it."""

    loopback: Loopback
    guild: Guild
    owner: Person
    ann: Person
    ben: Person
    mo: Person
    stranger: Person
    moderators: Role
    general: Channel
    forum: Channel
    announcements: Channel
    staff: Channel
    """Seen by moderators and the bot only."""

    @property
    def bot(self) -> User:
        return self.loopback.world.bot

    def person(self, name: str, *roles: Role, accepts_dms: bool = True) -> Person:
        """One more member."""
        user = self.loopback.world.user(name, accepts_dms=accepts_dms)
        self.loopback.changes.add_member(self.guild, user, roles)
        return Person(self.loopback, user)

    async def reply_to(self, message: Message) -> Message:
        """Wait for the bot's reply."""
        return await reply_to(self.loopback, message)

    async def replies_to(self, message: Message, count: int) -> list[Message]:
        """Wait for several replies of the bot."""
        return await replies_to(self.loopback, message, count)

    async def message_in(self, channel: Channel, after: Message | None = None) -> Message:
        """Wait for a message of the bot in ``channel`` (after another)."""
        found = await self.loopback.until(
            lambda: bot_messages(self.loopback, channel, after), f"a message in {channel.name!r}"
        )
        return found[0]

    def bot_messages(self, channel: Channel, after: Message | None = None) -> list[Message]:
        """What the bot wrote there so far."""
        return bot_messages(self.loopback, channel, after)

    @staticmethod
    def text(message: Message) -> str:
        """What a person sees of a message."""
        return visible_text(message)


def make_community(loopback: Loopback, *, bot_permissions: int = BOT) -> Community:
    """A new guild, with the bot in it."""
    world, changes = loopback.world, loopback.changes
    owner, sam = Person(loopback, world.user("Olive")), Person(loopback, world.user("Sam"))
    guild = changes.add_guild("MS together", owner.user)
    moderators = changes.add_role(guild, "Moderators", MODERATOR)
    people = [Person(loopback, world.user(name)) for name in ("Ann", "Ben", "Mo")]
    for person in people:
        changes.add_member(guild, person.user, [moderators] if person is people[2] else [])
    general = changes.add_channel(guild, "general")
    tags = ("exercise", "rights", "feelings")
    forum = changes.add_channel(guild, "questions", ChannelType.FORUM, tags=tags)
    no_writing = Overwrite(guild.id, is_member=False, deny=permissions.SEND_MESSAGES)
    news = changes.add_channel(
        guild, "announcements", ChannelType.ANNOUNCEMENT, overwrites=[no_writing]
    )
    hidden = Overwrite(guild.id, is_member=False, deny=permissions.VIEW_CHANNEL)
    seen = permissions.VIEW_CHANNEL
    staff = changes.add_channel(
        guild,
        "staff",
        overwrites=[
            hidden,
            Overwrite(moderators.id, is_member=False, allow=seen),
            Overwrite(world.bot.id, is_member=True, allow=seen),
        ],
    )
    changes.invite_bot(guild, bot_permissions)
    ann, ben, mo = people
    return Community(
        loopback, guild, owner, ann, ben, mo, sam, moderators, general, forum, news, staff
    )
