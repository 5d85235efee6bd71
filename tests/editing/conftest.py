"""An editor over the real model, with a database and minds of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.answering import Responder
from bot.editing.editor import Editor
from bot.editing.live import Live
from bot.parts import Parts, conversation
from bot.store.engine import Store


@dataclass
class Desk:
    """What a moderator's command has at hand."""

    store: Store
    responder: Responder
    live: Live
    editor: Editor
    today: date
    """What the editor takes for today."""


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'reroute.db'}"


@pytest.fixture
async def desk(parts: Parts, database: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with await Store.open(database) as store, conversation(parts) as responder:
        today = date(2026, 12, 1)
        live = Live(store, responder.minds, responder.embedder, tmp_path, today=lambda: made.today)
        made = Desk(store, responder, live, Editor(live), today)
        yield made
        await live.close()
