"""A small discord.py client that uses what bots use, to prove the loopback Discord with."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .server import Loopback

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True)


class Vote(ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<entry>[a-z-]+)"):
    """A button that works after a restart, because its custom_id says all."""

    def __init__(self, entry: str) -> None:
        super().__init__(ui.Button(label="This helped", custom_id=f"vote:{entry}"))
        self.entry = entry

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Vote:
        return cls(match["entry"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"Thanks for {self.entry}", ephemeral=True)


class Card(ui.LayoutView):
    """Components V2: text, a section with a button, a picture, a row of buttons, a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        more: ui.Button[Card] = ui.Button(label="Read more", custom_id="more")
        more.callback = self.more  # type: ignore[method-assign]
        menu: ui.Select[Card] = ui.Select(
            placeholder="Where do you live?",
            custom_id="nation",
            options=[discord.SelectOption(label=name) for name in ("Wales", "Scotland")],
        )
        menu.callback = self.choose  # type: ignore[method-assign]
        self.menu = menu
        form: ui.Button[Card] = ui.Button(label="Suggest", custom_id="suggest")
        form.callback = self.suggest  # type: ignore[method-assign]
        self.add_item(
            ui.Container(
                ui.TextDisplay("# Balance"),
                ui.Section("Balance can get better.", accessory=more),
                ui.Separator(),
                ui.MediaGallery(
                    discord.MediaGalleryItem("attachment://pose.png", description="Tree pose")
                ),
                ui.ActionRow(Vote("yoga"), form),
                ui.ActionRow(menu),
            )
        )

    async def more(self, interaction: discord.Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.TextDisplay("All of it."))
        await interaction.response.edit_message(view=view, attachments=[])

    async def choose(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"You chose {self.menu.values[0]}", ephemeral=True)

    async def suggest(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())


def _options(kind: type[Any], *names: str) -> list[Any]:
    return [kind(label=name, value=name.lower()) for name in names]


class Form(ui.Modal, title="Suggest something"):
    """A form with each kind of field."""

    words = ui.Label[Any](text="Your words", component=ui.TextInput(max_length=200))
    why = ui.Label[Any](
        text="Why",
        description="Pick one",
        component=ui.RadioGroup(options=_options(discord.RadioGroupOption, "Missing", "Wrong")),
    )
    about = ui.Label[Any](
        text="About",
        component=ui.CheckboxGroup(
            options=_options(discord.CheckboxGroupOption, "Yoga", "Rights"), required=False
        ),
    )
    public = ui.Label[Any](text="Show my name", component=ui.Checkbox())
    paper = ui.Label[Any](text="A leaflet", component=ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        parts = [label.component for label in (self.words, self.why, self.about, self.public)]
        files = self.paper.component.values  # type: ignore[attr-defined]
        told = [getattr(p, "values", None) or getattr(p, "value", None) for p in parts]
        told += [(await file.read()).decode() for file in files]
        await interaction.response.send_message(repr(told), ephemeral=True)


class Sample(commands.Bot):
    """Answers commands, mentions and direct messages. ``heard`` is what reached its handlers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "command_prefix": commands.when_mentioned,
                "help_command": None,
                "intents": INTENTS,
                "allowed_mentions": discord.AllowedMentions.none(),
                "guild_ready_timeout": 0.1,
            }
            | options
        )
        self.heard: list[str] = []
        self.times_resumed = 0
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Vote)
        self.add_view(Card())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the 5 seconds which discord.py waits between identifies."""

    async def on_resumed(self) -> None:
        self.times_resumed += 1

    async def on_message(self, message: discord.Message, /) -> None:
        if message.author.bot:
            return
        self.heard.append(message.content)
        if message.guild is None or self.user in message.mentions:
            async with message.channel.typing():
                await message.reply(f"heard {len(message.content)} characters")

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self.heard.append(f"thread {thread.name}")


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """The commands of the sample."""

    @tree.command(description="Ask")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"first about {question}")
        await interaction.followup.send("second", ephemeral=True)

    @tree.command(description="Show a card")
    async def card(interaction: discord.Interaction, private: bool) -> None:
        file = discord.File(io.BytesIO(b"png"), "pose.png", description="Tree pose")
        await interaction.response.send_message(view=Card(), file=file, ephemeral=private)

    @tree.context_menu(name="Find information")
    async def find(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"read: {message.content}", ephemeral=True)

    @tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, user: discord.Member) -> None:
        await interaction.response.send_message(f"{user.display_name} {len(user.roles)}")

    group = app_commands.Group(
        name="knowledge",
        description="For moderators",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command(description="Show an entry")
    async def show(interaction: discord.Interaction, entry: str) -> None:
        await interaction.response.send_message(f"entry {entry}", ephemeral=True)

    @show.autocomplete("entry")
    async def entries(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        known = ("yoga", "pilates", "pain")
        return [app_commands.Choice(name=k.title(), value=k) for k in known if current in k]

    tree.add_command(group)


@asynccontextmanager
async def connected(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch, client: discord.Client
) -> AsyncIterator[asyncio.Task[None]]:
    """The client, logged in and connected to the loopback Discord within this process."""
    monkeypatch.setattr(Route, "BASE", loopback.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(loopback.gateway_url))
    await client.login(loopback.world.token)
    task = asyncio.create_task(client.connect())
    try:
        yield task
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)
