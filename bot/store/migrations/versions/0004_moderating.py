"""What moderators are writing, and what they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("author", sa.BigInteger, nullable=False, index=True),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("community_id", "author", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(200), primary_key=True),
    )
