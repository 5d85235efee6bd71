"""``/setup`` from outside: who may, what it says of permissions, and that a choice lasts."""

from __future__ import annotations

import pytest
from loopback import permissions
from loopback.community import Community
from loopback.driver import Person
from loopback.offers import NotOffered
from loopback.process import BotProcess, logged
from loopback.world import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPEAK, ROLE, LOG = (
    "Choose where I may speak",
    "Choose the moderators' role",
    "Choose the channel for my log",
)
YOGA = "Is yoga any good for MS?"


async def open_page(community: Community, person: Person) -> Message:
    return await person.slash("setup", community.staff).reply()


async def page_text(community: Community, person: Person) -> str:
    return community.text(await open_page(community, person))


async def test_whoever_manages_the_server_sees_the_choices(community: Community) -> None:
    page = await open_page(community, community.mo)
    assert page.only_for is community.mo.user
    text = community.text(page)
    assert "everywhere" in text
    assert "I have the permissions for that." in text
    assert "Saved" not in text


async def test_a_stranger_is_refused(community: Community) -> None:
    with pytest.raises(NotOffered):
        community.ann.slash("setup", community.general)
    told = await community.ann.slash("setup", community.general, stale=True).reply()
    assert told.only_for is community.ann.user
    assert "Only people who may manage this server" in community.text(told)
    with pytest.raises(NotOffered):
        community.mo.slash("setup", community.mo.dm)


async def test_a_choice_is_saved_shown_and_followed(community: Community) -> None:
    page = await open_page(community, community.mo)
    used = community.mo.chooses(page, community.staff, menu=SPEAK)
    text = community.text(await used.updated())
    assert "Saved." in text
    assert f"<#{community.staff.id}>" in text
    asked = await community.ann.slash("ask", community.general, question=YOGA).reply()
    assert asked.only_for is community.ann.user
    await community.mo.presses(page, "Let me speak everywhere").updated()
    asked = await community.ann.slash("ask", community.general, question=YOGA).reply()
    assert asked.only_for is None


async def test_role_log_and_nation_are_kept_beside_each_other(community: Community) -> None:
    page = await open_page(community, community.mo)
    await community.mo.chooses(page, community.moderators, menu=ROLE).updated()
    await community.mo.chooses(page, community.staff, menu=LOG).updated()
    await community.mo.chooses(page, "Scotland", menu="Choose a nation").updated()
    text = await page_text(community, community.owner)
    assert "the role “Moderators”" in text
    assert f"**Log channel:** <#{community.staff.id}>" in text
    assert "theirs:** Scotland" in text
    await community.mo.presses(page, "No log channel").updated()
    await community.mo.presses(page, "No moderators' role").updated()
    await community.mo.chooses(page, "None", menu="Choose a nation").updated()
    text = await page_text(community, community.owner)
    assert "whoever may manage the server" in text
    assert "**Log channel:** none" in text
    assert "theirs:** none" in text


async def test_an_old_page_is_no_use_to_somebody_who_lost_the_permission(
    community: Community,
) -> None:
    page = await open_page(community, community.mo)
    community.loopback.changes.set_overwrite(
        community.staff, community.mo.user, allow=permissions.VIEW_CHANNEL
    )
    community.loopback.changes.update_member(community.guild.members[community.mo.id], roles=set())
    told = await community.mo.chooses(page, community.general, menu=SPEAK).reply()
    assert "Only people who may manage this server" in community.text(told)
    assert "everywhere" in await page_text(community, community.owner)


async def test_each_missing_permission_is_a_sentence(community: Community) -> None:
    changes, general = community.loopback.changes, community.general
    page = await open_page(community, community.mo)
    await community.mo.chooses(page, general, community.forum, menu=SPEAK).updated()
    changes.set_overwrite(general, community.bot, deny=permissions.SEND_MESSAGES)
    text = await page_text(community, community.mo)
    write = f"I cannot write in <#{general.id}>: give my role “Send Messages” there."
    assert write in text
    assert str(community.forum.id) not in text.split("I cannot")[1]
    hidden = permissions.VIEW_CHANNEL | permissions.READ_MESSAGE_HISTORY
    changes.set_overwrite(general, community.bot, deny=hidden)
    text = await page_text(community, community.mo)
    assert f"I cannot see <#{general.id}>" in text
    assert "Read Message History" not in text
    no_threads = permissions.SEND_MESSAGES_IN_THREADS
    changes.set_overwrite(community.forum, community.bot, deny=no_threads)
    text = await page_text(community, community.mo)
    assert f"I cannot write in threads of <#{community.forum.id}>" in text


async def test_a_permission_that_the_role_itself_lacks_is_told(community: Community) -> None:
    changes, guild = community.loopback.changes, community.guild
    for role in (guild.everyone, guild.roles[max(guild.members[community.bot.id].roles)]):
        changes.update_role(guild, role, role.permissions & ~permissions.READ_MESSAGE_HISTORY)
    text = await page_text(community, community.mo)
    assert "I cannot reply to messages in any channel: give my role “Read Message History”" in text


async def test_what_was_deleted_meanwhile_is_told(community: Community) -> None:
    changes = community.loopback.changes
    channel = changes.add_channel(community.guild, "short-lived")
    role = changes.add_role(community.guild, "short-lived")
    page = await open_page(community, community.mo)
    await community.mo.chooses(page, channel, community.general, menu=SPEAK).updated()
    await community.mo.chooses(page, channel, menu=LOG).updated()
    await community.mo.chooses(page, role, menu=ROLE).updated()
    changes.remove_channel(channel)
    changes.remove_role(community.guild, role)
    text = await page_text(community, community.mo)
    assert "A channel that you chose has been deleted." in text
    assert "the one that you chose has been deleted" in text
    assert "the role that you chose has been deleted" in text
    assert str(channel.id) not in text


async def test_an_old_page_works_after_a_restart(here: Community, make_bot) -> None:
    bot = make_bot()
    await bot.start()
    page = await open_page(here, here.mo)
    await here.mo.chooses(page, here.general, menu=SPEAK).updated()
    await bot.kill()
    await bot.start()
    text = here.text(await here.mo.chooses(page, here.staff, menu=LOG).updated())
    assert "Saved." in text
    assert f"<#{here.general.id}>" in text, "the choice before the restart was kept"
    shown = await here.mo.presses(page, "No log channel").updated()
    assert "**Log channel:** none" in here.text(shown)


async def test_an_outage_deletes_nothing_and_leaving_deletes_all(
    community: Community, shared: BotProcess
) -> None:
    changes, guild = community.loopback.changes, community.guild
    page = await open_page(community, community.mo)
    await community.mo.chooses(page, "Wales", menu="Choose a nation").updated()
    changes.outage(guild)
    changes.outage_over(guild)
    assert "theirs:** Wales" in await page_text(community, community.mo)
    # The loopback tells every refusal; this one is asked for.
    community.loopback.tolerate("the bot is not in the guild")
    changes.remove_bot(guild)
    await logged(shared, f"server {guild.id}: left, all but its published changes is deleted")
    changes.invite_bot(guild, permissions.ALL)
    changes.set_overwrite(community.staff, community.bot, allow=permissions.VIEW_CHANNEL)
    assert "theirs:** none" in await page_text(community, community.mo)
    silent = [community.general, community.staff, community.announcements]
    assert not any(community.bot_messages(channel) for channel in silent)


async def test_what_discord_does_not_confirm_deletes_nothing(
    community: Community, shared: BotProcess
) -> None:
    changes, guild = community.loopback.changes, community.guild
    page = await open_page(community, community.mo)
    await community.mo.chooses(page, "Wales", menu="Choose a nation").updated()
    changes.tell("GUILD_DELETE", {"id": str(guild.id)}, guild)
    await logged(shared, f"server {guild.id}: gone, but Discord does not confirm it; kept")
    changes.outage_over(guild)
    assert "theirs:** Wales" in await page_text(community, community.mo)


async def test_help_names_setup_to_those_who_manage(community: Community) -> None:
    helped = await community.mo.slash("help", community.staff).reply()
    assert "/setup" in community.text(helped)
    helped = await community.ann.slash("help", community.general).reply()
    assert "/setup" not in community.text(helped)


async def test_status_is_for_those_who_manage(community: Community) -> None:
    await community.ann.slash("ask", community.general, question=YOGA).reply()
    text = community.text(await community.mo.slash("status", community.staff).reply())
    for words in (
        "Health: well",
        "one connection",
        "entries, the newest reviewed on",
        "vectors in the index",
        "Waiting for the model: 0",
        "MB",
        "replies to me that do not mention me are not heard",
    ):
        assert words in text
    assert "Questions in the last hour: 0" not in text
    told = await community.ann.slash("status", community.general, stale=True).reply()
    assert "Only people who may manage this server" in community.text(told)
