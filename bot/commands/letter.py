"""``reroute letter``: a few answers become a letter or a call script. Nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.commands.starting import base_or_exit, consoles, fail, settings_or_exit, table
from bot.terminal import WIDEST
from bot.wording import of_signpost, of_source
from knowledge.base import KnowledgeBase
from knowledge.filling import AnswersError, FilledLetter, fill, read_answer
from knowledge.letters import Kind, Letter, LetterQuestion
from knowledge.schema import Nation

WHERE = LetterQuestion(
    id="where",
    label="Where do you live?",
    help="The rules differ. Leave it empty to quote none.",
    kind=Kind.CHOICE,
    options=tuple(nation.label for nation in Nation),
)


def letter(
    name: Annotated[str | None, typer.Argument(help="Which letter. Without it, a list.")] = None,
    nation: Annotated[Nation | None, typer.Option(help="Where you live.")] = None,
    script: Annotated[
        bool, typer.Option("--script", help="What to say on the telephone instead.")
    ] = False,
    answer: Annotated[
        list[str] | None,
        typer.Option(help="An answer, as question=words. What is left is asked, or read."),
    ] = None,
) -> None:
    """Fill in a letter, or list the letters. What you type is not kept.

    Answers that are piped in are read one to a line, in the order of the questions.
    """
    out, notes = consoles()
    settings = settings_or_exit()
    base = base_or_exit(settings)
    if name is None:
        _list(base, out)
        return
    chosen = base.letters.get(name)
    if chosen is None:
        fail(f'There is no letter "{name}". There are: {", ".join(base.letters)}')
    answers = _given(answer or [])
    nation = nation or settings.nation or _where(notes)
    answers |= _asked([q for q in chosen.questions if q.id not in answers], notes)
    try:
        filled = fill(chosen, answers, nation, base, script=script)
    except AnswersError as error:
        fail("\n".join(_faults(chosen, error)))
    _show(out, filled.text)
    for line in _about(chosen, filled, nation, script=script):
        _show(notes, line)


def _list(base: KnowledgeBase, out: Console) -> None:
    rows = [(one.id, one.purpose) for one in base.letters.values()]
    out.print(table(("Letter", "What it is for"), rows))


def _given(answers: list[str]) -> dict[str, str]:
    pairs = [answer.partition("=") for answer in answers]
    if any(not equals for _, equals, _ in pairs):
        fail("Give an answer as question=words, like: --answer goal='walk to the shop'")
    return {name.strip(): words for name, _, words in pairs}


def _where(notes: Console) -> Nation | None:
    if not sys.stdin.isatty():
        return None
    label = _ask(WHERE, "", notes)
    return next((nation for nation in Nation if nation.label == label), None)


def _asked(questions: list[LetterQuestion], notes: Console) -> dict[str, str]:
    if not sys.stdin.isatty():
        return {question.id: sys.stdin.readline() for question in questions}
    return {
        question.id: _ask(question, f"{number} of {len(questions)}. ", notes)
        for number, question in enumerate(questions, 1)
    }


def _ask(question: LetterQuestion, count: str, notes: Console) -> str:
    """Ask until there is an answer that can be used."""
    _show(notes, f"\n{count}{question.label}{'' if question.required else ' (can be left empty)'}")
    if question.help:
        _show(notes, question.help)
    for number, option in enumerate(question.options, 1):
        _show(notes, f"{number}. {option}")
    if question.kind is Kind.LONG:
        _show(notes, "As many lines as you like; an empty line ends it.")
    while True:
        try:
            return read_answer(question, "\n".join(_typed(question.kind is Kind.LONG)))
        except ValueError as error:
            _show(notes, f"This {error}. Please try again.")


def _typed(several: bool) -> Iterator[str]:
    while True:
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            fail("Stopped. Nothing was written or kept.")
        if line.strip():
            yield line
        if not several or not line.strip():
            return


def _faults(chosen: Letter, error: AnswersError) -> Iterator[str]:
    labels = {question.id: question.label for question in chosen.questions}
    for name, reason in error.reasons.items():
        yield f"{labels.get(name, name)} ({name}): {reason}."


def _about(
    chosen: Letter, filled: FilledLetter, nation: Nation | None, *, script: bool
) -> Iterator[str]:
    """What the person should know about the letter, and the letter itself does not say."""
    yield f"\n{'Before you ring' if script else 'Before you send it'}"
    yield "- Change any words you like. What stands in [brackets] is for you to fill in."
    yield from (f"- {caution}" for caution in chosen.cautions)
    if filled.signposts and nation:
        yield "\nWho can help"
        yield from (f"- {of_signpost(signpost)}" for signpost in filled.signposts)
    yield "\nWhat it rests on"
    yield from (f"- {of_source(source)}" for source in filled.sources)
    if not filled.sources:
        reason = f"none is checked for {nation.label}" if nation else "--nation was not given"
        yield f"- It quotes no rule, because {reason}."
    yield "\nNothing that you typed was kept."


def _show(console: Console, text: str) -> None:
    """Wrapped on a screen; a paragraph to a line in a file, where others will edit it."""
    if console.is_terminal:
        console.print(Text(text), width=min(console.width, WIDEST), highlight=False)
    else:
        console.print(text, markup=False, highlight=False, soft_wrap=True)
