"""Who may: nobody but moderators, at each step, also with pages and forms from before."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.driver import Person
from loopback.offers import NotOffered
from loopback.process import BotProcess
from writing import filled, new_entry, phone_changed, published

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED = "Only moderators can do that"
WHAT = {"what": "signpost:ms-trust"}
COMMANDS = {
    "add": {},
    "edit": WHAT,
    "retire": WHAT,
    "restore": WHAT | {"version": "0"},
    "show": WHAT,
    "history": WHAT,
    "diff": WHAT,
    "search": {"text": "yoga"},
    "due": {},
    "why": {"question": "yoga"},
    "test": {"question": "yoga"},
    "queue": {},
    "export": {},
    "import": {"file": ("a.yaml", b"id: a")},
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_members_are_neither_offered_it_nor_served(community: Community, name: str) -> None:
    with pytest.raises(NotOffered):
        community.ann.slash(f"knowledge {name}", community.general, **COMMANDS[name])
    with pytest.raises(NotOffered):
        community.mo.slash(f"knowledge {name}", community.mo.dm, **COMMANDS[name])
    asked = community.ann.slash(
        f"knowledge {name}", community.general, stale=True, **COMMANDS[name]
    )
    told = await asked.reply()
    assert told.only_for is community.ann.user
    assert REFUSED in community.text(told)


def let_go(community: Community, person: Person) -> None:
    """Take the role and its permissions, but let them still see the channel."""
    member = community.guild.members[person.id]
    community.loopback.changes.update_member(member, roles=set())
    community.loopback.changes.set_overwrite(community.staff, person.user, allow=1 << 10)


async def test_a_former_moderator_can_use_no_page_from_before(community: Community) -> None:
    mo = community.mo
    page = await new_entry(community, mo)
    phone = await phone_changed(community, mo, "signpost:ms-trust", "0800 000 11 22")
    done = await published(mo, phone, "They moved")
    told = await community.message_in(community.staff)
    shown = await mo.slash("knowledge show", community.staff, what="entry:yoga").reply()
    open_form = mo.presses(page, "Publish")
    open_part = mo.presses(page, "Cautions")
    await open_form.form()
    await open_part.form()
    let_go(community, mo)
    for message, label in (
        (page, "Publish"),
        (page, "Add a point"),
        (page, "All of it"),
        (page, "Throw this draft away"),
        (done, "Undo this"),
        (done, "Show it"),
        (told, "Undo this"),
        (shown, "Edit"),
        (shown, "History"),
        (shown, "Take it away"),
    ):
        assert REFUSED in community.text(await mo.presses(message, label).reply()), label
    why = {"Why? Other moderators will read it": "I was one once"}
    for opened, values in ((open_form, why), (open_part, {"Cautions": "Mind the llama"})):
        sent = await mo.submits(opened, values)
        assert REFUSED in community.text(await sent.reply())
    text = community.text(community.bot_messages(community.staff)[-1])
    assert "I was one once" not in text


async def test_the_role_that_was_chosen_is_enough(community: Community) -> None:
    helpers = community.loopback.changes.add_role(community.guild, "Helpers", 1 << 13)
    hanna = community.person("Hanna", helpers)
    asked = hanna.slash("knowledge due", community.general)
    assert REFUSED in community.text(await asked.reply())
    assert await hanna.completes("knowledge show", community.general, "what", "yoga") == []
    page = await community.owner.slash("setup", community.staff).reply()
    await community.owner.chooses(page, helpers, menu="Choose the moderators' role").updated()
    asked = hanna.slash("knowledge show", community.general, what="entry:yoga")
    assert "Yoga with MS" in community.text(await asked.reply())
    assert await hanna.completes("knowledge show", community.general, "what", "yoga")


async def test_a_draft_is_its_authors_alone(community: Community) -> None:
    page = await phone_changed(community, community.mo, "signpost:ms-trust", "0800 000 11 22")
    other = community.person("Nell", community.moderators)
    page.only_for = other.user  # As if its custom id had been copied.
    told = await other.presses(page, "Publish").reply()
    assert "That draft is no longer there" in community.text(told)


async def test_nothing_that_was_saved_is_lost_by_a_restart(here: Community, make_bot) -> None:
    bot: BotProcess = make_bot()
    await bot.start()
    mo = here.mo
    page = await new_entry(here, mo)
    form = mo.presses(page, "Cautions")
    await form.form()
    await bot.kill()
    await bot.start()
    page = await filled(mo, form, {"Cautions": "Mind the llama"})
    assert "1 to take care of" in here.text(page)
    offered = await mo.completes("knowledge edit", here.staff, "what", "llama")
    assert offered[0]["name"].startswith("Your draft: Llama")
    again = await mo.slash("knowledge edit", here.staff, what=offered[0]["value"]).reply()
    assert "your draft was kept" in here.text(again)
    await published(mo, again, "Somebody asked")
    await bot.kill()
    await bot.start()
    asked = here.ann.slash("ask", here.general, question="can i go on a llama trek with ms")
    assert "Llama trekking" in here.text(await asked.reply())
