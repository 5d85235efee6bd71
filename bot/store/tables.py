"""Every table.

What concerns a person hangs on :class:`Member`, so that forgetting them is one DELETE.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives out; SQLite only counts up a plain INTEGER."""


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can find it."""

    metadata = MetaData(naming_convention=_NAMES)


class Community(Base):
    """A Discord server (guild) and what its moderators chose for it."""

    __tablename__ = "community"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    nation: Mapped[str | None] = mapped_column(String(20))
    moderator_role: Mapped[int | None] = mapped_column(BigInteger)
    log_channel: Mapped[int | None] = mapped_column(BigInteger)
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a second moderator must agree before a change is published."""
    withdraw_after: Mapped[int | None]
    """Days after its review date from which an entry is not answered with; null: never."""
    threads_generation: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Drawn anew with every change of its threads' vectors, so that a stale snapshot is noticed."""


class SpeakingChannel(Base):
    """A channel in which the bot may speak when asked; none for a community means everywhere."""

    __tablename__ = "speaking_channel"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Member(Base):
    """A person who asked for something to be remembered. No row, nothing remembered."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    nation: Mapped[str | None] = mapped_column(String(20))
    threads_opted_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They asked that threads which they started are never suggested."""


class DailyCount(Base):
    """How often something happened on a day: numbers only, nobody's name, no text."""

    __tablename__ = "daily_count"

    community_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """0 for direct messages."""
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    entry: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    count: Mapped[int] = mapped_column(default=0)


class SharedQuestion(Base):
    """A question or report that somebody chose to share with the moderators, without a name."""

    __tablename__ = "shared_question"
    # Numbers are not used again: a proposal that answers one must not meet another question.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy wants it

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    community_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    entry: Mapped[str | None] = mapped_column(String(60))
    """For a report: the entry that it is about."""
    shared_at: Mapped[datetime]
    """UTC, without a time zone."""
    state: Mapped[str] = mapped_column(String(20), default="open")


class Revision(Base):
    """One step in the life of a record that a community changed. Rows are only ever added.

    All that may change in a row is that the people in it become unknown.
    """

    __tablename__ = "revision"
    __table_args__ = (
        # Two edits of the same version would take the same number: the second one fails.
        UniqueConstraint("community_id", "subject", "number"),
        Index("ix_revision_community_id", "community_id", "state", "subject", "number"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    community_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(String(80))
    """Such as ``entry:yoga``."""
    number: Mapped[int]
    """Counts the revisions of the subject in the community, from 1."""
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    content: Mapped[str | None] = mapped_column(Text)
    """The whole record as JSON; null: it is retired."""
    made_from: Mapped[int]
    """The number of the published revision that was changed; 0: the base."""
    base_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the base's own record at that time; null: it had none."""
    base_content: Mapped[str | None] = mapped_column(Text)
    settles: Mapped[int | None]
    """The number of the proposal that this revision approves or rejects."""
    answers: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """The numbers of the shared questions that it answers once it is published."""
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """A Discord user; null: unknown, since they were forgotten."""
    approver: Mapped[int | None] = mapped_column(BigInteger, index=True)
    made_at: Mapped[datetime]
    """UTC, without a time zone."""


class FollowedChannel(Base):
    """A forum or text channel whose threads moderators let be suggested."""

    __tablename__ = "followed_channel"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    replies: Mapped[bool] = mapped_column(default=False)
    """Whether new posts get an automatic reply."""
    pass_number: Mapped[int] = mapped_column(default=1)
    """Which reading of the whole channel this is; threads that it did not see are gone."""
    before: Mapped[datetime | None]
    """How far back this reading has come in the archive; UTC, without a time zone."""
    complete: Mapped[bool] = mapped_column(default=False)
    caught_up: Mapped[datetime | None]
    """Nothing that happened until then was missed; UTC, without a time zone."""


class PeerThread(Base):
    """A thread that may be suggested: no title, no text, no author."""

    __tablename__ = "peer_thread"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    channel_id: Mapped[int] = mapped_column(BigInteger, index=True)
    created: Mapped[datetime]
    last_active: Mapped[datetime]
    helpful: Mapped[int] = mapped_column(default=0)
    pass_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(80))
    """Of the model that made the vectors."""
    vectors: Mapped[bytes]
    """Rows of little-endian float32, the whole's first."""


class ExcludedThread(Base):
    """A thread that is never suggested, because its author or a moderator said so."""

    __tablename__ = "excluded_thread"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    by_moderator: Mapped[bool]


class PinnedThread(Base):
    """A thread, or a page elsewhere, that moderators recommend with an entry."""

    __tablename__ = "pinned_thread"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    entry: Mapped[str] = mapped_column(String(60))
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    url: Mapped[str | None] = mapped_column(String(500))
    title: Mapped[str | None] = mapped_column(String(100))
    """A moderator's words for a page elsewhere; a thread's title is read when it is shown."""


class SignpostedThread(Base):
    """A post that got its one automatic reply, or is about to."""

    __tablename__ = "signposted_thread"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )


class Draft(Base):
    """What a moderator is writing, kept between forms; deleted when it is published or dropped."""

    __tablename__ = "draft"
    # Numbers are not used again: a form that is sent in late must not meet another draft.
    __table_args__ = (
        UniqueConstraint("community_id", "author", "subject"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    community_id: Mapped[int] = mapped_column(BigInteger)
    author: Mapped[int] = mapped_column(BigInteger, index=True)
    subject: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    """JSON; see :mod:`bot.editing.manuscript`."""
    changed_at: Mapped[datetime]
    """UTC, without a time zone."""


class Notice(Base):
    """Something that a community's moderators were told, so that they are told it once."""

    __tablename__ = "notice"

    community_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    """Such as ``week:2026-48``."""
