"""Every button, menu and form of moderators, replayed by somebody who may no longer moderate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from loopback.community import Community
from loopback.world import Message
from writing import QUESTION, WORDS, phone_changed, published, queue, share

import bot.cogs

discord_test = pytest.mark.asyncio(loop_scope="session")

REFUSED = "Only moderators can do that"
TRUST = "signpost:ms-trust"
CONTROLS = {
    "k-publish": "1",
    "k-rebase": "1:join:1",
    "k-restore": f"{TRUST}:0",
    "k-undo": f"{TRUST}:1",
    "k-agree": "2:2",
    "k-refuse": "2:2",
    "k-edit": TRUST,
    "k-retire": TRUST,
    "k-part": "1:reach",
    "k-point": "1:0",
    "k-all": "1",
    "k-drop": "1",
    "k-show": TRUST,
    "k-history": TRUST,
    "k-version": f"{TRUST}:0",
    "k-found": "yoga",
    "k-drift": f"ours:{TRUST}",
    "k-import": "1",
    "k-import-drop": "1",
    "q-page": "0",
    "q-proposal": "1:1",
    "q-write": "1:1",
    "q-point": "1:1",
    "q-entry": "1:1:yoga",
    "q-not": "1:1:0",
    "q-done": "yoga:1:0",
}
"""Each action of a control, with arguments such as it had."""


def let_go(community: Community) -> None:
    """Take Mo's role and its permissions, but let him still see the channel."""
    member = community.guild.members[community.mo.id]
    community.loopback.changes.update_member(member, roles=set())
    community.loopback.changes.set_overwrite(community.staff, community.mo.user, allow=1 << 10)


async def proposal(community: Community) -> Message:
    """A proposal of Nell's in the log channel."""
    nell = community.person("Nell", community.moderators)
    page = await phone_changed(community, nell, "signpost:samaritans", "0330 000 11 22")
    await published(nell, page, "They moved", "Propose")
    return await community.message_in(community.staff)


def test_no_control_is_left_out() -> None:
    written = "".join(one.read_text("utf-8") for one in Path(bot.cogs.__path__[0]).glob("*.py"))
    assert set(re.findall(r'controls\.add\("([kq]-[a-z-]+)"', written)) == set(CONTROLS)


@discord_test
async def test_a_former_moderator_is_refused_at_every_control(community: Community) -> None:
    told = await proposal(community)
    let_go(community)
    for number, (action, arguments) in enumerate(CONTROLS.items()):
        custom_id = f"rr:{action}:{arguments}"
        button = {"type": 2, "style": 2, "label": action, "custom_id": custom_id}
        row = {"type": 1, "id": 900 + number, "components": [button | {"id": 800 + number}]}
        told.components = [row]  # As if it stood in a message from before.
        pressed = await community.mo.presses(told, custom_id=custom_id).reply()
        assert REFUSED in community.text(pressed), action


@discord_test
async def test_a_former_moderator_is_refused_at_every_form(community: Community) -> None:
    mo, staff = community.mo, community.staff
    told = await proposal(community)
    await share(community, community.ann, QUESTION)
    file = ("a.yaml", EXPORTED.encode())
    read = await mo.slash("knowledge import", staff, file=file).reply()
    service = {"Name": "Llama line", "What it is for": "For llamas."}
    filled_in = (
        (mo.slash("knowledge add", staff), WORDS),
        (mo.slash("knowledge add", staff, what="signpost"), service),
        (mo.presses(told, "Refuse"), {"Why not? Its author will read it": "Just so"}),
        (mo.presses(await queue(community), "Write an entry"), WORDS),
        (mo.presses(read, "Publish all of it"), {"Why? Other moderators will read it": "So"}),
    )
    for opened, _ in filled_in:
        await opened.form()
    let_go(community)
    for opened, values in filled_in:
        sent = await mo.submits(opened, values)
        assert REFUSED in community.text(await sent.reply())


EXPORTED = """\
id: llama-line
name: Llama line
purpose: For questions about llamas.
url: https://llamas.example.org
confirmed: 2026-11-24
"""
