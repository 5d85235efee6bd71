"""Every button and menu under a reply: for everybody, everywhere, and after a restart."""

from __future__ import annotations

import pytest
from loopback.community import Community
from loopback.process import BotProcess
from loopback.reading import buttons, form_text
from loopback.world import Channel
from scenes import RULE, SHARE, UNKNOWN, YOGA, answered, offered_a_choice

BEHIND = {
    "More": "Take care",
    "Sources": "Where this comes from",
    "Whom to call": "0800",
    "Related threads": "not advice",
    "My nation": "Where do you live?",
    "Helped": "Thank you",
    "Didn't help": "Thank you for saying so",
}
SWIMMING = "Is swimming safe with MS?"


@pytest.mark.parametrize("label", BEHIND)
async def test_what_is_behind_a_button_is_shown_to_the_presser_alone(
    community: Community, label: str
) -> None:
    thread = community.ann.opens_thread(community.general, "water")
    for place in (community.general, thread, community.ann.dm):
        message = await answered(community.ann, place, SWIMMING)
        people = [community.ann] if place is community.ann.dm else [community.ben, community.mo]
        for person in people:
            shown = await person.presses(message, label).reply()
            assert shown.only_for is person.user
            assert BEHIND[label] in community.text(shown)


async def test_a_stranger_may_press_everything_where_they_brought_it(
    community: Community, away: Channel
) -> None:
    message = await answered(community.stranger, away, SWIMMING)
    assert {button["label"] for button in buttons(message)} == set(BEHIND)
    for label, words in BEHIND.items():
        shown = await community.stranger.presses(message, label).reply()
        assert words in community.text(shown)


async def test_a_nation_is_chosen_and_remembered_only_if_they_say_so(
    community: Community,
) -> None:
    message = await answered(community.ann, community.general, RULE)
    menu = await community.ben.presses(message, "My nation").reply()
    shown = await community.ben.chooses(menu, "Northern Ireland").reply()
    text = community.text(shown)
    assert "Scotland:" not in text
    assert "Whom to call" in text
    kept = await community.ben.slash("privacy", community.general).reply()
    assert "I keep nothing about you" in community.text(kept)
    saved = await community.ben.presses(shown, "Remember that I live in Northern Ireland").reply()
    assert "Saved: you live in Northern Ireland." in community.text(saved)
    kept = await community.ben.slash("privacy", community.general).reply()
    assert "Northern Ireland" in community.text(kept)
    assert "for people in Northern Ireland" in community.text(
        await answered(community.ben, community.general, RULE)
    )


async def test_a_choice_leads_to_an_answer_or_to_somebody_to_ask(community: Community) -> None:
    question, choice = await offered_a_choice(community.ann, community.general)
    first, *_, none = buttons(choice)
    shown = await community.ben.presses(choice, first["label"]).reply()
    assert f"### {first['label']}" in community.text(shown)
    assert none["label"] == "None of these"
    mine = await community.ann.presses(choice, "None of these").reply()
    assert question in community.text(mine)
    assert "0800" in community.text(mine)
    theirs = await community.ben.presses(choice, "None of these").reply()
    assert question not in community.text(theirs)


async def test_old_controls_and_an_open_form_outlive_the_process(
    bot: BotProcess, discord_world: Community
) -> None:
    here = discord_world
    answer = await answered(here.ann, here.general, SWIMMING)
    rule = await answered(here.ann, here.general, RULE)
    menu = await here.ann.presses(rule, "My nation").reply()
    topics = await here.ben.slash("topics", here.general).reply()
    area = await here.ben.presses(topics, "Your rights").reply()
    _, choice = await offered_a_choice(here.ann, here.general)
    unknown = await answered(here.ann, here.general, UNKNOWN)
    open_form = here.ann.presses(unknown, SHARE)
    assert UNKNOWN in str(await open_form.form())
    shy = here.person("Shy", accepts_dms=False)
    urgent = await here.reply_to(shy.mentions_bot(here.general, "I want to die"))
    await bot.kill()
    await bot.start()
    for label, words in BEHIND.items():
        assert words in here.text(await here.ben.presses(answer, label).reply())
    assert "Remember that I live in Wales" in here.text(
        await here.ann.chooses(menu, "Wales").reply()
    )
    assert "Your rights" in here.text(await here.ben.presses(topics, "Your rights").reply())
    picked = await here.ben.chooses(area, "How to complain about NHS care").reply()
    assert "### How to complain" in here.text(picked)
    assert "0800" in here.text(await here.ann.presses(choice, "None of these").reply())
    sent = await here.ann.submits(open_form, {})
    assert "Saved" in here.text(await sent.reply())
    report = here.ben.presses(answer, "Report a mistake")
    assert "without your name" in form_text(await report.form())
    assert "116 123" in here.text(await shy.presses(urgent, "Show me more, only to me").reply())


async def test_menus_and_buttons_do_not_get_in_each_others_way(community: Community) -> None:
    answer = await answered(community.ann, community.general, YOGA)
    for _ in range(2):
        menu = await community.ann.presses(answer, "My nation").reply()
        assert "Take care" in community.text(await community.ann.presses(answer, "More").reply())
        assert "Remember" in community.text(await community.ann.chooses(menu, "Wales").reply())
