"""Which shared questions a revision answers; and numbers of questions are not used again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; SQLite only counts on past deleted rows if the table says so."""
    op.add_column("revision", sa.Column("answers", sa.JSON))
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "shared_question", recreate="always", table_kwargs={"sqlite_autoincrement": True}
        ):
            pass
