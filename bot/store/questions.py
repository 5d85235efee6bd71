"""Questions and reports that members chose to share with their moderators, without a name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.tables import SharedQuestion


class Shared(StrEnum):
    """Why it was shared."""

    UNANSWERED = "unanswered"
    REPORT = "report"


class State(StrEnum):
    """What the moderators have made of it."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_FOR_US = "not-for-us"


@dataclass(frozen=True)
class Question:
    """A shared question. Who asked it is not known."""

    id: int
    kind: Shared
    text: str
    entry: str | None
    shared_at: datetime
    state: State


async def share_question(
    store: Store, community: int, kind: Shared, text: str, entry: str | None = None
) -> None:
    """Keep ``text`` for the moderators of ``community``; on disk when this returns."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    async with store.transaction() as session:
        session.add(
            SharedQuestion(
                community_id=community, kind=kind.value, text=text, entry=entry, shared_at=now
            )
        )


async def open_questions(store: Store, community: int) -> Sequence[Question]:
    """What waits for the moderators of ``community``, oldest first."""
    query = (
        select(SharedQuestion)
        .where(SharedQuestion.community_id == community, SharedQuestion.state == State.OPEN.value)
        .order_by(SharedQuestion.id)
    )
    async with store.transaction() as session:
        return [_question(row) for row in await session.scalars(query)]


async def settle_questions(
    store: Store, community: int, numbers: Sequence[int], state: State
) -> int:
    """Mark those of ``community`` among the questions ``numbers``; how many there were."""
    query = (
        update(SharedQuestion)
        .where(SharedQuestion.community_id == community, SharedQuestion.id.in_(numbers))
        .values(state=state.value)
        .returning(SharedQuestion.id)
    )
    async with store.transaction() as session:
        return len((await session.scalars(query)).all())


async def mark_answered(session: AsyncSession, community: int, numbers: Collection[int]) -> None:
    """Take what still waits among ``numbers`` out of the queue, if ``session`` is committed."""
    if not numbers:
        return
    await session.execute(
        update(SharedQuestion)
        .where(
            SharedQuestion.community_id == community,
            SharedQuestion.id.in_(numbers),
            SharedQuestion.state == State.OPEN.value,
        )
        .values(state=State.ANSWERED.value)
    )


def _question(row: SharedQuestion) -> Question:
    return Question(row.id, Shared(row.kind), row.text, row.entry, row.shared_at, State(row.state))
