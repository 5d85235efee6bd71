"""The one place that knows all that the Discord side works with, and joins it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.conversation.answering import Responder
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.editing.preview import Previews
from bot.health import Health
from bot.parts import Parts, conversation
from bot.peers import Peers
from bot.settings import Settings
from bot.store.engine import Store
from bot.work import Work


@dataclass(frozen=True)
class Services:
    """What the Discord side works with, for as long as the bot runs."""

    parts: Parts
    responder: Responder
    store: Store
    editor: Editor
    previews: Previews
    peers: Peers
    work: Work = field(default_factory=Work)
    health: Health = field(default_factory=Health)

    @property
    def settings(self) -> Settings:
        """What the operator chose."""
        return self.parts.settings


@asynccontextmanager
async def services(parts: Parts) -> AsyncIterator[Services]:
    """Open the store and the conversation; closed in order when the block ends.

    Raises :class:`bot.store.engine.StoreError`.
    """
    async with (
        await Store.open(parts.settings.database) as store,
        conversation(parts) as responder,
        editing(parts, store, responder) as live,
    ):
        previews = Previews(live, parts.settings.cache)
        peers = Peers(store, responder.embedder, parts.settings.cache / "threads")
        try:
            yield Services(parts, responder, store, Editor(live), previews, peers)
        finally:
            await peers.save()


@asynccontextmanager
async def editing(parts: Parts, store: Store, responder: Responder) -> AsyncIterator[Live]:
    """Each community's own knowledge, kept in step with the store while the block runs."""
    live = Live(store, responder.minds, responder.embedder, parts.settings.cache)
    await live.open()
    tasks = [asyncio.create_task(live.follow()), asyncio.create_task(live.pass_days())]
    try:
        yield live
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await live.close()
