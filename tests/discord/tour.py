"""A walk through everything that members can be shown, printed as a screen reader reads it.

Run: .venv/bin/python tests/discord/tour.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from loopback.community import Community, make_community
from loopback.interaction import Interaction
from loopback.process import BotProcess
from loopback.reading import form_text, visible_text
from loopback.server import Loopback
from loopback.world import Message


def show(what: str, *texts: str) -> None:
    """Print a scene."""
    print(f"\n{'=' * 100}\n{what}\n{'-' * 100}", *texts, sep="\n")  # noqa: T201


async def shown(what: str, interaction: Interaction, count: int = 1) -> Message:
    """Print what an interaction brought."""
    messages = await interaction.replies(count)
    private = " (private)" if messages[0].ephemeral else ""
    show(f"{what}{private}", *map(visible_text, messages))
    return messages[0]


async def asking(here: Community) -> None:
    """Answers, with all that waits behind their buttons."""
    ann = here.ann
    answer = await shown(
        "/ask with a nation",
        ann.slash("ask", here.general, question="Is yoga any good for MS?", nation="Scotland"),
    )
    for label in ("More", "Sources", "Whom to call", "Helped", "Didn't help"):
        await shown(f"[{label}]", ann.presses(answer, label))
    where = await shown("[My nation]", ann.presses(answer, "My nation"))
    told = await shown("Outside the UK", ann.chooses(where, "Outside the UK"))
    await shown("[Remember]", ann.presses(told, "Remember that I live outside the UK"))
    report = ann.presses(answer, "Report a mistake")
    show("[Report a mistake]", form_text(await report.form()))
    await shown("sent", await ann.submits(report, {"text": "It says nothing about chairs."}))
    await shown(
        "/ask about a rule without a nation",
        here.ben.slash("ask", here.general, question="Can I refer myself to physio?"),
    )
    await shown(
        "several questions",
        here.ben.slash(
            "ask",
            here.general,
            question="Is yoga any good for MS? And can I get PIP? How do I get a wheelchair?",
        ),
    )


async def not_knowing(here: Community) -> None:
    """Choices, not knowing, and sharing a question."""
    ann = here.ann
    choice = await shown(
        "unclear", ann.slash("ask", here.general, question="can ms affect my work")
    )
    if "None of these" in visible_text(choice):
        await shown("[None of these]", ann.presses(choice, "None of these"))
    unknown = await shown(
        "unknown", ann.slash("ask", here.general, question="Who won the cup in 1966, @everyone?")
    )
    share = ann.presses(unknown, "Share this question with the moderators, without my name")
    show("[Share]", form_text(await share.form()), str((await share.form())["components"]))
    await shown("sent", await ann.submits(share, {}))
    await shown(
        "a medical decision", ann.slash("ask", here.general, question="Should I stop my Tysabri?")
    )
    await shown("unknown, in a direct message", ann.slash("ask", ann.dm, question="Who won?"))


async def urgent(here: Community) -> None:
    """Crisis and emergency."""
    for words in ("I want to die", "I can't breathe and my chest hurts"):
        await shown(words, here.ann.slash("ask", here.general, question=words))
        mention = here.ben.mentions_bot(here.general, words)
        private = await here.message_in(here.ben.dm, after=mention)
        public = await here.reply_to(mention)
        show("in the channel", visible_text(public))
        show("by direct message", visible_text(private))
    shy = here.person("Shy", accepts_dms=False)
    public = await here.reply_to(shy.mentions_bot(here.general, "I want to die"))
    show("in the channel, direct messages refused", visible_text(public))


async def around(here: Community) -> None:
    """Everything else."""
    ann = here.ann
    for name in ("help", "privacy", "forget-me", "topics"):
        last = await shown(f"/{name}", ann.slash(name, here.general))
    menu = await shown("[Your rights]", ann.presses(last, "Your rights"))
    await shown("chosen", ann.chooses(menu, "How to complain about NHS care"))
    for words in ("", "thanks, that helps a lot!", "Is swimming safe?"):
        said = here.mo.mentions_bot(here.general, words)
        show(f"mentioned: {words!r}", visible_text(await here.reply_to(said)))
    for _ in range(11):
        said = here.mo.slash("ask", here.general, question="Is swimming safe?", private=True)
        await said.replies(1)
    show("too many", visible_text(await said.reply()))
    found = here.ben.message_menu("Find information", ann.says(here.general, "my feet burn"))
    await shown("Find information", found)


async def main() -> None:
    """The whole walk."""
    with tempfile.TemporaryDirectory() as folder:
        async with Loopback() as loopback:
            here = make_community(loopback)
            bot = BotProcess(loopback, Path(folder), {})
            try:
                await bot.start()
                for part in (asking, not_knowing, urgent, around):
                    await part(here)
            finally:
                await bot.close()


if __name__ == "__main__":
    asyncio.run(main())
