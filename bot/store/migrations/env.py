"""How alembic runs our migrations: on the connection that the store has opened."""

from __future__ import annotations

from alembic import context

from bot.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter a column in place: the table is copied.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
