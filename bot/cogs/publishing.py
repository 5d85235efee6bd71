"""Publishing a draft, agreeing to another's, and telling the log channel of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord.ext import commands

from bot.cogs.draft_pages import DraftPages
from bot.cogs.log_channel import LogChannel
from bot.cogs.privately import Show, begin
from bot.editing.drafts import ConflictError, NotAllowedError, Saved
from bot.editing.manuscript import Action, Desktop, Manuscript, joined
from bot.editing.plain import in_words
from bot.store.drafts import drop_draft
from bot.store.revisions import Kind, Revision, revision
from bot.views.audit import decided_view, refusal_form
from bot.views.controls import Controls, Interaction
from bot.views.draft_forms import reason_form
from bot.views.forms import Forms, Values, typed
from bot.views.outcomes import conflict_view, published_view
from bot.views.pages import page
from bot.views.records import name_in, subject_button, subject_of
from bot.views.trouble import RefusalError
from knowledge.problems import KnowledgeError
from knowledge.records import Subject

FAULTS = 10
LATER = "There were changes after that one. Going back takes them away too."

_KINDS = {
    Action.WRITE: None,
    Action.RETIRE: Kind.RETIRE,
    Action.RESTORE: Kind.RESTORE,
    Action.RELEASE: Kind.RESTORE,
}


class Publishing(commands.Cog):
    """The step from a draft to what members are answered with."""

    def __init__(
        self, pages_of_drafts: DraftPages, log: LogChannel, controls: Controls, forms: Forms
    ) -> None:
        self._pages = pages_of_drafts
        self._log = log
        controls.add("k-publish", self.ask_why)
        controls.add("k-rebase", self.rebase)
        controls.add("k-restore", self.pressed_restore)
        controls.add("k-undo", self.undo)
        controls.add("k-agree", self.agree)
        controls.add("k-refuse", self.ask_why_not)
        forms.add("k-reason", self.publish)
        forms.add("k-refusal", self.refuse)

    async def ask_why(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask for the reason."""
        _, manuscript = await self._pages.find(interaction, arguments[0])
        reason = "Answers what members asked." if manuscript.answers else ""
        await interaction.response.send_modal(reason_form(manuscript, reason))

    async def publish(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Check, keep, put to use; only then say so."""
        guild = await self._pages.guild(interaction)
        desktop, manuscript = await self._pages.find(interaction, arguments[0])
        show = await begin(interaction)
        editor, community = desktop.editor, desktop.community
        subject = manuscript.subject
        before = editor.standing(community).record(subject)
        try:
            saved = await editor.publish_all(
                community,
                manuscript.drafts(),
                desktop.author,
                typed(values, "reason"),
                _KINDS[manuscript.action],
            )
        except (KnowledgeError, NotAllowedError) as error:
            notes = [str(error)] if isinstance(error, NotAllowedError) else []
            await show(await self._pages.view(desktop, manuscript, notes))
            return
        except ConflictError as error:
            await self._show_conflict(show, desktop, manuscript, error)
            return
        await drop_draft(desktop.store, manuscript.id)
        name = name_in(editor.standing(community), subject)
        buttons = [
            subject_button("Show it", "k-show", subject),
            subject_button("Undo this", "k-undo", subject, str(saved.revisions[-1].number)),
        ]
        name = str(manuscript.fields.get("title") or manuscript.fields.get("name") or name)
        await show(published_view(manuscript.action, name, buttons, saved))
        await self._log.tell_change(guild, saved, name, before)

    # --- going back

    async def restore(
        self, interaction: Interaction, subject: Subject, number: int, *notes: str
    ) -> None:
        """Look at what going back to version ``number`` would do; 0: what came with Reroute."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        old = await revision(desktop.store, desktop.community, str(subject), number)
        if number and old is None:
            raise RefusalError(f"There is no version {number}.")
        try:
            manuscript = await desktop.restore(subject, old)
        except KnowledgeError:
            raise RefusalError(
                f"Version {number} was made for an earlier Reroute and cannot be read any more."
            ) from None
        await show(await self._pages.view(desktop, manuscript, notes))

    async def pressed_restore(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a button."""
        await self.restore(interaction, subject_of(arguments), int(arguments[2]))

    async def undo(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Look at what taking a change back would do."""
        subject, number = subject_of(arguments), int(arguments[2])
        desktop = await self._pages.desktop(interaction)
        done = await revision(desktop.store, desktop.community, str(subject), number)
        if done is None:
            raise RefusalError(f"There is no version {number}.")
        now = desktop.editor.standing(desktop.community).number(subject)
        await self.restore(interaction, subject, done.made_from, *([LATER] if now > number else []))

    # --- two at once

    async def rebase(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Put a draft on top of what somebody else published."""
        number, way, now = arguments
        desktop, manuscript = await self._pages.find(interaction, number)
        show = await begin(interaction)
        if way == "join":
            standing = desktop.editor.standing(desktop.community)
            ancestor = await desktop.published_at(manuscript.subject, manuscript.made_from)
            theirs = standing.record(manuscript.subject)
            manuscript = manuscript.with_fields(joined(ancestor, theirs, manuscript.fields)[0])
        kept = await desktop.keep(replace(manuscript, made_from=int(now)))
        await show(await self._pages.view(desktop, kept))

    async def _show_conflict(
        self, show: Show, desktop: Desktop, manuscript: Manuscript, error: ConflictError
    ) -> None:
        conflict = error.conflict
        if conflict.subject != manuscript.subject:
            note = "A source that you added has the id of another one. Please add it again."
            await show(await self._pages.view(desktop, manuscript, [note]))
            return
        both = joined(conflict.ancestor, conflict.theirs, manuscript.fields)[1]
        name = name_in(desktop.editor.standing(desktop.community), conflict.subject)
        await show(conflict_view(manuscript, conflict, both, name))

    # --- agreeing

    async def agree(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Publish what another moderator proposed."""
        guild = await self._pages.guild(interaction)
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        chosen = await self._proposed(desktop, arguments)
        subject = Subject.parse(chosen[-1].subject)
        before = desktop.editor.standing(desktop.community).record(subject)
        try:
            saved = await desktop.editor.approve(desktop.community, chosen, desktop.author)
        except NotAllowedError as error:
            raise RefusalError(str(error)) from None
        except ConflictError:
            raise RefusalError(
                "Somebody changed the same meanwhile, so this can no longer be published. Refuse "
                "it, and ask its author to look at what is there now."
            ) from None
        except KnowledgeError as error:
            faults = "\n".join(f"- {in_words(one)}" for one in error.problems[:FAULTS])
            raise RefusalError(
                f"It no longer fits what is there. Refuse it, and tell its author why:\n{faults}"
            ) from None
        name = name_in(desktop.editor.standing(desktop.community), subject)
        button = subject_button("Undo this", "k-undo", subject, str(saved.revisions[-1].number))
        action = Action.RETIRE if saved.revisions[-1].kind is Kind.RETIRE else Action.WRITE
        await show(published_view(action, name, [button], saved))
        await self._close(interaction, saved, name)
        await self._log.tell_change(guild, saved, name, before)

    async def ask_why_not(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask why a proposal is refused."""
        desktop = await self._pages.desktop(interaction)
        await self._proposed(desktop, arguments)
        await interaction.response.send_modal(refusal_form(arguments))

    async def refuse(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Put a proposal aside."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        chosen = await self._proposed(desktop, arguments)
        kept: list[Revision] = []
        for one in chosen:
            try:
                saved = await desktop.editor.reject(
                    desktop.community, one, desktop.author, typed(values, "reason")
                )
            except NotAllowedError as error:
                raise RefusalError(str(error)) from None
            kept += saved.revisions
        name = name_in(
            desktop.editor.standing(desktop.community), Subject.parse(chosen[-1].subject)
        )
        await show(page("Saved. The proposal is put aside, and its author can read why."))
        await self._close(interaction, Saved(tuple(kept), live=False), name)

    async def _proposed(self, desktop: Desktop, arguments: Sequence[str]) -> list[Revision]:
        first, last = (int(argument) for argument in arguments)
        waiting = [
            one
            for one in await desktop.editor.proposals(desktop.community)
            if first <= one.id <= last
        ]
        if not waiting:
            raise RefusalError("Somebody else has decided on this already.")
        return [one for one in waiting if one.author == waiting[0].author]

    async def _close(self, interaction: Interaction, saved: Saved, name: str) -> None:
        """Let the message in the log channel say what was decided, without its buttons."""
        message = interaction.message
        if message is None or message.flags.ephemeral:
            return
        try:
            view = decided_view(saved.revisions, name)
            await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
        except discord.HTTPException:
            return  # It was deleted meanwhile; the log says what came of it all the same.
