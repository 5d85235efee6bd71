"""Writing a draft from form to form. Nothing of it reaches members before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import discord
from discord.ext import commands

from bot.cogs.draft_pages import DraftPages
from bot.cogs.privately import Show, begin
from bot.conversation.replies import Answer
from bot.editing.manuscript import Desktop, Manuscript
from bot.editing.parts import (
    Changed,
    Part,
    lines,
    new_entry,
    new_signpost,
    reviewed,
    source_choices,
    with_point,
    with_words,
)
from bot.store.drafts import drop_draft
from bot.views.controls import Controls, Interaction
from bot.views.details import call_paragraphs, more_paragraphs, source_paragraphs
from bot.views.draft_forms import add_form, chosen, part_form, point_in, words_in
from bot.views.drafts import answer_text
from bot.views.entry_forms import LONG, MOST_OPTIONS, Options
from bot.views.forms import Forms, Values, typed
from bot.views.pages import page, pages
from bot.views.records import subject_of
from bot.views.service_forms import signpost_add_form
from bot.views.trouble import RefusalError
from index.ranker import Query
from knowledge.base import KnowledgeBase
from knowledge.records import RecordKind, Subject

RESUMED = "You began this earlier, and your draft was kept. It goes on from there."
TOO_MANY = (
    "There are more cautions than a form holds. To change them, use `/knowledge export` and "
    "`/knowledge import`."
)
NOT_THERE = "That is no longer there. Please choose from the list that opens while you type."


def today_utc() -> str:
    """Today's date, as records hold it."""
    return datetime.now(UTC).date().isoformat()


class Drafting(commands.Cog):
    """Forms for each part of a record, and the draft that they fill."""

    def __init__(self, pages_of_drafts: DraftPages, controls: Controls, forms: Forms) -> None:
        self._pages = pages_of_drafts
        controls.add("k-edit", self.pressed_edit)
        controls.add("k-retire", self.pressed_retire)
        controls.add("k-part", self.part)
        controls.add("k-point", self.point)
        controls.add("k-all", self.all_of_it)
        controls.add("k-drop", self.drop)
        forms.add("k-add", self.added)
        forms.add("k-add-signpost", self.signpost_added)
        forms.add("k-form", self.filled)

    # --- beginning

    async def add(self, interaction: Interaction, what: str, quotation: str = "") -> None:
        """Open the form of a new entry or signpost."""
        await self._pages.guild(interaction)
        signpost = what == RecordKind.SIGNPOST.value
        opened = (
            signpost_add_form("k-add-signpost")
            if signpost
            else add_form("k-add", quotation=quotation)
        )
        await interaction.response.send_modal(opened)

    async def added(self, interaction: Interaction, _: tuple[str, ...], values: Values) -> None:
        """Keep a new entry as a draft."""
        desktop = await self._pages.desktop(interaction)
        await self.begin_entry(await begin(interaction, anew=True), desktop, values, ())

    async def begin_entry(
        self, show: Show, desktop: Desktop, values: Values, answers: Sequence[int]
    ) -> None:
        """Keep a new entry that answers the shared questions ``answers``."""
        taken = await self._taken(desktop, RecordKind.ENTRY)
        today = datetime.now(UTC).date()
        entry = new_entry(words_in(values), taken, today)
        manuscript = await desktop.keep(replace(entry, answers=tuple(answers)))
        await show(await self._pages.view(desktop, manuscript))

    async def signpost_added(
        self, interaction: Interaction, _: tuple[str, ...], values: Values
    ) -> None:
        """Keep a new person or service as a draft."""
        desktop = await self._pages.desktop(interaction)
        show = await begin(interaction, anew=True)
        taken = await self._taken(desktop, RecordKind.SIGNPOST)
        today = datetime.now(UTC).date()
        signpost = new_signpost(typed(values, "name"), typed(values, "purpose"), taken, today)
        signpost = signpost.with_fields({name: typed(values, name) for name in ("phone", "url")})
        await show(await self._pages.view(desktop, await desktop.keep(signpost)))

    async def edit(self, interaction: Interaction, subject: Subject) -> None:
        """Open a record: a signpost's numbers at once as a form, all else as a page."""
        desktop = await self._pages.desktop(interaction)
        manuscript, resumed = await self._open(desktop, subject)
        if subject.kind is RecordKind.SIGNPOST and not resumed:
            await interaction.response.send_modal(
                await self._form(desktop, manuscript, Part.REACH, 0)
            )
            return
        show = await begin(interaction, anew=True)
        notes = [RESUMED] if resumed else []
        await show(await self._pages.view(desktop, manuscript, notes))

    async def pressed_edit(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a button."""
        await self.edit(interaction, subject_of(arguments))

    async def retire(self, interaction: Interaction, subject: Subject) -> None:
        """Look at what taking a record away would do."""
        desktop = await self._pages.desktop(interaction)
        if desktop.editor.standing(desktop.community).record(subject) is None:
            raise RefusalError(NOT_THERE)
        show = await begin(interaction, anew=True)
        await show(await self._pages.view(desktop, await desktop.retire(subject)))

    async def pressed_retire(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """The same by a button."""
        await self.retire(interaction, subject_of(arguments))

    # --- going on

    async def part(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Open the form of one part."""
        number, name = arguments
        desktop, manuscript = await self._pages.find(interaction, number)
        index = len(manuscript.fields.get("points", ()))
        await interaction.response.send_modal(
            await self._form(desktop, manuscript, Part(name), index)
        )

    async def point(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Open the form of the point that was chosen."""
        number, index = arguments
        desktop, manuscript = await self._pages.find(interaction, number)
        await interaction.response.send_modal(
            await self._form(desktop, manuscript, Part.POINT, int(index))
        )

    async def filled(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Keep what a form was sent in with, and show the draft as it is now."""
        number, name, index = arguments
        desktop, manuscript = await self._pages.find(interaction, number)
        show = await begin(interaction)
        base = desktop.editor.knowledge(desktop.community)
        changed = _changed(manuscript, Part(name), int(index), values, base)
        kept = await desktop.keep(changed.manuscript)
        await show(await self._pages.view(desktop, kept, changed.notes))

    async def all_of_it(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Everything that members could open, from the answer to the sources."""
        desktop, manuscript = await self._pages.find(interaction, arguments[0])
        show = await begin(interaction, anew=True)
        look = await self._pages.look(desktop, manuscript)
        if not isinstance(look.seen, Answer):
            await show(page("It cannot be shown yet: something is still missing."))
            return
        answer = look.seen
        texts = pages(
            (
                answer_text(answer),
                *more_paragraphs(answer),
                *call_paragraphs(answer.signposts),
                *source_paragraphs(answer),
                "\n".join(("### How people ask", *(f"- {q}" for q in answer.entry.questions))),
            )
        )
        await show(page(texts[0]))
        for text in texts[1:]:
            await interaction.followup.send(view=page(text), ephemeral=True)

    async def drop(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Throw a draft away."""
        desktop, manuscript = await self._pages.find(interaction, arguments[0])
        show = await begin(interaction)
        await drop_draft(desktop.store, manuscript.id)
        await show(page("The draft is thrown away. What members see is as it was."))

    async def _open(self, desktop: Desktop, subject: Subject) -> tuple[Manuscript, bool]:
        try:
            return await desktop.open(subject)
        except LookupError:
            raise RefusalError(NOT_THERE) from None

    async def _taken(self, desktop: Desktop, kind: RecordKind) -> set[str]:
        """Ids that cannot be given to something new: what is retired may come back."""
        standing = desktop.editor.standing(desktop.community)
        base = standing.base
        known: set[str] = set(base.entries if kind is RecordKind.ENTRY else base.signposts)
        subjects = (*standing.held, *(one.subject for one in await desktop.all()))
        shipped = standing.shipped
        known |= set(shipped.entries if kind is RecordKind.ENTRY else shipped.signposts)
        return known | {subject.id for subject in subjects if subject.kind is kind}

    async def _form(
        self, desktop: Desktop, manuscript: Manuscript, part: Part, index: int
    ) -> discord.ui.Modal:
        if len("\n".join(manuscript.fields.get("cautions", ()))) > LONG and part is Part.CAUTIONS:
            raise RefusalError(TOO_MANY)
        base = desktop.editor.knowledge(desktop.community)
        signposts: Options = {}
        related: Options = {}
        if part is Part.LINKS:
            signposts = _signposts(manuscript, base)
            related = await self._related(desktop, manuscript, base)
        sources = source_choices(manuscript, base)
        return part_form(
            manuscript, part, index, sources=sources, signposts=signposts, related=related
        )

    async def _related(
        self, desktop: Desktop, manuscript: Manuscript, base: KnowledgeBase
    ) -> Options:
        """The related entries, then those that are near in meaning."""
        responder = self._pages.services.responder
        text = f"{manuscript.fields.get('title', '')} {manuscript.fields.get('answer', '')}"
        vectors = await responder.embedder.embed([text])
        ranking = responder.minds.of(desktop.community).ranker.rank(Query(text, (), vectors))
        ids = dict.fromkeys((*manuscript.fields.get("related", ()), *ranking.ids))
        ids.pop(manuscript.subject.id, None)
        return {i: base.entries[i].title for i in [*ids][:MOST_OPTIONS] if i in base.entries}


def _changed(
    manuscript: Manuscript, part: Part, index: int, values: Values, base: KnowledgeBase
) -> Changed:
    """``manuscript`` with what one form says."""
    match part:
        case Part.WORDS:
            return Changed(with_words(manuscript, words_in(values)))
        case Part.POINT:
            return with_point(manuscript, index, point_in(values), base)
        case _:
            return Changed(manuscript.with_fields(_fields(part, values)))


def _fields(part: Part, values: Values) -> Mapping[str, object]:
    """The fields that a form holds as they are."""
    names: tuple[str, ...]
    match part:
        case Part.CAUTIONS:
            return {"cautions": lines(typed(values, "cautions"))}
        case Part.REVIEW:
            return {**reviewed(datetime.now(UTC).date(), int(typed(values, "months")))}
        case Part.REACH:
            names = ("phone", "phone_note", "text", "email", "url")
            # Whoever writes a number down has just looked it up.
            return {name: typed(values, name) for name in names} | {"confirmed": today_utc()}
        case Part.ABOUT:
            names = ("name", "purpose", "hours")
            texts = {name: typed(values, name) for name in names}
            return {**texts, "nations": chosen(values, "nations")}
        case _:
            return {name: typed(values, name) for name in ("title", "publisher", "url", "date")}


def _signposts(manuscript: Manuscript, base: KnowledgeBase) -> Options:
    """Whom the entry points to, then whom others of its area point to most."""
    area = manuscript.fields.get("area")
    used = Counter(
        signpost
        for entry in base.entries.values()
        for signpost in entry.signposts
        if entry.area == area
    )
    common = [name for name, _ in used.most_common()]
    ids = dict.fromkeys((*manuscript.fields.get("signposts", ()), *common, *base.signposts))
    return {i: base.signposts[i].name for i in [*ids][:MOST_OPTIONS] if i in base.signposts}
