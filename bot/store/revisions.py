"""What a community's moderators changed in the knowledge: every step, who, when and why.

Nothing is overwritten. Undoing is a new revision; so is approving or rejecting
a proposal. What is published for a subject is its last published revision.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import tables
from bot.store.changes import notify
from bot.store.engine import Store
from bot.store.questions import mark_answered


class Kind(StrEnum):
    """What was done."""

    ADD = "add"
    EDIT = "edit"
    RETIRE = "retire"
    RESTORE = "restore"
    IMPORT = "import"


class State(StrEnum):
    """What a revision is. Whether it was superseded shows in what came after it."""

    PUBLISHED = "published"
    PROPOSED = "proposed"
    REJECTED = "rejected"


@dataclass(frozen=True)
class NewRevision:
    """A revision to be kept."""

    subject: str
    kind: Kind
    content: str | None
    made_from: int
    base_hash: str | None
    base_content: str | None
    reason: str
    author: int | None
    state: State = State.PUBLISHED
    settles: int | None = None
    approver: int | None = None
    answers: tuple[int, ...] = ()
    """Shared questions that leave the queue when it is published, and not before."""


@dataclass(frozen=True)
class Revision(NewRevision):
    """A revision as it was kept."""

    id: int = 0
    number: int = 0
    made_at: datetime = datetime(1, 1, 1)  # noqa: DTZ001 - UTC, as in the table


class StaleError(Exception):
    """The subject was changed meanwhile: what was kept is not the version that was changed."""


async def keep(store: Store, community: int, new: NewRevision) -> Revision:
    """Add ``new`` for ``community``; it is on disk when this returns.

    Raises :class:`StaleError` if ``new`` is to be published, or a proposal is to be
    settled, and another revision was published or settled it since.
    """
    return (await keep_all(store, community, [new]))[0]


async def keep_all(store: Store, community: int, new: Sequence[NewRevision]) -> list[Revision]:
    """Add all of ``new``, or none of them, with what they answer; see :func:`keep`."""
    try:
        async with store.transaction() as session:
            rows = [await _add(session, community, one) for one in new]
            await session.flush()
            answered = {i for one in new if one.state is State.PUBLISHED for i in one.answers}
            await mark_answered(session, community, answered)
            await notify(session, community)
    except IntegrityError as error:
        raise StaleError from error
    return [_revision(row) for row in rows]


async def history(store: Store, community: int, subject: str) -> list[Revision]:
    """All revisions of ``subject``, the newest first."""
    query = (
        select(tables.Revision)
        .where(tables.Revision.community_id == community, tables.Revision.subject == subject)
        .order_by(tables.Revision.number.desc())
    )
    return await _found(store, query)


async def latest(
    store: Store, community: int, count: int, before: int | None = None
) -> list[Revision]:
    """The last ``count`` revisions of ``community``, newest first; those before an id, if given."""
    query = select(tables.Revision).where(tables.Revision.community_id == community)
    if before is not None:
        query = query.where(tables.Revision.id < before)
    return await _found(store, query.order_by(tables.Revision.id.desc()).limit(count))


async def published_numbers(store: Store, community: int) -> dict[str, int]:
    """By subject: the number of the revision that is published. Reads an index only."""
    query = (
        select(tables.Revision.subject, func.max(tables.Revision.number))
        .where(
            tables.Revision.community_id == community,
            tables.Revision.state == State.PUBLISHED.value,
        )
        .group_by(tables.Revision.subject)
    )
    async with store.transaction() as session:
        return {row[0]: row[1] for row in await session.execute(query)}


async def published(
    store: Store, community: int, subjects: Collection[str] | None = None
) -> list[Revision]:
    """The published revision of each of ``subjects``, or of all that have one."""
    newest = (
        select(tables.Revision.subject, func.max(tables.Revision.number).label("number"))
        .where(
            tables.Revision.community_id == community,
            tables.Revision.state == State.PUBLISHED.value,
        )
        .group_by(tables.Revision.subject)
    )
    if subjects is not None:
        newest = newest.where(tables.Revision.subject.in_(subjects))
    chosen = newest.subquery()
    query = (
        select(tables.Revision)
        .join(
            chosen,
            (tables.Revision.subject == chosen.c.subject)
            & (tables.Revision.number == chosen.c.number),
        )
        .where(tables.Revision.community_id == community)
        .order_by(tables.Revision.subject)
    )
    return await _found(store, query)


async def proposals(store: Store, community: int) -> list[Revision]:
    """What waits for a second moderator, oldest first."""
    settled = tables.Revision.__table__.alias("settled")
    query = (
        select(tables.Revision)
        .where(
            tables.Revision.community_id == community,
            tables.Revision.state == State.PROPOSED.value,
            ~select(settled.c.id)
            .where(
                settled.c.community_id == community,
                settled.c.subject == tables.Revision.subject,
                settled.c.settles == tables.Revision.number,
            )
            .exists(),
        )
        .order_by(tables.Revision.id)
    )
    return await _found(store, query)


async def revision(store: Store, community: int, subject: str, number: int) -> Revision | None:
    """One revision, if there is one."""
    query = select(tables.Revision).where(
        tables.Revision.community_id == community,
        tables.Revision.subject == subject,
        tables.Revision.number == number,
    )
    return next(iter(await _found(store, query)), None)


async def communities(store: Store) -> list[int]:
    """Every community that has published something, or withdraws what is not reviewed."""
    changed = select(tables.Revision.community_id).where(
        tables.Revision.state == State.PUBLISHED.value
    )
    strict = select(tables.Community.id).where(tables.Community.withdraw_after.is_not(None))
    async with store.transaction() as session:
        return sorted(set(await session.scalars(changed.distinct().union(strict))))


async def count_of(store: Store, member: int) -> int:
    """In how many revisions ``member`` is named."""
    query = select(func.count()).where(_names(member))
    async with store.transaction() as session:
        return int(await session.scalar(query) or 0)


async def forget_in_revisions(store: Store, member: int) -> None:
    """Make ``member`` unknown wherever they are named. The revisions themselves stay."""
    async with store.transaction() as session:
        for column in (tables.Revision.author, tables.Revision.approver):
            await session.execute(
                update(tables.Revision).where(column == member).values({column.key: None})
            )


async def _add(session: AsyncSession, community: int, new: NewRevision) -> tables.Revision:
    of_subject = (
        tables.Revision.community_id == community,
        tables.Revision.subject == new.subject,
    )
    is_published = tables.Revision.state == State.PUBLISHED.value
    query = select(
        func.max(tables.Revision.number),
        func.max(tables.Revision.number).filter(is_published),
        func.count().filter(tables.Revision.settles == new.settles),
    ).where(*of_subject)
    newest, now, settled = (await session.execute(query)).one()
    if new.state is State.PUBLISHED and (now or 0) != new.made_from:
        raise StaleError
    if new.settles is not None and settled:
        raise StaleError
    row = tables.Revision(
        community_id=community,
        number=(newest or 0) + 1,
        made_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        **{name: getattr(new, name) for name in NewRevision.__dataclass_fields__}
        | {"answers": list(new.answers) or None},
    )
    session.add(row)
    return row


def _names(member: int) -> ColumnElement[bool]:
    return or_(tables.Revision.author == member, tables.Revision.approver == member)


async def _found(store: Store, query: Select[tables.Revision]) -> list[Revision]:
    async with store.transaction() as session:
        return [_revision(row) for row in await session.scalars(query)]


def _revision(row: tables.Revision) -> Revision:
    same = {name: getattr(row, name) for name in Revision.__dataclass_fields__}
    read = {"kind": Kind(row.kind), "state": State(row.state), "answers": tuple(row.answers or ())}
    return Revision(**same | read)
