"""``/knowledge export`` and ``import``: the knowledge as a file, and a file as a proposal."""

from __future__ import annotations

import asyncio
import io
import json

import discord
from discord.ext import commands

from bot.cogs.draft_pages import GONE, DraftPages
from bot.cogs.log_channel import LogChannel
from bot.cogs.privately import begin
from bot.editing.drafts import ConflictError, Draft, NotAllowedError
from bot.editing.manuscript import IMPORT, Desktop
from bot.editing.plain import in_words
from bot.editing.transfer import Change, Import, accept_import, export, read_import
from bot.store.drafts import KeptDraft, drop_draft, keep_draft, load_draft
from bot.views.controls import Controls, Interaction
from bot.views.forms import Forms, Values, typed
from bot.views.pages import page
from bot.views.transfer import import_done_view, import_reason_form, import_view
from bot.views.trouble import RefusalError
from knowledge.archive import MAX_ARCHIVE
from knowledge.problems import KnowledgeError
from knowledge.records import Subject, fields_of, read_record

NAME = "knowledge.zip"
FAULTS = 15


class Transfer(commands.Cog):
    """Out as a zip; in as a draft that shows what it would change."""

    def __init__(
        self, pages_of_drafts: DraftPages, log: LogChannel, controls: Controls, forms: Forms
    ) -> None:
        self._pages = pages_of_drafts
        self._log = log
        controls.add("k-import", self.ask_why)
        controls.add("k-import-drop", self.drop)
        forms.add("k-import-reason", self.publish)

    async def export(self, interaction: Interaction) -> None:
        """Everything that the community has, for a backup or a review outside."""
        desktop = await self._pages.desktop(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        base = desktop.editor.knowledge(desktop.community)
        packed = await asyncio.to_thread(export, base)
        await interaction.followup.send(
            f"All {len(base.entries)} entries, {len(base.signposts)} people and services, and "
            f"{len(base.sources)} sources. `/knowledge import` reads the file again.",
            file=discord.File(io.BytesIO(packed), NAME, description="The knowledge as YAML files"),
            ephemeral=True,
        )

    async def read(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Check a file and show what it would change. Nothing is published by that."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        if file.size > MAX_ARCHIVE:
            raise RefusalError(f"That file is too big: at most {MAX_ARCHIVE >> 20} MB are read.")
        try:
            found = await read_import(
                desktop.editor, desktop.community, await file.read(), "The file"
            )
        except KnowledgeError as error:
            raise RefusalError(_faults(error)) from None
        if not found.changes:
            await show(page("Nothing in that file differs from what is there."))
            return
        kept = await keep_draft(
            desktop.store,
            KeptDraft(desktop.community, desktop.author, IMPORT, _content(found)),
        )
        drafts = [change.draft for change in found.changes]
        agreement = await desktop.editor.agreement(desktop.community, drafts)
        await show(import_view(kept.id, found, agreement))

    async def ask_why(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask for the reason."""
        await self._find(interaction, arguments[0])
        await interaction.response.send_modal(import_reason_form(arguments[0]))

    async def publish(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Publish all of it, or nothing."""
        guild = await self._pages.guild(interaction)
        desktop, found = await self._find(interaction, arguments[0])
        show = await begin(interaction)
        try:
            saved = await accept_import(
                desktop.editor, desktop.community, found, desktop.author, typed(values, "reason")
            )
        except KnowledgeError as error:
            raise RefusalError(_faults(error)) from None
        except NotAllowedError as error:
            raise RefusalError(str(error)) from None
        except ConflictError as error:
            raise RefusalError(
                f"Somebody changed {error.conflict.subject.id} since you sent the file. Please "
                "send it again: nothing of it was published."
            ) from None
        await drop_draft(desktop.store, int(arguments[0]))
        count = len(saved.revisions)
        await show(import_done_view(count, live=saved.live, trouble=saved.trouble))
        name = saved.revisions[-1].subject.partition(":")[2]
        await self._log.tell_change(guild, saved, name, None)

    async def drop(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Throw it away."""
        desktop, _ = await self._find(interaction, arguments[0])
        show = await begin(interaction)
        await drop_draft(desktop.store, int(arguments[0]))
        await show(page("The file is thrown away. What members see is as it was."))

    async def _find(self, interaction: Interaction, number: str) -> tuple[Desktop, Import]:
        desktop = await self._pages.desktop(interaction)
        kept = await load_draft(desktop.store, int(number))
        mine = (desktop.community, desktop.author, IMPORT)
        if kept is None or (kept.community, kept.author, kept.subject) != mine:
            raise RefusalError(GONE)
        return desktop, _import(kept.content)


def _content(found: Import) -> str:
    return json.dumps(
        [
            {
                "subject": str(change.draft.subject),
                "made_from": change.draft.made_from,
                "fields": fields_of(change.draft.record) if change.draft.record else None,
            }
            for change in found.changes
        ],
        ensure_ascii=False,
    )


def _import(content: str) -> Import:
    changes = []
    for one in json.loads(content):
        subject = Subject.parse(one["subject"])
        record = read_record(subject.kind, one["fields"], one["subject"])
        changes.append(Change(Draft(subject, record, one["made_from"]), False, ()))
    return Import(tuple(changes), 0)


def _faults(error: KnowledgeError) -> str:
    lines = [
        f"- {f'{problem.file}: ' if problem.field else ''}{in_words(problem)}"
        for problem in error.problems[:FAULTS]
    ]
    more = len(error.problems) - len(lines)
    if more:
        lines.append(f"- and {more} more")
    return "\n".join(("That file cannot be used yet. Nothing was changed.", *lines))[:1900]
