"""What communities change in the knowledge, and how they want it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the revisions, and two choices of a community."""
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "revision",
        sa.Column("id", key, primary_key=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("made_from", sa.Integer, nullable=False),
        sa.Column("base_hash", sa.String(64)),
        sa.Column("base_content", sa.Text),
        sa.Column("settles", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.BigInteger, index=True),
        sa.Column("approver", sa.BigInteger, index=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("community_id", "subject", "number"),
    )
    op.create_index(
        "ix_revision_community_id", "revision", ["community_id", "state", "subject", "number"]
    )
    with op.batch_alter_table("community") as community:
        community.add_column(
            sa.Column("needs_approval", sa.Boolean, nullable=False, server_default=sa.false())
        )
        community.add_column(sa.Column("withdraw_after", sa.Integer))
