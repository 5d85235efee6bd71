"""The commands of ``reroute``, one module for each room of it."""

from __future__ import annotations

import typer

from bot.commands import ask, check, evaluate, invite, knowledge, letter, run, threads

app = typer.Typer(
    help="Reroute answers questions about living with MS from reviewed, sourced words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("chat")(run.chat)
app.command("ask")(ask.ask)
app.command("letter")(letter.letter)
app.command("invite")(invite.invite)
app.command("check")(check.check)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(threads.app, name="threads")
