"""Threads for moderators: which channels are followed, and what is recommended with an entry."""

from __future__ import annotations

import asyncio
import contextlib
import time

import discord
from pydantic import HttpUrl, TypeAdapter, ValidationError

from bot.cogs.desk import Desk
from bot.cogs.reading import Reading
from bot.cogs.sight import PUBLIC, FollowableChannel, may_read
from bot.cogs.thread_finding import NOT_A_THREAD
from bot.cogs.thread_rights import need_moderator
from bot.store.following import begin_again, follow, followed_in, load_followed
from bot.store.pins import MOST, pin, pins_of, unpin
from bot.views.controls import Controls, Interaction, Menu, shortened
from bot.views.following import (
    CANNOT_READ,
    NOTHING_FOLLOWED,
    reading_lines,
    status_paragraphs,
    unfollowed_line,
)
from bot.views.pages import page, pages, without_mentions
from bot.views.related import read_shorts, short
from bot.views.trouble import UNREACHABLE, RefusalError
from knowledge.schema import Entry

TOLD_AGAIN = 5.0
"""Seconds between two words on how far it has come."""
TOLD_FOR = 600.0
"""Seconds for which it tells: Discord lets a reply be changed for a quarter of an hour."""

NOT_FOLLOWED = "I don't follow that channel. `/threads status` lists those that I do."
NO_ENTRY = "I don't know that entry. Please pick one from the list that appears as you type."
NO_PINS = "No thread or page is recommended with that entry here."
FULL = f"That entry has {MOST} recommendations already. `/threads unpin` takes one back."
NEITHER = "Please use this inside a thread, or give the address of a page and its title."
NOT_PUBLIC = "This thread is private, so I suggest it to nobody."
NOT_FOLLOWED_HERE = (
    "I only suggest threads of channels that I follow. `/threads follow` adds this one first."
)
BAD_ADDRESS = "That is not an address that begins with https://. Please copy it again."
TAKEN_BACK = "Saved: it is no longer recommended."


class ThreadKeeping:
    """What moderators do with threads. Its commands are in ``threads.py``."""

    def __init__(self, desk: Desk, reading: Reading, controls: Controls) -> None:
        self._desk = desk
        self._store = desk.services.store
        self._peers = desk.services.peers
        self._reading = reading
        self._telling: set[asyncio.Task[None]] = set()
        controls.add("pin-thread", self.pinned)
        controls.add("unpin", self.unpinned)

    async def follow(
        self, interaction: Interaction, channel: FollowableChannel, *, replies: bool
    ) -> None:
        """Follow a channel and read it, telling now and then how far it has come."""
        member = await need_moderator(interaction, self._desk)
        if not may_read(channel, member.guild.me):
            raise RefusalError(CANNOT_READ)
        await interaction.response.defer(ephemeral=True, thinking=True)
        in_forum = isinstance(channel, discord.ForumChannel)
        await follow(self._store, member.guild.id, channel.id, replies=replies and in_forum)
        self._reading.start(channel.id)
        await self._tell(interaction, channel.id)

    async def unfollow(self, interaction: Interaction, channel: FollowableChannel) -> None:
        """Follow a channel no more, and forget its threads."""
        member = await need_moderator(interaction, self._desk)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not await self._peers.unfollow(member.guild.id, channel.id):
            raise RefusalError(NOT_FOLLOWED)
        await interaction.followup.send(unfollowed_line(channel.id), ephemeral=True)

    async def status(self, interaction: Interaction) -> None:
        """What is followed, how far it has been read, and what is missing."""
        member = await need_moderator(interaction, self._desk)
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = member.guild
        # Asked first: what is no longer being read has its last word in the store.
        busy = self._reading.busy
        followed = await followed_in(self._store, guild.id)
        channels = {one.channel: guild.get_channel(one.channel) for one in followed}
        paragraphs = status_paragraphs(
            followed,
            await self._peers.channels(guild.id),
            busy,
            [
                n
                for n, channel in channels.items()
                if not channel or not may_read(channel, guild.me)
            ],
            with_content=self._reading.with_content,
        )
        for text in pages(paragraphs):
            await interaction.followup.send(view=page(text), ephemeral=True)

    async def rebuild(self, interaction: Interaction, channel: FollowableChannel | None) -> None:
        """Read one channel, or all, from the beginning."""
        member = await need_moderator(interaction, self._desk)
        await interaction.response.defer(ephemeral=True, thinking=True)
        followed = [one.channel for one in await followed_in(self._store, member.guild.id)]
        chosen = followed if channel is None else [n for n in followed if n == channel.id]
        if not chosen:
            raise RefusalError(NOT_FOLLOWED if channel else NOTHING_FOLLOWED)
        for number in chosen:
            await begin_again(self._store, number)
            self._reading.start(number)
        await self._tell(interaction, chosen[0])

    async def pin(
        self, interaction: Interaction, topic: str, address: str | None, title: str | None
    ) -> None:
        """Recommend this thread, or a page elsewhere, with an entry."""
        member = await need_moderator(interaction, self._desk)
        entry = self._entry(member.guild.id, topic)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if address is None:
            await self._pin_thread(interaction, entry, interaction.channel)
            return
        words = without_mentions(title or "")
        if not words:
            raise RefusalError(NEITHER)
        kept = await pin(
            self._store, member.guild.id, entry.id, url=_checked(address), title=words[:100]
        )
        await self._say_pinned(interaction, entry, kept=kept)

    async def unpin(self, interaction: Interaction, topic: str) -> None:
        """Show what is recommended with an entry, to take one back."""
        member = await need_moderator(interaction, self._desk)
        entry = self._entry(member.guild.id, topic)
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await pins_of(self._store, member.guild.id, entry.id)
        if not found:
            raise RefusalError(NO_PINS)
        options = []
        for one in found:
            thread = member.guild.get_thread(one.thread) if one.thread else None
            words = one.title or (thread.name if thread else f"Thread {one.thread}")
            options.append(discord.SelectOption(label=shortened(words, 100), value=str(one.id)))
        await interaction.followup.send(
            view=page(
                f"Recommended with **{entry.title}**. Choose what to take back.",
                Menu("Choose what to take back", options, "unpin"),
            ),
            ephemeral=True,
        )

    async def unpinned(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Take back what was chosen."""
        member = await need_moderator(interaction, self._desk)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not await unpin(self._store, member.guild.id, int(arguments[-1])):
            raise RefusalError(NO_PINS)
        await interaction.followup.send(TAKEN_BACK, ephemeral=True)

    async def link(self, interaction: Interaction, message: discord.Message) -> None:
        """Offer the entries that a thread seems to be about."""
        member = await need_moderator(interaction, self._desk)
        thread = thread_of(message)
        await interaction.response.defer(ephemeral=True, thinking=True)
        responder = self._desk.services.responder
        mind = responder.minds.of(member.guild.id)
        query = await responder.query(f"{thread.name}. {without_mentions(message.content)}")
        reading = await responder.embedder.run(mind.read, query)
        entries = [mind.base.entries[topic] for topic in reading.topics[:10]]
        options = [
            discord.SelectOption(label=shortened(entry.title, 100), value=entry.id)
            for entry in entries
        ]
        await interaction.followup.send(
            view=page(
                "With which entry shall I recommend this thread? If the right one is not in the "
                "list, use `/threads pin` inside the thread.",
                Menu("Choose an entry", options, "pin-thread", short(thread.id)),
            ),
            ephemeral=True,
        )

    async def pinned(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Recommend a thread with the entry that was chosen."""
        member = await need_moderator(interaction, self._desk)
        number, topic = arguments
        entry = self._entry(member.guild.id, topic)
        await interaction.response.defer(ephemeral=True, thinking=True)
        thread = next(iter(read_shorts([number])), 0)
        found = member.guild.get_thread(thread) or interaction.channel
        if found is None or found.id != thread:
            raise RefusalError(NOT_A_THREAD)
        await self._pin_thread(interaction, entry, found)

    def entries(self, community: int, typed: str) -> list[Entry]:
        """Entries whose title holds each word of ``typed``."""
        wanted = typed.lower().split()
        base = self._desk.services.responder.minds.of(community).base
        found = [
            entry
            for entry in base.entries.values()
            if all(word in f"{entry.title} {entry.id}".lower() for word in wanted)
        ]
        return found[:25]

    async def _pin_thread(self, interaction: Interaction, entry: Entry, thread: object) -> None:
        if not isinstance(thread, discord.Thread):
            raise RefusalError(NEITHER)
        if thread.type not in PUBLIC:
            raise RefusalError(NOT_PUBLIC)
        if await load_followed(self._store, thread.parent_id) is None:
            raise RefusalError(NOT_FOLLOWED_HERE)
        kept = await pin(self._store, thread.guild.id, entry.id, thread=thread.id)
        await self._say_pinned(interaction, entry, kept=kept)

    async def _say_pinned(self, interaction: Interaction, entry: Entry, *, kept: bool) -> None:
        if not kept:
            raise RefusalError(FULL)
        await interaction.followup.send(
            f"Saved: it is recommended with “{entry.title}” from now on, to whoever can open it.",
            ephemeral=True,
        )

    def _entry(self, community: int, topic: str) -> Entry:
        base = self._desk.services.responder.minds.of(community).base
        entry = base.entries.get(topic)
        if entry is None:
            titled = [one for one in base.entries.values() if one.title.lower() == topic.lower()]
            if not titled:
                raise RefusalError(NO_ENTRY)
            entry = titled[0]
        return entry

    async def _tell(self, interaction: Interaction, channel: int) -> None:
        """Say how far it has come, and go on saying it while it reads."""
        text, _ = await self._progress(interaction.guild_id or 0, channel)
        message = await interaction.followup.send(text, ephemeral=True, wait=True)
        task = asyncio.create_task(self._go_on_telling(message, interaction.guild_id or 0, channel))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _go_on_telling(
        self, message: discord.WebhookMessage, community: int, channel: int
    ) -> None:
        end = time.monotonic() + TOLD_FOR
        before, told = "", 0.0
        with contextlib.suppress(*UNREACHABLE):
            while time.monotonic() < end:
                text, busy = await self._progress(community, channel)
                due = time.monotonic() - told >= TOLD_AGAIN
                if text != before and (due or not busy):
                    await message.edit(content=text)
                    before, told = text, time.monotonic()
                if not busy:
                    return
                await self._reading.moved(TOLD_AGAIN)

    async def _progress(self, community: int, channel: int) -> tuple[str, bool]:
        # Asked first: what is no longer being read has its last word in the store.
        busy = channel in self._reading.busy
        followed = await load_followed(self._store, channel)
        if followed is None:
            return NOT_FOLLOWED, False
        count = (await self._peers.channels(community)).get(channel, 0)
        content = self._reading.with_content
        lines = reading_lines(followed, count, busy=busy, with_content=content)
        return f"Saved: I follow this channel. {lines}", busy


def thread_of(message: discord.Message) -> discord.Thread:
    """The thread in which ``message`` stands, or which hangs on it; refused if there is none."""
    if isinstance(message.channel, discord.Thread):
        return message.channel
    thread = message.guild.get_thread(message.id) if message.guild else None
    if thread is None:
        raise RefusalError(NOT_A_THREAD)
    return thread


def _checked(address: str) -> str:
    try:
        url = TypeAdapter(HttpUrl).validate_python(address.strip())
    except ValidationError:
        raise RefusalError(BAD_ADDRESS) from None
    text = str(url)
    # Signs that would end the link early, or begin something else.
    if url.scheme != "https" or url.username or any(sign in text for sign in "<>()[] `"):
        raise RefusalError(BAD_ADDRESS)
    return text[:500]
