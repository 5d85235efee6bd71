"""The Discord client: connects, and holds the cogs."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Services
from bot.cogs.about_me import AboutMe
from bot.cogs.asking import Asking
from bot.cogs.browsing import Browsing
from bot.cogs.desk import Desk
from bot.cogs.details import Details
from bot.cogs.feedback import Feedback
from bot.cogs.housekeeping import Housekeeping
from bot.cogs.letters import Letters
from bot.cogs.listening import Listening
from bot.cogs.moderating import moderating_cogs
from bot.cogs.reading import Reading
from bot.cogs.related import Related
from bot.cogs.setup import Setup
from bot.cogs.signposting import Signposting
from bot.cogs.status import Status
from bot.cogs.syncing import Syncing
from bot.cogs.thread_finding import MemberThreads
from bot.cogs.thread_keeping import ThreadKeeping
from bot.cogs.threads import Threads
from bot.cogs.watching import Watching
from bot.permissions import INTENTS, MESSAGE_CONTENT
from bot.views.controls import CONTROLS, Controls
from bot.views.forms import Forms
from bot.views.once import Once
from bot.views.trouble import RefusalError, report_trouble, take_up


class NeverConnectedError(Exception):
    """The first connection to the gateway failed; discord.py does not survive that."""


class Tree(app_commands.CommandTree["Client"]):
    """The commands; what goes wrong in them becomes a plain sentence."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._once = Once()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Run a command once, even if Discord sends it twice; begin none during a stop."""
        if not self._once.first(interaction.id):
            return False
        try:
            take_up(interaction)
        except RefusalError as error:
            await report_trouble(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the member, and log what the developers need."""
        await report_trouble(interaction, error)


class Client(commands.Bot):
    """Reroute on Discord, on one connection."""

    def __init__(self, services: Services, *, content: bool, **options: Any) -> None:  # noqa: ANN401
        """``content`` asks for the privileged intent; ``options`` are discord.py's own."""
        names = [intent.name for intent in INTENTS]
        wanted = dict.fromkeys([*names, MESSAGE_CONTENT.name] if content else names, True)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(**wanted),
            # Nothing that it sends can mention anyone.
            allowed_mentions=discord.AllowedMentions.none(),
            # What people write is not held in memory.
            max_messages=None,
            # Tells of every word from the gateway, heartbeats among them.
            enable_debug_events=True,
            **options,
        )
        self.services = services
        self.work = services.work
        self.controls = Controls()
        self.forms = Forms()
        self._syncing = Syncing(self.tree, services.settings.cache)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Note that Discord was heard; pass everything else on."""
        if event_name in ("socket_raw_receive", "socket_event_type"):
            self.services.health.heard(event=event_name == "socket_event_type")
        elif event_name != "socket_raw_send":
            super().dispatch(event_name, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Load the cogs, and tell Discord the commands if they changed."""
        await self._add_cogs()
        self.add_dynamic_items(*CONTROLS)
        shards = self.services.settings.shard_ids
        if not shards or 0 in shards:  # The other processes need not.
            await self._syncing.sync()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Be connected until closed. Raises :class:`NeverConnectedError`."""
        try:
            await super().connect(reconnect=reconnect)
        except AttributeError as error:
            # discord.py looks for the session of a connection that never came about.
            if self.ws is None and not isinstance(self, ShardedClient):
                raise NeverConnectedError from error
            raise

    async def close(self) -> None:
        """Let go of Discord."""
        self._syncing.cancel()
        await super().close()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand in the forms; commands and controls find their way by themselves."""
        await self.forms.dispatch(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: the cogs listen for themselves."""

    async def _add_cogs(self) -> None:
        desk = Desk(self.services)
        related = Related(self, self.services)
        reading = Reading(self, self.services)
        cogs: tuple[commands.Cog, ...] = (
            Asking(self, desk, related),
            Listening(self, desk, related),
            Details(desk, self.controls, related),
            Feedback(desk, self.controls, self.forms),
            Browsing(desk, self.controls, related),
            AboutMe(desk),
            Letters(desk, self.forms),
            *moderating_cogs(self, self.services, self.controls, self.forms),
            Setup(desk, self.controls),
            Status(self, self.services),
            Housekeeping(self, self.services),
            Watching(self, self.services, reading),
            Signposting(self, desk, related, self.controls),
            Threads(
                self,
                MemberThreads(self, desk, related, reading, self.controls),
                ThreadKeeping(desk, reading, self.controls),
            ),
        )
        for cog in cogs:
            await self.add_cog(cog)


class ShardedClient(Client, commands.AutoShardedBot):
    """Reroute on Discord, on one connection for each of its shards."""


def make_client(services: Services, *, content: bool) -> Client:
    """A client as the settings want it; ``content``: with the privileged intent."""
    settings = services.settings
    if settings.shard_count is None:
        return Client(services, content=content)
    shards = list(settings.shard_ids) or None
    return ShardedClient(
        services, content=content, shard_count=settings.shard_count, shard_ids=shards
    )
