"""``/threads`` and the message menus about threads: where each command leads."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.menus import WithMenus, message_menu
from bot.cogs.thread_finding import MemberThreads
from bot.cogs.thread_keeping import ThreadKeeping, thread_of

Chosen = discord.ForumChannel | discord.TextChannel


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Threads(
    WithMenus,
    commands.GroupCog,
    group_name="threads",
    group_description="Threads by members",
):
    """The commands. Who may use which is checked where it is carried out."""

    def __init__(self, bot: commands.Bot, members: MemberThreads, keeping: ThreadKeeping) -> None:
        self._members = members
        self._keeping = keeping
        moderators = discord.Permissions(manage_threads=True)
        menus = [
            message_menu("Similar threads", members.similar),
            message_menu("Link this thread to an entry", keeping.link, shown_to=moderators),
            message_menu("Never suggest this thread", self.never, shown_to=moderators),
        ]
        super().__init__(bot, menus)

    @app_commands.command(name="find", description="Find threads about something; only you see it")
    @app_commands.describe(text="What it is about, in your own words")
    async def find(
        self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 2000]
    ) -> None:
        """Threads on what was typed."""
        await self._members.find(interaction, text)

    @app_commands.command(name="exclude", description="Never suggest the thread you are in")
    async def exclude(self, interaction: discord.Interaction) -> None:
        """For the author of the thread, and for moderators."""
        await self._members.exclude(interaction, interaction.channel)

    @app_commands.command(name="opt-out", description="Never suggest threads that you started")
    async def opt_out(self, interaction: discord.Interaction) -> None:
        """Remembered for the member, in all servers."""
        await self._members.opt(interaction, out=True)

    @app_commands.command(name="opt-in", description="Let threads that you started be suggested")
    async def opt_in(self, interaction: discord.Interaction) -> None:
        """Take an opt-out back."""
        await self._members.opt(interaction, out=False)

    @app_commands.command(name="follow", description="For moderators: suggest a channel's threads")
    @app_commands.describe(
        channel="A forum, or a channel with threads",
        replies="In a forum: reply once to a new post when I am sure",
    )
    async def follow(
        self, interaction: discord.Interaction, channel: Chosen, replies: bool = False
    ) -> None:
        """Follow a channel, or change whether its posts get replies."""
        await self._keeping.follow(interaction, channel, replies=replies)

    @app_commands.command(name="unfollow", description="For moderators: leave a channel alone")
    @app_commands.describe(channel="The channel whose threads are not to be suggested any more")
    async def unfollow(self, interaction: discord.Interaction, channel: Chosen) -> None:
        """Follow a channel no more."""
        await self._keeping.unfollow(interaction, channel)

    @app_commands.command(name="status", description="For moderators: which channels I follow")
    async def status(self, interaction: discord.Interaction) -> None:
        """How far each has been read."""
        await self._keeping.status(interaction)

    @app_commands.command(
        name="rebuild", description="For moderators: read channels from the start"
    )
    @app_commands.describe(channel="One channel; otherwise all that I follow")
    async def rebuild(
        self, interaction: discord.Interaction, channel: Chosen | None = None
    ) -> None:
        """Read everything anew."""
        await self._keeping.rebuild(interaction, channel)

    @app_commands.command(
        name="pin", description="For moderators: recommend a thread or page with an entry"
    )
    @app_commands.describe(
        entry="With which answer",
        address="A page elsewhere; otherwise the thread you are in",
        title="What to call that page",
    )
    async def pin(
        self,
        interaction: discord.Interaction,
        entry: str,
        address: app_commands.Range[str, 1, 400] | None = None,
        title: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Recommend something."""
        await self._keeping.pin(interaction, entry, address, title)

    @app_commands.command(name="unpin", description="For moderators: take a recommendation back")
    @app_commands.describe(entry="With which answer it is recommended")
    async def unpin(self, interaction: discord.Interaction, entry: str) -> None:
        """Show what there is to take back."""
        await self._keeping.unpin(interaction, entry)

    @pin.autocomplete("entry")
    @unpin.autocomplete("entry")
    async def suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Entries by their titles."""
        found = self._keeping.entries(interaction.guild_id or 0, typed)
        return [app_commands.Choice(name=entry.title[:100], value=entry.id) for entry in found]

    async def never(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Exclude the thread of a message."""
        await self._members.exclude(interaction, thread_of(message))
