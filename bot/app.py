"""The one place that knows all the parts: builds them and joins them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.conversation.answering import Responder
from bot.conversation.context import Context
from bot.conversation.mind import Mind, Progress, build_mind
from bot.conversation.minds import Minds
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.editing.preview import Previews
from bot.health import Health
from bot.peers import Peers
from bot.settings import Settings
from bot.store.engine import Store
from bot.work import Work
from index.batching import BatchingEmbedder
from index.embedding import Embedder
from index.loading import load_embedder
from index.threads import one_thread_for_algebra
from knowledge.base import load_knowledge


@dataclass(frozen=True)
class Parts:
    """What takes time to build, ready for use."""

    settings: Settings
    embedder: Embedder = field(repr=False)
    mind: Mind = field(repr=False)
    """Not shown with the rest: it holds the whole knowledge."""


def build_parts(settings: Settings, progress: Progress | None = None) -> Parts:
    """Load the knowledge, the model and the index.

    The knowledge comes first: a fault in it is told in a second, without a
    model. Raises :class:`knowledge.problems.KnowledgeError`,
    :class:`index.models.ModelError`.
    """
    one_thread_for_algebra()
    base = load_knowledge(settings.knowledge)
    embedder = load_embedder(
        settings.cache, model=settings.model, backend=settings.backend, threads=settings.threads
    )
    return Parts(settings, embedder, build_mind(base, embedder, settings.cache, progress))


@asynccontextmanager
async def conversation(parts: Parts) -> AsyncIterator[Responder]:
    """A responder for the running event loop; closed in order when the block ends."""
    async with BatchingEmbedder(parts.embedder) as embedder:
        yield Responder(Minds(parts.mind), embedder, Context())


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
