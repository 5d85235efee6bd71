"""Peer threads: followed channels, vectors, what was excluded, pinned and signposted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of peer threads."""
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    with op.batch_alter_table("member") as member:
        member.add_column(
            sa.Column("threads_opted_out", sa.Boolean, nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("community") as community:
        community.add_column(
            sa.Column("threads_generation", sa.BigInteger, nullable=False, server_default="0")
        )
    op.create_table(
        "followed_channel",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        _community(),
        sa.Column("replies", sa.Boolean, nullable=False),
        sa.Column("pass_number", sa.Integer, nullable=False),
        sa.Column("before", sa.DateTime),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("caught_up", sa.DateTime),
    )
    op.create_table(
        "peer_thread",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        _community(),
        sa.Column("channel_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("last_active", sa.DateTime, nullable=False),
        sa.Column("helpful", sa.Integer, nullable=False),
        sa.Column("pass_number", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(80), nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "excluded_thread",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        _community(),
        sa.Column("by_moderator", sa.Boolean, nullable=False),
    )
    op.create_table(
        "pinned_thread",
        sa.Column("id", key, primary_key=True),
        _community(),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("thread_id", sa.BigInteger),
        sa.Column("url", sa.String(500)),
        sa.Column("title", sa.String(100)),
    )
    op.create_table(
        "signposted_thread",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        _community(),
    )


def _community() -> sa.Column[int]:
    return sa.Column(
        "community_id",
        sa.BigInteger,
        sa.ForeignKey("community.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )
