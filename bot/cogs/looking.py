"""Looking into the knowledge: a record, its history, what differs, what is due, why an answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from discord.ext import commands

from bot.cogs.draft_pages import DraftPages
from bot.cogs.privately import Show, begin
from bot.conversation.mind import Mind
from bot.editing.checking import check
from bot.editing.looking import due, search
from bot.editing.manuscript import Desktop
from bot.store.revisions import revision
from bot.views.controls import Controls, Interaction
from bot.views.looking import due_view, found_view, reading_view, tested_view
from bot.views.pages import page
from bot.views.records import (
    difference_lines,
    history_view,
    name_in,
    record_views,
    subject_of,
    version_view,
)
from bot.views.trouble import RefusalError
from index.ranker import Query, texts_of
from knowledge.differences import differences
from knowledge.problems import KnowledgeError
from knowledge.records import Record, Subject

UNREADABLE = "That version was made for an earlier Reroute and cannot be read any more."
NO_DRAFT = "You have no draft of an entry that could be tried."


class Looking(commands.Cog):
    """What moderators can look at. Nothing here changes anything."""

    def __init__(self, pages_of_drafts: DraftPages, controls: Controls) -> None:
        self._pages = pages_of_drafts
        controls.add("k-show", self.pressed_show)
        controls.add("k-history", self.pressed_history)
        controls.add("k-version", self.version)
        controls.add("k-found", self.picked)

    async def show(self, interaction: Interaction, subject: Subject) -> None:
        """A record, whole."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        await self._send(interaction, show, desktop, subject)

    async def pressed_show(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a button."""
        await self.show(interaction, subject_of(arguments))

    async def picked(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a menu."""
        await self.show(interaction, Subject.entry(arguments[-1]))

    async def history(
        self, interaction: Interaction, subject: Subject, before: int | None = None
    ) -> None:
        """Who changed a record, when and why."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        revisions = await desktop.editor.history(desktop.community, subject)
        standing = desktop.editor.standing(desktop.community)
        await show(history_view(standing, subject, revisions, before))

    async def pressed_history(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a button; a third argument: what is older than that version."""
        before = int(arguments[2]) if len(arguments) > 2 else None  # noqa: PLR2004
        await self.history(interaction, subject_of(arguments), before)

    async def version(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """A version that was chosen from a history, against what is published now."""
        await self.differ(interaction, subject_of(arguments), int(arguments[-1]), None)

    async def differ(
        self,
        interaction: Interaction,
        subject: Subject,
        older: int | None,
        newer: int | None,
    ) -> None:
        """What differs between two versions.

        Without ``newer`` it is what is published now; without ``older``, what
        was before the last change.
        """
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        standing = desktop.editor.standing(desktop.community)
        held = standing.held.get(subject)
        if older is None:
            older = held.revision.made_from if held else 0
        one = await self._version(desktop, subject, older)
        other = (
            standing.record(subject)
            if newer is None
            else await self._version(desktop, subject, newer)
        )
        name = name_in(standing, subject)
        lines = difference_lines(differences(one, other)) or ["They are the same."]
        title = f"{name}: from {_called(older)} to {'now' if newer is None else _called(newer)}"
        await show(version_view(title, lines, subject, older))

    async def search(self, interaction: Interaction, text: str) -> None:
        """Entries by their words and their meaning."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        await show(found_view(text, await search(desktop.editor.live, desktop.community, text)))

    async def due(self, interaction: Interaction, days: int) -> None:
        """Entries whose review is late or near."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        standing = desktop.editor.standing(desktop.community)
        await show(due_view(due(standing, datetime.now(UTC).date(), days), days))

    async def why(self, interaction: Interaction, question: str) -> None:
        """How a question is read, signal by signal, and what is decided."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        mind = self._pages.services.responder.minds.of(desktop.community)
        query = await self._query(question)
        found = await asyncio.to_thread(mind.triage.examine, question, query)
        reading = await asyncio.to_thread(mind.read, query)
        await show(reading_view(question, mind, reading, found))

    async def test(self, interaction: Interaction, question: str, draft: str | None) -> None:
        """Which entry answers a question now, and which would with a draft."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        mind = self._pages.services.responder.minds.of(desktop.community)
        query = await self._query(question)
        now = await asyncio.to_thread(mind.read, query)
        then = None
        if draft is not None:
            changed = await self._with_draft(desktop, mind, draft)
            then = (changed, await asyncio.to_thread(changed.read, query))
        await show(tested_view(question, (mind, now), then))

    async def _with_draft(self, desktop: Desktop, mind: Mind, number: str) -> Mind:
        manuscript = await desktop.load(int(number)) if number.isdecimal() else None
        if manuscript is None:
            raise RefusalError(NO_DRAFT)
        standing = desktop.editor.standing(desktop.community)
        try:
            base = await asyncio.to_thread(check, standing, manuscript.drafts())
        except KnowledgeError:
            raise RefusalError(
                "That draft cannot be tried yet. `/knowledge edit` shows what is missing."
            ) from None
        return await desktop.editor.live.build(desktop.community, mind, base)

    async def _query(self, question: str) -> Query:
        texts = texts_of(question)
        vectors = await self._pages.services.responder.embedder.embed(texts)
        return Query(texts[0], texts[1:], vectors)

    async def _version(self, desktop: Desktop, subject: Subject, number: int) -> Record | None:
        if number and not await revision(desktop.store, desktop.community, str(subject), number):
            raise RefusalError(f"There is no version {number}.")
        try:
            return await desktop.published_at(subject, number)
        except KnowledgeError:
            raise RefusalError(UNREADABLE) from None

    async def _send(
        self, interaction: Interaction, show: Show, desktop: Desktop, subject: Subject
    ) -> None:
        standing = desktop.editor.standing(desktop.community)
        if standing.record(subject) is None and subject not in standing.held:
            await show(page("That is not there. Please choose from the list while you type."))
            return
        first, *others = record_views(standing, subject)
        await show(first)
        for view in others:
            await interaction.followup.send(view=view, ephemeral=True)


def _called(number: int) -> str:
    return f"version {number}" if number else "what came with Reroute"
