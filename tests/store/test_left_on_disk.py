"""What docs/store.md says to do on PostgreSQL after an erasure leaves nothing of it in the server's table files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Delete, Engine, Table, Update, event

from convqa.assessment import Scorecard
from convqa.store import Store, open_store, schema
from convqa.store.entry import Entry
from convqa.store.erase import erase_agent, erase_customer
from convqa.store.listed import Listed
from convqa.store.names import keep_names
from convqa.store.purge import purge
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import NewPlace
from tests.store.life import LOG, MakeAssessment, Said, agent, customer, entry, fill, words

PAPER = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
STATEMENTS = re.findall(r"^ +(VACUUM \([^;]*;)", PAPER, re.MULTILINE)

Told = Callable[[Iterable[Said]], list[Entry]]


@pytest.fixture
def told(make: MakeAssessment, make_card: Callable[..., Scorecard]) -> Told:
    return lambda said: [entry(one, make, make_card) for one in said]


def tables(statement: str) -> list[str]:
    return re.findall(r"[a-z_.]+", statement.partition(")")[2])


@contextmanager
def deletions() -> Iterator[set[str]]:
    """The tables that statements delete from or change meanwhile."""
    found: set[str] = set()

    def note(_: Any, statement: Any, *__: Any) -> None:
        if isinstance(statement, Delete | Update) and isinstance(statement.table, Table):
            found.add(statement.table.fullname)

    event.listen(Engine, "before_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_execute", note)


def with_what_hangs_on_them(names: set[str]) -> set[str]:
    """These tables, and those whose rows the database deletes or changes along with theirs."""
    while True:
        more = {
            table.name
            for table in schema.metadata.sorted_tables
            if any(key.column.table.name in names and key.ondelete for key in table.foreign_keys)
        }
        if more <= names:
            return names
        names = names | more


def fill_all(store: Store, told: Told, said: list[Said]) -> None:
    fill(store, told(said), said)
    keep_names(store, LOG, [Listed(kind="agent", key=agent(number), name=f"Person{number}.") for number in range(4)])


def test_the_list_names_every_table_from_which_something_is_deleted(new_file: NewPlace, told: Told) -> None:
    said = [Said(id="a"), Said(id="b", customer=2, agents=(2,)), Said(id="c", customer=3, agents=(3,))]
    with open_store(new_file()) as store:
        fill_all(store, told, said)
        with deletions() as found:
            erase_customer(store, LOG, customer(1))
            erase_agent(store, LOG, agent(2))
            assert sum(part.conversations for part in purge(store, LOG, date(2026, 4, 1))) == 2
    listed = [name for statement in STATEMENTS for name in tables(statement)]
    assert sorted(listed) == sorted(with_what_hangs_on_them(found) | {"pg_statistic"})


def folder_of(connection: psycopg.Connection) -> Path:
    """Where the server keeps the tables of the database."""
    asked = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
    row = connection.execute(asked).fetchone()
    assert row is not None
    return Path(row[0]) / "base" / str(row[1])


def test_nothing_of_it_is_left_in_the_files_of_the_tables(new_database: NewPlace, told: Told) -> None:
    said = [Said(id=f"n{number}", customer=number % 3, agents=(number % 4,)) for number in range(60)]
    place = new_database()
    with open_store(place) as store, psycopg.connect(place, autocommit=True) as connection:
        folder = folder_of(connection)

        def bytes_of() -> bytes:
            connection.execute("CHECKPOINT")
            return b"".join(one.read_bytes() for one in folder.iterdir())

        fill_all(store, told, said)
        connection.execute("ANALYZE")  # as the server does of its own accord
        erase_customer(store, LOG, customer(1))
        erase_agent(store, LOG, agent(2))
        erased = [b"Person2.", b"Flagged2.", b"Try2.", b"Judged2", words(said[1]).encode(), b"of1x1"]
        left = bytes_of()
        assert [one for one in erased if one not in left] == []
        for statement in STATEMENTS:
            connection.execute(sql.SQL(statement))
        left = bytes_of()
    assert [one for one in erased if one in left] == []
    assert all(one in left for one in (b"Person3.", b"Flagged3.", b"Try3.", b"Judged3", b"of2x1"))
