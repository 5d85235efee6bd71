"""What waits behind an answer's buttons, shown to whoever presses and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import discord
from discord.ext import commands

from bot.cogs.desk import Desk, asker_of
from bot.conversation.replies import Answer, Route
from bot.store.members import remember_nation
from bot.views.controls import Button, Controls, Interaction, Menu
from bot.views.details import call_paragraphs, more_paragraphs, source_paragraphs, thread_paragraphs
from bot.views.pages import page, pages
from bot.views.replies import nation_argument, read_nation, reply_view
from bot.views.trouble import RefusalError
from bot.wording import capitalised, lives
from knowledge.schema import Nation

RETIRED = "That entry is no longer in use. Please ask again: there may be a newer one."
SAME = "This is the same wherever you live."


def saved(nation: Nation) -> str:
    """Said once it is on disk."""
    return (
        f"Saved: you live {lives(nation)}. I use it for your questions. `/nation` changes it, "
        "`/forget-me` deletes it."
    )


class Details(commands.Cog):
    """More, Sources, Whom to call, My nation, and the entries that were offered."""

    def __init__(self, desk: Desk, controls: Controls) -> None:
        self._desk = desk
        controls.add("more", self.more)
        controls.add("sources", self.sources)
        controls.add("call", self.call)
        controls.add("threads", self.threads)
        controls.add("show", self.show)
        controls.add("my-nation", self.my_nation)
        controls.add("for-nation", self.for_nation)
        controls.add("keep-nation", self.keep_nation)

    async def more(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The points and cautions of an entry."""
        await self._tell(interaction, arguments, more_paragraphs)

    async def sources(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Where an entry comes from."""
        await self._tell(interaction, arguments, source_paragraphs)

    async def call(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Whom to turn to."""
        await self._tell(interaction, arguments, self._people)

    async def threads(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Where other people have talked about it."""
        answer = await self._answer(interaction, arguments)
        if not answer.threads:
            raise RefusalError("There are no threads about that any more.")
        await _send_pages(interaction, pages(thread_paragraphs(answer)), [])

    async def show(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """An entry that was offered, as an answer."""
        answer = await self._answer(interaction, arguments)
        moderated = asker_of(interaction).moderated
        await interaction.response.send_message(
            view=reply_view(answer, moderated=moderated), ephemeral=True
        )

    async def my_nation(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask where the member lives; nothing is remembered by that."""
        (topic,) = arguments
        options = [discord.SelectOption(label=capitalised(n.label), value=n.value) for n in Nation]
        await interaction.response.send_message(
            view=page(
                "Where do you live? I will show what holds there, and not remember it.",
                Menu("Choose where you live", options, "for-nation", topic),
            ),
            ephemeral=True,
        )

    async def for_nation(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """What holds in the nation that was chosen."""
        topic, chosen = arguments
        nation = read_nation(chosen)
        if nation is None:
            raise RefusalError("I don't know that nation. Please use `/nation`.")
        answer = await self._answer(interaction, arguments)
        paragraphs = more_paragraphs(answer)
        if not any(point.nations for point in answer.entry.points):
            paragraphs.insert(0, SAME)
        buttons = [
            Button("Whom to call", "call", topic, nation_argument(nation)),
            Button(f"Remember that I live {lives(nation)}", "keep-nation", nation.value),
        ]
        await _send_pages(interaction, pages(paragraphs), buttons)

    async def keep_nation(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Remember a nation, because the member said so."""
        nation = read_nation(arguments[0])
        if nation is None:
            raise RefusalError("I don't know that nation. Please use `/nation`.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        await remember_nation(self._desk.services.store, interaction.user.id, nation)
        await interaction.followup.send(saved(nation), ephemeral=True)

    async def _tell(
        self,
        interaction: Interaction,
        arguments: tuple[str, ...],
        paragraphs: Callable[[Answer], Iterable[str]],
    ) -> None:
        answer = await self._answer(interaction, arguments)
        await _send_pages(interaction, pages(paragraphs(answer)), [])

    async def _answer(self, interaction: Interaction, arguments: tuple[str, ...]) -> Answer:
        """The entry as it is now: for the nation it was shown for, else for the presser's own."""
        topic, shown_for = arguments
        asker = asker_of(interaction)
        nation = read_nation(shown_for) or await self._desk.nation_of(asker)
        answer = self._desk.services.responder.show(topic, nation, asker.community)
        if answer is None:
            raise RefusalError(RETIRED)
        return answer

    def _people(self, answer: Answer) -> list[str]:
        """Whom to call about ``answer``; where it names nobody, whom to call about anything."""
        anybody = self._desk.services.responder.fixed(Route.ABSTAIN, answer.nation)
        return call_paragraphs(answer.signposts or anybody.signposts)


async def _send_pages(interaction: Interaction, texts: list[str], buttons: list[Button]) -> None:
    """Send ``texts`` privately, the buttons under the last."""
    for number, text in enumerate(texts):
        parts = (text, buttons) if buttons and number == len(texts) - 1 else (text,)
        if number == 0:
            await interaction.response.send_message(view=page(*parts), ephemeral=True)
        else:
            await interaction.followup.send(view=page(*parts), ephemeral=True)
