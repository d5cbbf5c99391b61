"""What Alembic runs for every command: the migrations, on the connection that it was handed."""

from __future__ import annotations

from alembic import context

from convqa.store.migrate import VERSION_TABLE
from convqa.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
