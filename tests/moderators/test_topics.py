"""What an entry is about can be changed in its form; its id stays."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.world import Message
from writing import filled, plain, published

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def listed(community: Community, topic: str) -> str:
    """What a member finds under a heading."""
    page: Message = await community.ann.slash("topics", community.general).reply()
    return community.text(await community.ann.presses(page, topic).reply())


async def test_an_entry_moves_to_another_topic_and_keeps_its_id(community: Community) -> None:
    mo = community.mo
    assert "Yoga with MS" in await listed(community, "Exercise and moving")
    page = await mo.slash("knowledge edit", community.staff, what="entry:yoga").reply()
    opened = mo.presses(page, "Title, answer, questions, topic")
    assert "Its id stays for ever: yoga" in str(await opened.form())
    page = await filled(mo, opened, {"Title": "Yoga, gently", "What is it about?": "About MS"})
    assert "was “Exercise and moving”, is now “About MS”" in plain(community, page)
    await published(mo, page, "It fits better there")
    assert "Yoga, gently" in await listed(community, "About MS")
    assert "Yoga" not in await listed(community, "Exercise and moving")
    shown = await mo.slash("knowledge show", community.staff, what="entry:yoga").reply()
    assert "Id: yoga, which stays for ever" in plain(community, shown).replace("*", "").replace(
        "`", ""
    )


async def test_a_form_sent_in_as_it_was_moves_nothing(community: Community) -> None:
    mo = community.mo
    page = await mo.slash("knowledge edit", community.staff, what="entry:yoga").reply()
    page = await filled(mo, mo.presses(page, "Title, answer, questions, topic"), {})
    assert "Nothing is changed yet" in community.text(page)
