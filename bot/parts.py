"""What every command that talks needs: the knowledge, the model, and a conversation over them.

Apart from :mod:`bot.app`, so that a question in a terminal does not wait for the store to load.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.conversation.answering import Responder
from bot.conversation.context import Context
from bot.conversation.mind import Mind, Progress, build_mind
from bot.conversation.minds import Minds
from bot.settings import Settings
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
