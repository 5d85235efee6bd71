"""``/letter``: a few answers become a letter or the words for a call. Nothing is kept."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.cogs.asking import NATIONS
from bot.cogs.desk import Desk, asker_of
from bot.views.controls import Interaction
from bot.views.forms import Forms, Values, field, form
from bot.views.letters import letter_pages
from bot.views.replies import nation_argument, read_nation
from bot.views.trouble import RefusalError
from knowledge.base import KnowledgeBase
from knowledge.filling import LONGEST, AnswersError, fill
from knowledge.letters import Kind, Letter, LetterQuestion
from knowledge.schema import Nation

LETTER, CALL = "letter", "call"
GONE = "That letter is no longer there. Please use `/letter` again."


class Letters(commands.Cog):
    """Letters and call scripts, filled in by a form."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk = desk
        forms.add("letter-form", self.filled)

    @app_commands.command(name="letter", description="Fill in a letter, or the words for a call")
    @app_commands.describe(
        about="What the letter is for",
        nation="Where you live: a letter quotes only the rules that hold there",
        call="Give me the words for a phone call instead",
    )
    @app_commands.choices(nation=NATIONS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def letter(
        self,
        interaction: discord.Interaction,
        about: str,
        nation: app_commands.Choice[str] | None = None,
        call: bool = False,
    ) -> None:
        """Open the form of a letter. Only whoever fills it in sees the result."""
        letter = _letter(self._base(interaction), about)
        asker = asker_of(interaction)
        lives = Nation(nation.value) if nation else await self._desk.nation_of(asker)
        await interaction.response.send_modal(
            form(
                letter.title,
                map(_part, letter.questions),
                "letter-form",
                letter.id,
                nation_argument(lives),
                CALL if call else LETTER,
            )
        )

    @letter.autocomplete("about")
    async def suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The letters there are, by what they are for."""
        wanted = typed.lower().split()
        return [
            app_commands.Choice(name=letter.purpose, value=letter.id)
            for letter in self._base(interaction).letters.values()
            if all(word in f"{letter.title} {letter.purpose}".lower() for word in wanted)
        ][:25]

    async def filled(
        self, interaction: Interaction, arguments: tuple[str, ...], values: Values
    ) -> None:
        """Show the letter to whoever filled it in, on the screen and as a file to keep."""
        name, lives, kind = arguments
        base = self._base(interaction)
        letter = _letter(base, name)
        nation = read_nation(lives)
        try:
            made = fill(letter, _answers(values), nation, base, script=kind == CALL)
        except AnswersError as error:
            raise RefusalError("\n".join(_faults(letter, error))) from None
        file = discord.File(
            io.BytesIO(made.text.encode()), f"{letter.id}.txt", description=letter.title
        )
        first, *rest = letter_pages(letter, made, call=kind == CALL)
        await interaction.response.send_message(view=first, file=file, ephemeral=True)
        for view in rest:
            await interaction.followup.send(view=view, ephemeral=True)

    def _base(self, interaction: Interaction) -> KnowledgeBase:
        minds = self._desk.services.responder.minds
        return minds.of(asker_of(interaction).community).base


def _letter(base: KnowledgeBase, name: str) -> Letter:
    wanted = name.strip().lower()
    for letter in base.letters.values():
        # What was typed rather than picked arrives as its words.
        if wanted in (letter.id, letter.title.lower(), letter.purpose.lower()):
            return letter
    raise RefusalError(GONE)


def _part(question: LetterQuestion) -> ui.Label[Any]:
    if question.kind is Kind.CHOICE:
        return ui.Label(
            text=question.label,
            description=question.help,
            component=ui.RadioGroup[Any](
                custom_id=question.id,
                required=question.required,
                options=[discord.RadioGroupOption(label=o, value=o) for o in question.options],
            ),
        )
    return field(
        question.id,
        question.label,
        long=question.kind is Kind.LONG,
        required=question.required,
        most=LONGEST[question.kind],
        hint=question.help,
    )


def _answers(values: Values) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else " ".join(value)
        for name, value in values.items()
        if isinstance(value, str | list)
    }


def _faults(letter: Letter, error: AnswersError) -> Iterable[str]:
    labels = {question.id: question.label for question in letter.questions}
    yield "The letter could not be filled in yet. Please use `/letter` again."
    for name, reason in error.reasons.items():
        yield f"- {labels.get(name, name)}: this {reason}."
