"""What Alembic runs: the migrations, on the connection that `storage.migrating` hands it."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,  # the caller's transaction is the only one
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
