"""Helped, didn't help, a report, and questions shared with the moderators without a name."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.cogs.desk import SHARED_ENOUGH, Asker, Desk, asker_of
from bot.conversation.replies import Route
from bot.store.counts import Event
from bot.store.questions import Shared, share_question
from bot.views.controls import Button, Controls, Interaction
from bot.views.forms import Forms, Values, field, form, typed
from bot.views.pages import QUESTION_ID, page, unquoted, without_mentions
from bot.views.replies import LONGEST_SHARED, read_nation, reply_view
from bot.views.trouble import RefusalError

NO_MODERATORS = (
    "There are no moderators here to share it with: that works only in a server that added me."
)
NOT_YOURS = (
    "Only the person who asked can share this question. If it is yours too, ask it with `/ask`."
)
EMPTY = "There were no words in it, so nothing was shared."


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
        await self._count_opinion(asker_of(interaction), Event.HELPED, topic)
        await interaction.followup.send("Thank you. I am glad it helped.", ephemeral=True)

    async def not_helped(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Count that it did not, and show the ways on from here."""
        topic, _ = arguments
        asker = asker_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._count_opinion(asker, Event.NOT_HELPED, topic)
        ways = [Button("Whom to call", "call", *arguments)]
        words = "You can ask again in other words, or talk to somebody who knows more."
        if asker.moderated:
            ways.append(Button("Tell the moderators", "report", topic))
            words += " You can also tell the moderators what was missing, without your name."
        await interaction.followup.send(
            view=page(f"Thank you for saying so. {words}", ways), ephemeral=True
        )

    async def report(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask what is wrong with an answer."""
        (topic,) = arguments
        _community(interaction)
        box = field(
            "text",
            "What is wrong or missing?",
            long=True,
            most=LONGEST_SHARED,
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
        await self._share(interaction, Shared.REPORT, typed(values, "text"), topic)
        await self._desk.count_event(asker_of(interaction).community, Event.REPORTED, topic)
        await interaction.followup.send(
            "Saved, without your name. The moderators will look at it. Thank you.", ephemeral=True
        )

    async def none_of_these(self, interaction: Interaction, _: tuple[str, ...]) -> None:
        """None of the choices was meant: somebody to ask, and a way to share the question."""
        asker = asker_of(interaction)
        nation = await self._desk.nation_of(asker)
        fixed = self._desk.services.responder.fixed(Route.ABSTAIN, nation, asker.community)
        asked = _question_of(interaction)
        await interaction.response.send_message(
            view=reply_view(fixed, asked, moderated=asker.moderated), ephemeral=True
        )

    async def share(self, interaction: Interaction, _: tuple[str, ...]) -> None:
        """Show exactly what would be shared, to be changed or sent."""
        _community(interaction)
        if _asked_by(interaction.message) not in (None, interaction.user.id):
            raise RefusalError(NOT_YOURS)
        box = field(
            "text",
            "Your question",
            value=_question_of(interaction),
            long=True,
            most=LONGEST_SHARED,
            hint="This is all that the moderators will see. Please take out names.",
        )
        await interaction.response.send_modal(form("Share without my name", [box], "share-form"))

    async def shared(self, interaction: Interaction, _: tuple[str, ...], values: Values) -> None:
        """Keep a question, because its asker sent the form; without their name."""
        await self._share(interaction, Shared.UNANSWERED, typed(values, "text"))
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

    async def _share(
        self, interaction: Interaction, kind: Shared, text: str, entry: str | None = None
    ) -> None:
        """Keep ``text``; it is on disk when this returns, and a follow-up may say so."""
        community = _community(interaction)
        if not text:
            raise RefusalError(EMPTY)
        if not self._desk.may_share(asker_of(interaction)):
            raise RefusalError(SHARED_ENOUGH)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await share_question(self._desk.services.store, community, kind, text, entry)

    async def _count_opinion(self, asker: Asker, event: Event, topic: str) -> None:
        if self._desk.first_opinion(asker, topic):
            await self._desk.count_event(asker.community, event, topic)


def _community(interaction: Interaction) -> int:
    community = asker_of(interaction).community
    if community is None:
        raise RefusalError(NO_MODERATORS)
    return community


def _asked_by(message: discord.Message | None) -> int | None:
    """Who caused our message, by a command or by the message that it replies to, if known."""
    if message is None:
        return None
    if message.interaction_metadata:
        return message.interaction_metadata.user.id
    original = message.reference.resolved if message.reference else None
    return original.author.id if isinstance(original, discord.Message) else None


def _question_of(interaction: Interaction) -> str:
    """What the presser asked: as our message shows it, or as they wrote it; else empty."""
    message = interaction.message
    if message is None or _asked_by(message) != interaction.user.id:
        return ""
    for component in message.components:
        if isinstance(component, discord.TextDisplay) and component.id == QUESTION_ID:
            return unquoted(component.content.partition(": ")[2])
    original = message.reference.resolved if message.reference else None
    return without_mentions(original.content) if isinstance(original, discord.Message) else ""
