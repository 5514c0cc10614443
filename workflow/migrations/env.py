"""How Alembic runs the steps: on the connection, and in the transaction, that it is handed."""

from alembic import context

from workflow.tables.base import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Table.metadata, render_as_batch=connection.dialect.name == "sqlite"
)
with context.begin_transaction():
    context.run_migrations()
