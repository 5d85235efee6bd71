"""Threads for members: finding them, and deciding about one's own."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.cogs.desk import Desk, asker_of
from bot.cogs.reading import Reading
from bot.cogs.related import Related, viewer_of
from bot.cogs.thread_rights import is_moderator, member_of
from bot.pacing import Limit, Pace
from bot.store.members import opt_out_of_threads
from bot.store.pins import pins_of
from bot.store.threads import include_thread
from bot.views.controls import Button, Controls, Interaction
from bot.views.pages import page, without_mentions
from bot.views.related import ACTION, read_shorts, short
from bot.views.threads import GONE, NONE_FOUND, pages_elsewhere, threads_view
from bot.views.trouble import RefusalError

SWEEPS = Limit(2, 3600)
"""How often a member's changes of mind make it look through everything."""

NOT_A_THREAD = "Please use this inside the thread that you mean."
NOT_YOUR_THREAD = "Only the person who started this thread, or a moderator, can decide that."
NO_WORDS = "I found no words there that I could look up."
A_MODERATOR_DID = "A moderator decided that this thread is not suggested. Please ask them."
OUT = (
    "Saved: I never suggest threads that you started, in any server. What I had of them I am "
    "deleting now. So that I can keep to it, I remember that you opted out; `/forget-me` deletes "
    "that too, and then I may suggest them again."
)
IN = "Saved: I may suggest threads that you started again, to people who can open them."


class MemberThreads:
    """What members do with threads. Its commands are in ``threads.py``."""

    def __init__(
        self, bot: commands.Bot, desk: Desk, related: Related, reading: Reading, controls: Controls
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._related = related
        self._reading = reading
        self._sweeps = Pace(SWEEPS)
        controls.add(ACTION, self.related)
        controls.add("thread-helped", self.helped)
        controls.add("thread-again", self.again)

    async def find(self, interaction: Interaction, text: str) -> None:
        """Threads on what somebody typed, for their eyes only."""
        await self._show(interaction, without_mentions(text))

    async def similar(self, interaction: Interaction, message: discord.Message) -> None:
        """Threads on what a message says, for whoever asks alone."""
        words = without_mentions(message.content)
        place = message.channel
        if isinstance(place, discord.Thread) and place.id == message.id:
            words = f"{place.name}\n{words}"
        await self._show(interaction, words, but=message.id)

    async def related(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """What stands behind the button of an answer, for whoever presses it."""
        topic, *numbers = arguments
        await interaction.response.defer(ephemeral=True, thinking=True)
        community = asker_of(interaction).community
        base = self._desk.services.responder.minds.of(community).base
        shipped = base.threads_on(topic) if topic in base.entries else ()
        pins = await pins_of(self._desk.services.store, community, topic) if community else ()
        pinned = [pin.thread for pin in pins if pin.thread]
        await self._send(
            interaction,
            [*pinned, *read_shorts(numbers)],
            pages_elsewhere(pins, shipped),
            GONE,
        )

    async def helped(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Count that a thread helped; nobody's name is kept."""
        number = next(iter(read_shorts(arguments)), 0)
        member = member_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        open_to = await self._related.open_now([number], member, interaction.channel)
        if not open_to:
            raise RefusalError(GONE)
        if self._desk.first_opinion(asker_of(interaction), short(number)):
            await self._desk.services.peers.helped(member.guild.id, number)
        await interaction.followup.send(
            "Thank you. I show threads that helped people first.", ephemeral=True
        )

    async def exclude(self, interaction: Interaction, thread: object) -> None:
        """Never suggest a thread: its author's choice, or a moderator's."""
        moderates = await is_moderator(interaction, self._desk)
        if not isinstance(thread, discord.Thread):
            raise RefusalError(NOT_A_THREAD)
        if thread.owner_id != interaction.user.id and not moderates:
            raise RefusalError(NOT_YOUR_THREAD)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._desk.services.peers.exclude(thread.guild.id, thread.id, by_moderator=moderates)
        await interaction.followup.send(
            view=page(
                "Saved: I never suggest this thread, and have deleted what I had of it.",
                [Button("Suggest it again", "thread-again", short(thread.id))],
            ),
            ephemeral=True,
        )

    async def again(self, interaction: Interaction, arguments: tuple[str, ...]) -> None:
        """Let a thread be suggested again."""
        moderates = await is_moderator(interaction, self._desk)
        number = next(iter(read_shorts(arguments)), 0)
        await interaction.response.defer(ephemeral=True, thinking=True)
        thread = await self._thread(member_of(interaction).guild, number)
        if thread.owner_id != interaction.user.id and not moderates:
            raise RefusalError(NOT_YOUR_THREAD)
        store = self._desk.services.store
        if not await include_thread(store, thread.id, by_moderator=moderates):
            raise RefusalError(A_MODERATOR_DID)
        await self._reading.look_at(thread)
        await interaction.followup.send("Saved: I may suggest this thread again.", ephemeral=True)

    async def opt(self, interaction: Interaction, *, out: bool) -> None:
        """Remember a member's choice about all threads that they started."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        store = self._desk.services.store
        await opt_out_of_threads(store, interaction.user.id, out)
        await interaction.followup.send(OUT if out else IN, ephemeral=True)
        # Who started which thread is not kept, so all are looked through. Until that is done,
        # and where it is not, each thread's author is looked at before it is shown.
        if self._sweeps.allows(interaction.user.id):
            await self._reading.start_again()

    async def _show(self, interaction: Interaction, text: str, *, but: int | None = None) -> None:
        member = member_of(interaction)
        if not text.strip():
            raise RefusalError(NO_WORDS)
        if sentence := self._desk.too_fast(asker_of(interaction)):
            raise RefusalError(sentence)
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self._related.find(text, member, interaction.channel, but=but)
        await self._send(interaction, found, (), NONE_FOUND)

    async def _send(
        self,
        interaction: Interaction,
        numbers: list[int] | tuple[int, ...],
        elsewhere: list[str] | tuple[()],
        nothing: str,
    ) -> None:
        viewer, peers = viewer_of(interaction), self._desk.services.peers
        threads = (
            await self._related.open_now(numbers, viewer, interaction.channel) if viewer else []
        )
        if not threads and not elsewhere:
            raise RefusalError(nothing)
        known = [await peers.get(thread.guild.id, thread.id) for thread in threads]
        helpful = [thread.helpful if thread else 0 for thread in known]
        await interaction.followup.send(
            view=threads_view(threads, elsewhere, helpful), ephemeral=True
        )

    async def _thread(self, guild: discord.Guild, number: int) -> discord.Thread:
        thread = guild.get_thread(number)
        if thread is None:
            try:
                thread = await self._bot.fetch_channel(number)  # type: ignore[assignment]
            except discord.HTTPException:
                raise RefusalError(GONE) from None
        if not isinstance(thread, discord.Thread) or thread.guild.id != guild.id:
            raise RefusalError(GONE)
        return thread
