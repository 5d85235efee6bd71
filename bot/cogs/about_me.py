"""``/nation``, ``/privacy`` and ``/forget-me``: what is kept about a member, and its end."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.asking import NATIONS
from bot.cogs.desk import Desk
from bot.cogs.details import saved
from bot.store.forgetting import forget, kept_about
from bot.store.members import remember_nation
from bot.views.pages import page
from knowledge.schema import Nation

NOTHING = "I keep nothing about you."

PROMISES = (
    "- I read a message only to answer it. I do not keep it, and it is in no log.",
    "- So that you can ask a second question, I hold your last one in memory for 15 minutes.",
    "- If you press a button to share a question, its words are kept, without your name.",
    "- I count how often an answer was given and whether it helped. I do not count who asked.",
    "- `/nation` makes me remember where you live, because you said so. `/forget-me` ends it.",
)


class AboutMe(commands.Cog):
    """What members can see and decide about themselves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(name="nation", description="Tell me where you live, to be remembered")
    @app_commands.describe(where="The rules on physio, waiting and benefits differ by nation")
    @app_commands.choices(where=NATIONS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def nation(
        self, interaction: discord.Interaction, where: app_commands.Choice[str]
    ) -> None:
        """Remember a nation, because the member said so."""
        nation = Nation(where.value)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await remember_nation(self._desk.services.store, interaction.user.id, nation)
        await interaction.followup.send(saved(nation), ephemeral=True)

    @app_commands.command(name="privacy", description="What I keep about you")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Show what is stored about the member now, and what never is."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = await kept_about(self._desk.services.store, interaction.user.id)
        now = "\n".join(f"- {sentence}" for sentence in kept) if kept else NOTHING
        await interaction.followup.send(
            view=page(
                f"### What I keep about you now\n{now}",
                "\n".join(("### What I do with what you write", *PROMISES)),
            ),
            ephemeral=True,
        )

    @app_commands.command(name="forget-me", description="Delete everything I keep about you")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def forget_me(self, interaction: discord.Interaction) -> None:
        """Delete, then look again and show what is left."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        store, member = self._desk.services.store, interaction.user.id
        before = await kept_about(store, member)
        self._desk.services.responder.forget(str(member))
        await forget(store, member)
        if await kept_about(store, member):
            raise RuntimeError("something was left after forgetting")
        deleted = ["Your last question, which I may have held in memory.", *before]
        lines = "\n".join(f"- {sentence}" for sentence in deleted)
        await interaction.followup.send(
            view=page(
                f"### I have deleted\n{lines}",
                "I have looked again, and nothing about you is left. Questions that you shared "
                "with moderators carry no name, so I cannot tell which were yours.",
            ),
            ephemeral=True,
        )
