"""/topics and /help: everything can be found without typing."""

from __future__ import annotations

from loopback.community import Community
from loopback.reading import buttons, selects
from loopback.world import Channel

from knowledge.base import load_knowledge


async def test_every_entry_can_be_found_by_browsing(community: Community) -> None:
    topics = await community.ann.slash("topics", community.general).reply()
    assert topics.only_for is community.ann.user
    found = set()
    for button in buttons(topics):
        area = await community.ann.presses(topics, button["label"]).reply()
        for menu in selects(area):
            found |= {option["value"] for option in menu["options"]}
            last = menu["options"][-1]["label"]
            shown = await community.ann.chooses(area, last, custom_id=menu["custom_id"]).reply()
            assert f"### {last}" in community.text(shown)
            assert shown.only_for is community.ann.user
    assert found == set(load_knowledge().entries)


async def test_help_is_there_for_everybody(community: Community, away: Channel) -> None:
    for person, place in (
        (community.ann, community.general),
        (community.mo, community.staff),
        (community.stranger, away),
        (community.stranger, community.stranger.dm),
    ):
        message = await person.slash("help", place).reply()
        text = community.text(message)
        assert message.only_for is person.user
        assert "/ask" in text
        assert "/privacy" in text
        topics = await person.slash("topics", place).reply()
        assert "[Your rights]" in community.text(topics)
