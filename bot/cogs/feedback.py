"""Helped, didn't help, a report, and questions shared with the moderators without a name."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.cogs.desk import Desk, asker_of
from bot.conversation.replies import Route
from bot.store.counts import Event
from bot.store.questions import Shared, share_question
from bot.views.controls import Button, Controls, Interaction
from bot.views.forms import Forms, Values, field, form, typed
from bot.views.pages import QUESTION_ID, page, unquoted
from bot.views.replies import read_nation, reply_view
from bot.views.trouble import RefusalError

NO_MODERATORS = (
    "There is nobody here to share it with: that works only in a server that added me. "
    "The people above can help you now."
)
LONGEST = 1000
"""Characters of a shared question or report."""


class Feedback(commands.Cog):
    """What members say of an answer, or of there being none."""

    def __init__(self, desk: Desk, controls: Controls, forms: Forms) -> None:
        self._desk = desk
        controls.add("helped", self.helped)
        controls.add("not-helped", self.not_helped)
        controls.add("report", self.report)
        controls.add("none", self.none_of_these)
        controls.add("share", self.share)
        controls.add("urgent", self.urgent)
        forms.add("report-form", self.reported)
        forms.add("share-form", self.shared)

    async def helped(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Count that it helped."""
        (topic,) = arguments
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._desk.count_event(asker_of(interaction).community, Event.HELPED, topic)
        await interaction.followup.send("Thank you. I am glad it helped.", ephemeral=True)

    async def not_helped(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Count that it did not, and show the ways on from here."""
        topic, _ = arguments
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._desk.count_event(asker_of(interaction).community, Event.NOT_HELPED, topic)
        await interaction.followup.send(
            view=page(
                "Thank you for saying so. You can ask again in other words, ring one of the people "
                "below, or tell the moderators what was missing.",
                [
                    Button("Whom to call", "call", *arguments),
                    Button("Tell the moderators", "report", topic),
                ],
            ),
            ephemeral=True,
        )

    async def report(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask what is wrong with an answer."""
        (topic,) = arguments
        self._community(interaction)
        box = field(
            "text",
            "What is wrong or missing?",
            long=True,
            most=LONGEST,
            hint="The moderators read it without your name. Please leave out names.",
        )
        await interaction.response.send_modal(
            form("Tell the moderators", [box], "report-form", topic)
        )

    async def reported(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Keep a report, without a name."""
        (topic,) = arguments
        await interaction.response.defer(ephemeral=True)
        community = self._community(interaction)
        store = self._desk.services.store
        await share_question(store, community, Shared.REPORT, typed(values, "text"), topic)
        await self._desk.count_event(community, Event.REPORTED, topic)
        await interaction.followup.send(
            "Saved, without your name. The moderators will look at it. Thank you.", ephemeral=True
        )

    async def none_of_these(self, interaction: Interaction, _: tuple[str, ...]) -> None:
        """None of the choices was meant: somebody to ask, and a way to share the question."""
        asker = asker_of(interaction)
        nation = await self._desk.nation_of(asker)
        fixed = self._desk.services.responder.fixed(Route.ABSTAIN, nation, asker.community)
        asked = _question_in(interaction.message)
        await interaction.response.send_message(view=reply_view(fixed, asked), ephemeral=True)

    async def share(self, interaction: Interaction, _: tuple[str, ...]) -> None:
        """Show exactly what would be shared, to be changed or sent."""
        self._community(interaction)
        asked = await _question_of(interaction)
        box = field(
            "text",
            "Your question",
            value=asked,
            long=True,
            most=LONGEST,
            hint="This is all that the moderators will see. Please take out names.",
        )
        await interaction.response.send_modal(form("Share without my name", [box], "share-form"))

    async def shared(self, interaction: Interaction, _: tuple[str, ...], values: Values) -> None:
        """Keep a question, because its asker sent the form; without their name."""
        await interaction.response.defer(ephemeral=True)
        community = self._community(interaction)
        text = typed(values, "text")
        await share_question(self._desk.services.store, community, Shared.UNANSWERED, text)
        await interaction.followup.send(
            "Saved, without your name. The moderators will see it, and may write an answer for "
            "everybody who asks this after you.",
            ephemeral=True,
        )

    async def urgent(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The full words for a crisis or an emergency, to whoever presses alone."""
        route, nation = arguments
        fixed = self._desk.services.responder.fixed(
            Route(route), read_nation(nation), asker_of(interaction).community
        )
        await interaction.response.send_message(view=reply_view(fixed), ephemeral=True)

    def _community(self, interaction: Interaction) -> int:
        community = asker_of(interaction).community
        if community is None:
            raise RefusalError(NO_MODERATORS)
        return community


def _question_in(message: discord.Message | None) -> str:
    """What was asked, as our own message shows it; empty if it does not."""
    for component in message.components if message else ():
        if isinstance(component, discord.TextDisplay) and component.id == QUESTION_ID:
            return unquoted(component.content.partition(": ")[2])
    return ""


async def _question_of(interaction: Interaction) -> str:
    """What was asked: shown in our message, or the message that it replies to, if it is theirs."""
    message = interaction.message
    asked = _question_in(message)
    if asked or message is None or message.reference is None:
        return asked
    original = message.reference.resolved
    if not isinstance(original, discord.Message) or original.author.id != interaction.user.id:
        return ""
    me = interaction.client.user
    return original.content.replace(f"<@{me.id}>", "").strip() if me else original.content
