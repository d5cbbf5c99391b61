"""Alembic's part: how the tables of one version become those of the next (`convqa.store.migrate` calls it)."""
