"""The bot leaves a server and comes back: published work is there, what members sent is not."""

from __future__ import annotations

import pytest
from loopback import permissions
from loopback.community import Community
from loopback.process import BotProcess, logged
from writing import answer_to, choose_log, filled, plain, published, queue, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_published_changes_come_back_with_the_bot(
    community: Community, shared: BotProcess
) -> None:
    mo, guild, changes = community.mo, community.guild, community.loopback.changes
    page = await mo.slash("knowledge edit", community.staff, what="entry:yoga").reply()
    opened = mo.presses(page, "Title, answer, questions, topic")
    page = await filled(mo, opened, {"Title": "Yoga, gently"})
    await published(mo, page, "A kinder title")
    await share(community, community.ann, "how many moons does jupiter have")
    await mo.slash("knowledge edit", community.staff, what="entry:pilates").reply()
    # The loopback tells every refusal; this one is asked for.
    community.loopback.tolerate("the bot is not in the guild")
    changes.remove_bot(guild)
    await logged(shared, f"server {guild.id}: left, all but its published changes is deleted")
    changes.invite_bot(guild, permissions.ALL)
    changes.set_overwrite(community.staff, community.bot, allow=permissions.VIEW_CHANNEL)
    await choose_log(community)
    assert "Yoga, gently" in await answer_to(community, "yoga and ms")
    assert "Nothing waits" in plain(community, await queue(community))
    drafts = await mo.completes("knowledge edit", community.staff, "what", "")
    assert not any("Your draft" in choice["name"] for choice in drafts)
