"""``/topics`` and ``/help``: what there is to ask, for whoever would rather look than type."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk import Desk, asker_of
from bot.cogs.related import Related
from bot.conversation.minds import Minds
from bot.views.controls import Button, Controls, Interaction, Menu, shortened
from bot.views.pages import page
from bot.views.replies import reply_view
from bot.views.trouble import RefusalError
from knowledge.schema import Area, Entry

MOST_OPTIONS = 25

GONE = "That topic is no longer there. Please open `/topics` again."

HELP = (
    "### What I can do\n"
    "I answer questions about exercise, physio, your rights and life with MS. Every answer was "
    "written and checked by people, and says where it comes from.",
    "### How to ask\n"
    "- Type `/ask` and your question, in your own words. Add `private` to be the only one who "
    "sees the reply.\n"
    "- Or mention me in a message, or write to me directly.\n"
    "- Reply to my answer to go on: “and in Scotland?” or “how long does that take?”\n"
    "- On anybody's message: open its menu, then Apps, then “Find information”.\n"
    "- `/topics` lists everything that I know.",
    "### What I cannot do\n"
    "I am a program. I do not know you or your MS, and I never say what you have, or which "
    "treatment to take. When I don't know, I say so, and whom to ask.\n"
    "`/privacy` shows what I keep about you: nothing, unless you say so.",
)

HELP_FOR_ADMINS = (
    "### For you who manage this server\n"
    "`/setup`: where I may speak, who moderates, where I log, which nation you live in. It also "
    "says which permission I lack.\n"
    "`/status`: how I fare.\n"
    "`/knowledge`, for moderators: add, correct, review and undo what I say, and see what members "
    "asked that I could not answer."
)


class Browsing(commands.Cog):
    """Looking around in the knowledge."""

    def __init__(self, desk: Desk, controls: Controls, related: Related) -> None:
        self._desk = desk
        self._related = related
        controls.add("area", self.area)
        controls.add("pick", self.pick)

    @property
    def _minds(self) -> Minds:
        return self._desk.services.responder.minds

    @app_commands.command(name="topics", description="Browse everything I can answer")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def topics(self, interaction: discord.Interaction) -> None:
        """The areas, a button for each."""
        buttons = [[Button(area.label, "area", area.value)] for area in Area]
        await interaction.response.send_message(
            view=page("### What would you like to read about?", *buttons), ephemeral=True
        )

    @app_commands.command(name="help", description="What I can do, and how to ask")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: discord.Interaction) -> None:
        """A short introduction."""
        runs_it = interaction.is_guild_integration() and interaction.permissions.manage_guild
        parts = (*HELP, HELP_FOR_ADMINS) if runs_it else HELP
        await interaction.response.send_message(view=page(*parts), ephemeral=True)

    async def area(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The entries of an area, in menus."""
        (name,) = arguments
        if name not in set(Area):
            raise RefusalError(GONE)
        area = Area(name)
        entries = self._minds.of(asker_of(interaction).community).base.in_area(area)
        if not entries:
            raise RefusalError("There is nothing there yet. Please open `/topics` again.")
        starts = range(0, len(entries), MOST_OPTIONS)
        menus = [
            Menu(
                "Choose a topic" if len(starts) == 1 else f"Choose a topic, part {number}",
                [_option(entry) for entry in entries[start : start + MOST_OPTIONS]],
                "pick",
                area.value,
                str(start),
            )
            for number, start in enumerate(starts, 1)
        ]
        await interaction.response.send_message(
            view=page(f"### {area.label}", *menus), ephemeral=True
        )

    async def pick(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The entry that was chosen."""
        topic = arguments[-1]
        asker = asker_of(interaction)
        nation = await self._desk.nation_of(asker)
        answer = self._desk.services.responder.show(topic, nation, asker.community)
        if answer is None:
            raise RefusalError(GONE)
        found = await self._related.for_picked(interaction, answer)
        await interaction.response.send_message(
            view=reply_view(answer, moderated=asker.moderated, related=found), ephemeral=True
        )


def _option(entry: Entry) -> discord.SelectOption:
    return discord.SelectOption(
        label=shortened(entry.title, 100),
        value=entry.id,
        description=shortened(entry.first_sentence, 100),
    )
