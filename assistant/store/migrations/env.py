"""Runs migrations on the connection, and in the transaction, of whoever opens the store."""

from alembic import context

from assistant.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
context.run_migrations()
