"""``/knowledge``: the commands of moderators, and the menu "Make this an entry"."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Services
from bot.cogs.drafting import Drafting
from bot.cogs.looking import Looking
from bot.cogs.menus import WithMenus, message_menu
from bot.cogs.publishing import Publishing
from bot.cogs.queue import Queue
from bot.cogs.suggesting import Choices, Suggesting, version_number
from bot.cogs.transfer import Transfer
from knowledge.records import RecordKind, Subject

KIND = [
    app_commands.Choice(name="an entry", value=RecordKind.ENTRY.value),
    app_commands.Choice(name="a person or service to turn to", value=RecordKind.SIGNPOST.value),
]

WHAT = "An entry, a person or service (for a phone number), or a source"


@dataclass(frozen=True)
class Parts:
    """What the commands hand over to."""

    drafting: Drafting
    publishing: Publishing
    looking: Looking
    queue: Queue
    transfer: Transfer


@app_commands.default_permissions(manage_messages=True)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Knowledge(
    WithMenus,
    commands.GroupCog,
    group_name="knowledge",
    group_description="For moderators: look after what I know",
):
    """Thin: each command hands over to the part that knows how."""

    def __init__(self, bot: commands.Bot, services: Services, parts: Parts) -> None:
        self._suggesting = Suggesting(services)
        self._drafting = parts.drafting
        self._publishing = parts.publishing
        self._looking = parts.looking
        self._queue = parts.queue
        self._transfer = parts.transfer
        moderators = discord.Permissions(manage_messages=True)
        menu = message_menu("Make this an entry", self.make_entry, shown_to=moderators)
        super().__init__(bot, [menu])

    async def make_entry(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """A form for an entry; the message is shown to be read, and not kept."""
        await self._drafting.add(interaction, RecordKind.ENTRY.value, message.content or "…")

    @app_commands.command(name="add", description="Write something new")
    @app_commands.describe(what="An entry answers a question; a person or service is whom to call")
    @app_commands.choices(what=KIND)
    async def add(
        self, interaction: discord.Interaction, what: app_commands.Choice[str] | None = None
    ) -> None:
        """A new entry, or a new person or service."""
        await self._drafting.add(interaction, what.value if what else RecordKind.ENTRY.value)

    @app_commands.command(name="edit", description="Change an entry, a phone number or a source")
    @app_commands.describe(what=WHAT)
    async def edit(self, interaction: discord.Interaction, what: str) -> None:
        """Change what is there, or go on with a draft."""
        await self._drafting.edit(interaction, await self._subject(interaction, what))

    @app_commands.command(name="retire", description="Take something away from members")
    @app_commands.describe(what=WHAT)
    async def retire(self, interaction: discord.Interaction, what: str) -> None:
        """Take it away; it can come back."""
        await self._drafting.retire(interaction, await self._subject(interaction, what))

    @app_commands.command(name="restore", description="Go back to an earlier version")
    @app_commands.describe(what=WHAT, version="The version to go back to")
    async def restore(self, interaction: discord.Interaction, what: str, version: str) -> None:
        """Go back, after a look at what that changes."""
        subject = await self._subject(interaction, what)
        await self._publishing.restore(interaction, subject, version_number(version))

    @app_commands.command(name="show", description="Show everything in an entry, or a phone number")
    @app_commands.describe(what=WHAT)
    async def show(self, interaction: discord.Interaction, what: str) -> None:
        """Show it whole."""
        await self._looking.show(interaction, await self._subject(interaction, what))

    @app_commands.command(name="history", description="Who changed something, when and why")
    @app_commands.describe(what=WHAT)
    async def history(self, interaction: discord.Interaction, what: str) -> None:
        """All its versions."""
        await self._looking.history(interaction, await self._subject(interaction, what))

    @app_commands.command(name="diff", description="What differs between two versions")
    @app_commands.describe(
        what=WHAT,
        older="If left out: what was there before the last change",
        newer="If left out: what is there now",
    )
    async def diff(
        self,
        interaction: discord.Interaction,
        what: str,
        older: str | None = None,
        newer: str | None = None,
    ) -> None:
        """The differences, in words."""
        subject = await self._subject(interaction, what)
        await self._looking.differ(
            interaction,
            subject,
            version_number(older) if older else None,
            version_number(newer) if newer else None,
        )

    @app_commands.command(name="search", description="Find entries by words and meaning")
    @app_commands.describe(text="A few words, or a question")
    async def search(
        self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 500]
    ) -> None:
        """Find entries."""
        await self._looking.search(interaction, text)

    @app_commands.command(name="due", description="Entries that have to be reviewed")
    @app_commands.describe(days="Look this many days ahead")
    async def due(
        self, interaction: discord.Interaction, days: app_commands.Range[int, 0, 730] = 30
    ) -> None:
        """What is to be reviewed."""
        await self._looking.due(interaction, days)

    @app_commands.command(name="why", description="Why a question gets the answer it gets")
    @app_commands.describe(question="As a member would ask it")
    async def why(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, 2000]
    ) -> None:
        """The ranking, the decision and its reasons."""
        await self._looking.why(interaction, question)

    @app_commands.command(name="test", description="Try a question, now and with a draft of yours")
    @app_commands.describe(question="As a member would ask it", draft="A draft of yours")
    async def test(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 2000],
        draft: str | None = None,
    ) -> None:
        """Which entry would answer."""
        await self._looking.test(interaction, question, draft)

    @app_commands.command(name="queue", description="What members asked and reported")
    async def queue(self, interaction: discord.Interaction) -> None:
        """What waits for moderators."""
        await self._queue.queue(interaction)

    @app_commands.command(name="export", description="Everything I know, as a file")
    async def export(self, interaction: discord.Interaction) -> None:
        """A zip for a backup."""
        await self._transfer.export(interaction)

    @app_commands.command(name="import", description="Look at what a file would change")
    @app_commands.describe(file="A zip from export, or a YAML file")
    async def read(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """A file as a proposal."""
        await self._transfer.read(interaction, file)

    # --- while somebody types

    @edit.autocomplete("what")
    async def suggest_or_draft(self, interaction: discord.Interaction, typed: str) -> Choices:
        """What is there, and drafts of one's own."""
        return await self._suggesting.records(interaction, typed, drafts=True)

    @retire.autocomplete("what")
    @show.autocomplete("what")
    async def suggest(self, interaction: discord.Interaction, typed: str) -> Choices:
        """What is there."""
        return await self._suggesting.records(interaction, typed)

    @restore.autocomplete("what")
    @history.autocomplete("what")
    @diff.autocomplete("what")
    async def suggest_changed(self, interaction: discord.Interaction, typed: str) -> Choices:
        """What was changed."""
        return await self._suggesting.changed(interaction, typed)

    @restore.autocomplete("version")
    @diff.autocomplete("older")
    @diff.autocomplete("newer")
    async def suggest_version(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The versions of what was chosen."""
        return await self._suggesting.versions(interaction, typed)

    @test.autocomplete("draft")
    async def suggest_draft(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Drafts of entries of one's own."""
        return await self._suggesting.drafts(interaction, typed)

    async def _subject(self, interaction: discord.Interaction, what: str) -> Subject:
        return await self._suggesting.subject(interaction, what)
