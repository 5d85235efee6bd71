"""From a form to what members are answered: add, edit, retire, restore, undo."""

from __future__ import annotations

import pytest
from loopback.community import Community
from writing import (
    FARM,
    QUESTION,
    TITLE,
    WORDS,
    answer_to,
    filled,
    new_entry,
    phone_changed,
    published,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_new_entry_answers_a_member(community: Community) -> None:
    mo = community.mo
    page = await new_entry(community, mo)
    assert page.only_for is mo.user
    text = community.text(page)
    assert "Saved as your draft" in text
    assert "As members see it" in text
    assert TITLE not in await answer_to(community, QUESTION)
    done = await published(mo, page, "Somebody asked")
    assert f"Published: {TITLE}" in community.text(done)
    assert TITLE in await answer_to(community, QUESTION)
    told = community.text(await community.message_in(community.staff))
    assert f"<@{mo.id}> added **{TITLE}**" in told
    assert "Why: Somebody asked" in told
