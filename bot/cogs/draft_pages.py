"""Finding a moderator's draft, and working out the page that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.app import Services
from bot.cogs.rights import moderated_guild
from bot.conversation.answering import answer_with
from bot.conversation.replies import Answer
from bot.editing.checking import check
from bot.editing.drafts import Draft
from bot.editing.manuscript import Action, Desktop, Manuscript
from bot.editing.preview import Preview
from bot.views.controls import Interaction
from bot.views.drafts import Look, draft_view
from bot.views.records import name_in
from bot.views.trouble import RefusalError
from knowledge.base import KnowledgeBase
from knowledge.overlay import record_in
from knowledge.problems import KnowledgeError
from knowledge.schema import Entry, Signpost, Source

GONE = (
    "That draft is no longer there: it was published or thrown away. Use `/knowledge edit` to "
    "begin again."
)


class DraftPages:
    """Looks at drafts for cogs. Every way to one goes through the check of the right."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def guild(self, interaction: Interaction) -> discord.Guild:
        """The server, if whoever acts may moderate it now; else raises :class:`RefusalError`."""
        return await moderated_guild(self.services.store, interaction)

    async def desktop(self, interaction: Interaction) -> Desktop:
        """The drafts of whoever acts, if they may moderate now; else raises."""
        guild = await self.guild(interaction)
        services = self.services
        return Desktop(services.store, services.editor, guild.id, interaction.user.id)

    async def find(self, interaction: Interaction, number: str) -> tuple[Desktop, Manuscript]:
        """Draft ``number`` of whoever acts; raises :class:`RefusalError` if it is not theirs."""
        desktop = await self.desktop(interaction)
        manuscript = await desktop.load(int(number))
        if manuscript is None:
            raise RefusalError(GONE)
        return desktop, manuscript

    async def view(
        self, desktop: Desktop, manuscript: Manuscript, notes: Sequence[str] = ()
    ) -> discord.ui.LayoutView:
        """The page that shows ``manuscript``."""
        return draft_view(await self.look(desktop, manuscript, notes))

    async def look(
        self, desktop: Desktop, manuscript: Manuscript, notes: Sequence[str] = ()
    ) -> Look:
        """All that there is to know of ``manuscript``."""
        standing = desktop.editor.standing(desktop.community)
        titles = {entry.id: entry.title for entry in standing.base.entries.values()}
        name = str(
            manuscript.fields.get("title")
            or manuscript.fields.get("name")
            or name_in(standing, manuscript.subject)
        )
        titles[manuscript.subject.id] = name
        try:
            drafts = manuscript.drafts()
        except KnowledgeError as error:
            unfinished = [Draft(manuscript.subject, None)]
            agreement = await desktop.editor.agreement(desktop.community, unfinished)
            faulty = Preview(error.problems)
            return Look(manuscript, name, faulty, None, titles, agreement, tuple(notes))
        agreement = await desktop.editor.agreement(desktop.community, drafts)
        preview, seen = await self._examine(desktop, manuscript, drafts)
        return Look(manuscript, name, preview, seen, titles, agreement, tuple(notes))

    async def _examine(
        self, desktop: Desktop, manuscript: Manuscript, drafts: Sequence[Draft]
    ) -> tuple[Preview, Answer | Signpost | Source | None]:
        preview = await self.services.previews.preview(desktop.community, drafts[-1], drafts[:-1])
        if manuscript.action is Action.RETIRE:
            return preview, None
        return preview, await asyncio.to_thread(self._seen, desktop, drafts)

    def _seen(self, desktop: Desktop, drafts: Sequence[Draft]) -> Answer | Signpost | Source | None:
        standing = desktop.editor.standing(desktop.community)
        draft = drafts[-1]
        base: KnowledgeBase = standing.base
        try:
            base = check(standing, drafts)
        except KnowledgeError:
            if draft.record is None or draft.record != standing.record(draft.subject):
                return None
        record = record_in(base, draft.subject)
        if not isinstance(record, Entry):
            return record
        mind = self.services.responder.minds.of(desktop.community)
        return answer_with(replace(mind, base=base), record)
