"""``/knowledge queue``: what members asked and reported, and what waits for a second moderator."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from discord.ext import commands

from bot.cogs.draft_pages import DraftPages
from bot.cogs.drafting import Drafting
from bot.cogs.privately import begin
from bot.editing.agreement import is_urgent
from bot.editing.grouping import Group, group_questions, settle_group
from bot.editing.live import Standing
from bot.editing.manuscript import Desktop
from bot.editing.parts import with_question
from bot.store.questions import Question, Shared, State, open_questions, settle_questions
from bot.store.revisions import Revision
from bot.views.audit import proposal_view
from bot.views.controls import Controls, Interaction
from bot.views.draft_forms import add_form
from bot.views.forms import Forms, Values
from bot.views.queue import Proposal, Waiting, point_view, queue_view
from bot.views.records import name_in
from bot.views.trouble import RefusalError
from index.ranker import Query
from knowledge.records import Subject

SETTLED = "Somebody else has dealt with that already. Please open `/knowledge queue` again."
ADDED = 3
"""Questions of a group that join an entry's; they mean the same."""


class Queue(commands.Cog):
    """What waits, and three ways to deal with each thing."""

    def __init__(
        self, pages_of_drafts: DraftPages, drafting: Drafting, controls: Controls, forms: Forms
    ) -> None:
        self._pages = pages_of_drafts
        self._drafting = drafting
        controls.add("q-page", self.turn)
        controls.add("q-proposal", self.proposal)
        controls.add("q-write", self.write)
        controls.add("q-point", self.point)
        controls.add("q-entry", self.pointed)
        controls.add("q-not", self.not_for_us)
        controls.add("q-done", self.done)
        forms.add("q-add", self.written)

    async def queue(self, interaction: Interaction) -> None:
        """Show what waits."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        await show(queue_view(await self._waiting(desktop), 0))

    async def turn(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Another page."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction)
        await show(queue_view(await self._waiting(desktop), int(arguments[0])))

    async def proposal(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """What a proposal would change."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        first, last = map(int, arguments)
        every = await desktop.editor.proposals(desktop.community)
        chosen = [one for one in every if first <= one.id <= last]
        if not chosen:
            raise RefusalError(SETTLED)
        subject = Subject.parse(chosen[-1].subject)
        standing = desktop.editor.standing(desktop.community)
        before = standing.record(subject)
        urgent = _urgent(standing, chosen)
        await show(proposal_view(chosen, name_in(standing, subject), before, urgent=urgent))

    async def write(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Open the form of an entry that answers a group."""
        desktop = await self._pages.desktop(interaction)
        first, newest = map(int, arguments)
        # Grouping may take longer than Discord waits for a form: one question is enough here.
        every = await open_questions(desktop.store, desktop.community)
        text = next((one.text for one in every if one.id == first), None)
        if text is None:
            raise RefusalError(SETTLED)
        opened = add_form(
            "q-add", str(first), str(newest), quotation=text, questions=_one_line(text)
        )
        await interaction.response.send_modal(opened)

    async def written(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Keep the entry as a draft; the group is settled when it is published."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        try:
            group = await self._group(desktop, *map(int, arguments))
            answers = [one.id for one in group.questions]
        except RefusalError:
            answers = []  # Dealt with meanwhile; what was written is kept all the same.
        await self._drafting.begin_entry(show, desktop, values, answers)

    async def point(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Ask which entry answers a group."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        first, newest = map(int, arguments)
        group = await self._group(desktop, first, newest)
        responder = self._pages.services.responder
        mind = responder.minds.of(desktop.community)
        text = group.questions[0].text
        query = Query(text, (), await responder.embedder.embed([text]))
        ranking = await asyncio.to_thread(mind.ranker.rank, query)
        await show(point_view(group, [mind.base.entries[i] for i in ranking.ids], newest))

    async def pointed(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Add the questions of a group to the entry that was chosen, as a draft."""
        desktop = await self._pages.desktop(interaction)
        first, newest = map(int, arguments[:2])
        show = await begin(interaction)
        group = await self._group(desktop, first, newest)
        try:
            manuscript, _ = await desktop.open(Subject.entry(arguments[2]))
        except LookupError:
            raise RefusalError("That entry is no longer there.") from None
        ids = tuple(one.id for one in group.questions)
        texts = [_one_line(one.text) for one in group.questions[:ADDED]]
        manuscript = with_question(manuscript, texts)
        answers = tuple(dict.fromkeys((*manuscript.answers, *ids)))
        kept = await desktop.keep(replace(manuscript, answers=answers))
        await show(await self._pages.view(desktop, kept))

    async def not_for_us(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Put a group aside."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction)
        first, newest, number = map(int, arguments)
        group = await self._group(desktop, first, newest)
        count = await settle_group(desktop.store, desktop.community, group, State.NOT_FOR_US)
        notice = (
            f"Saved: {'one question is' if count == 1 else f'{count} questions are'} put aside."
        )
        await show(queue_view(await self._waiting(desktop), number, notice))

    async def done(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Put the reports on an entry aside."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction)
        entry, newest, number = arguments[0], int(arguments[1]), int(arguments[2])
        every = await open_questions(desktop.store, desktop.community)
        ids = [
            one.id
            for one in every
            if one.kind is Shared.REPORT and one.entry == entry and one.id <= newest
        ]
        await settle_questions(desktop.store, desktop.community, ids, State.ANSWERED)
        notice = "Saved: the reports are dealt with."
        await show(queue_view(await self._waiting(desktop), number, notice))

    async def _waiting(self, desktop: Desktop) -> Waiting:
        every = await open_questions(desktop.store, desktop.community)
        reports: dict[str, list[Question]] = defaultdict(list)
        for one in every:
            if one.kind is Shared.REPORT:
                reports[one.entry or ""].append(one)
        standing = desktop.editor.standing(desktop.community)
        return Waiting(
            proposals=self._proposals(desktop, await desktop.editor.proposals(desktop.community)),
            groups=await self._groups(desktop, every),
            reports=reports,
            titles={entry.id: entry.title for entry in standing.base.entries.values()},
            newest=max((one.id for one in every), default=0),
        )

    def _proposals(self, desktop: Desktop, revisions: list[Revision]) -> list[Proposal]:
        """What was proposed together stands together; what is told in a crisis comes first."""
        standing = desktop.editor.standing(desktop.community)
        found = []
        for _, group in groupby(revisions, key=lambda one: (one.author, one.made_at, one.reason)):
            together = tuple(group)
            name = name_in(standing, Subject.parse(together[-1].subject))
            found.append(Proposal(name, together, _urgent(standing, together)))
        return sorted(found, key=lambda one: not one.urgent)

    async def _group(self, desktop: Desktop, first: int, newest: int) -> Group:
        """The group as it was shown: without what was asked since."""
        every = await open_questions(desktop.store, desktop.community)
        groups = await self._groups(desktop, [one for one in every if one.id <= newest])
        for group in groups:
            if any(one.id == first for one in group.questions):
                return group
        raise RefusalError(SETTLED)

    async def _groups(self, desktop: Desktop, every: Sequence[Question]) -> list[Group]:
        questions = [one for one in every if one.kind is Shared.UNANSWERED]
        mind = self._pages.services.responder.minds.of(desktop.community)
        embedder = self._pages.services.parts.embedder
        return await asyncio.to_thread(group_questions, questions, embedder, mind)


def _urgent(standing: Standing, revisions: Sequence[Revision]) -> bool:
    return any(is_urgent(standing.shipped, Subject.parse(one.subject)) for one in revisions)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:400]
