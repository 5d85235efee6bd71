"""Communities, members, counts and shared questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "community",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("nation", sa.String(20)),
        sa.Column("moderator_role", sa.BigInteger),
        sa.Column("log_channel", sa.BigInteger),
    )
    op.create_table(
        "speaking_channel",
        sa.Column(
            "community_id",
            sa.BigInteger,
            sa.ForeignKey("community.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("nation", sa.String(20)),
    )
    op.create_table(
        "daily_count",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("entry", sa.String(60), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "shared_question",
        sa.Column("id", key, primary_key=True),
        sa.Column("community_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("entry", sa.String(60)),
        sa.Column("shared_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
    )
