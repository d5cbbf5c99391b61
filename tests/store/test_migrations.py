"""The schema grows and shrinks with its rows, on both engines; what migrations make is what the tables say."""

from __future__ import annotations

import threading
from contextlib import suppress

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, insert, inspect, select

from convqa.errors import StoreError
from convqa.store import Store, create_store, migrate, open_store
from convqa.store.address import find_address
from convqa.store.engine import connect
from convqa.store.schema import agent, metadata, sample, team
from convqa.store.schema.views import VIEWS, create_views, drop_views
from tests.store.conftest import KEY_CHECK


def test_what_the_migrations_make_is_what_the_tables_say(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": migrate.VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            deleting = {tuple(key["constrained_columns"]): key["options"] for key in found.get_foreign_keys(table.name)}
            for key in table.foreign_key_constraints:
                assert deleting[tuple(key.column_keys)].get("ondelete") == key.ondelete, (table.name, key.column_keys)
            unique = {frozenset(one["column_names"]) for one in found.get_unique_constraints(table.name)}
            assert unique == {
                frozenset(one.columns.keys()) for one in table.constraints if isinstance(one, sa.UniqueConstraint)
            }


def test_no_number_of_a_deleted_row_is_given_anew(place: str) -> None:
    row = {"seed": "s", "size": 1, "drawn_at": "2026-11-27T20:00:00Z"}
    with open_store(place) as store, store.writing() as connection:
        numbers = []
        for _ in range(2):
            numbers.append(connection.execute(insert(sample), row).inserted_primary_key)
            connection.execute(delete(sample))
        assert numbers == [(1,), (2,)]
        if "://" not in place:
            made = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
            numbered = {one.name for one in metadata.tables.values() if {"id", "seq"} & set(one.primary_key.c.keys())}
            assert {row[0] for row in made} == numbered - {"team"}


def test_back_to_nothing_and_forth_again(place: str) -> None:
    store = connect(find_address(place), foreign_keys=False)
    with store.writing() as connection:
        migrate.downgrade(connection)
    with store.reading() as connection:
        assert inspect(connection).get_table_names() == [migrate.VERSION_TABLE]
        assert inspect(connection).get_view_names() == []
    with store.writing() as connection:
        migrate.upgrade(connection)
    with store.reading() as connection:
        assert migrate.version_of(connection) == migrate.newest()
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, migrate.VERSION_TABLE}
    store.close()


def test_a_table_that_is_made_anew_keeps_its_children(place: str) -> None:
    """The trap of SQLite: a table changes by being dropped, and with foreign keys on its children go along."""
    with open_store(place) as store, store.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        connection.execute(insert(agent), {"agent_id": "a1", "team_id": "t1", "active": 1})
    moving = connect(find_address(place), foreign_keys=False)
    with moving.writing() as connection:
        drop_views(connection)
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("team", recreate="always" if "://" not in place else "auto") as batch:
            batch.add_column(sa.Column("site", sa.Text(), nullable=True))
        create_views(connection)
    moving.close()
    with open_store(place) as store, store.reading() as connection:
        assert "site" in {column["name"] for column in inspect(connection).get_columns("team")}
        assert connection.execute(select(agent.c.agent_id, agent.c.team_id)).all() == [("a1", "t1")]
        if "://" not in place:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_migration_that_fails_changes_nothing(place: str) -> None:
    moving = connect(find_address(place), foreign_keys=False)
    with suppress(StoreError), moving.writing() as connection:
        drop_views(connection)
        connection.exec_driver_sql("DROP TABLE site_user")
        connection.exec_driver_sql("CREATE TABLE turn (a INTEGER)")
    with moving.reading() as connection:
        assert set(inspect(connection).get_view_names()) == set(VIEWS)
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, migrate.VERSION_TABLE}
    moving.close()


def test_two_who_make_one_store_at_once(bare_place: str) -> None:
    made: list[str] = []

    def make() -> None:
        try:
            create_store(bare_place, key_check=KEY_CHECK).close()
            made.append("made")
        except StoreError as error:
            made.append(str(error).partition(": ")[2])

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["it is there already; use it as it is.", "made"]
    open_store(bare_place, key_check=KEY_CHECK).close()
