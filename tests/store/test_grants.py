"""The roles that deploy/*.sql makes can do what they are for, and no more."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from convqa.assessment import Assessment
from convqa.errors import StoreError
from convqa.redaction import SiteKey
from convqa.store import create_store, open_store
from convqa.store.audit import AuditLog, newest_entries
from convqa.store.erase import erase_agent
from convqa.store.keys import key_check
from convqa.store.listed import Listed
from convqa.store.names import keep_names, show_names
from convqa.store.save import save
from convqa.store.schema import audit, metadata
from convqa.store.schema.views import VIEWS
from tests.cli.conftest import Convqa
from tests.cli.conftest import calls as calls
from tests.cli.conftest import convqa as convqa
from tests.report.conftest import make as make
from tests.store.entries import RUBRIC, entry_of, under
from tests.store.server import Server, find_binaries
from tests.store.test_left_on_disk import STATEMENTS

DEPLOY = Path(__file__).parents[2] / "deploy"
KEY = SiteKey.default()
LOG = AuditLog(key=KEY, actor="0" * 16)
AGENT = "a" * 16
DATABASE = "granted"
TABLES = sorted(set(metadata.tables) | {"convqa_schema"})

Address = Callable[[str], str]


def run_file(url: str, name: str) -> None:
    binaries = find_binaries()
    assert binaries is not None
    options = ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(DEPLOY / name), url]
    subprocess.run([binaries / "psql", *options], check=True, capture_output=True)  # noqa: S603 - what the paper says to run


def run(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="module")
def address(server: Server) -> Iterator[Address]:
    """A store that was made as docs/operations.md says; its URL for each role."""
    server.run("CREATE DATABASE {}", DATABASE)
    run_file(server.url(DATABASE), "postgres-roles.sql")

    def of(role: str) -> str:
        return server.url(DATABASE).replace("convqa@", f"convqa_{role}@")

    create_store(of("owner"), key_check=key_check(KEY)).close()
    run_file(of("owner"), "postgres-grants.sql")
    yield of
    server.run("DROP DATABASE {} WITH (FORCE)", DATABASE)
    for role in ("owner", "officer", "writer", "reader", "trainer"):
        server.run("DROP ROLE {}", f"convqa_{role}")


def test_the_writer_stores_and_does_not_change_the_log_or_the_schema(
    address: Address, make: Callable[..., Assessment]
) -> None:
    with open_store(address("writer"), key_check=key_check(KEY)) as store, store.writing() as connection:
        save(connection, [under(entry_of(make()), RUBRIC)], RUBRIC)
        LOG.append(connection, "setting.change", {"minimum_n": 20})
    for statement in ("DELETE FROM audit", "UPDATE audit SET actor = ''", "TRUNCATE audit", "DROP VIEW v_turn",
                      "DELETE FROM convqa_schema", "CREATE TABLE own (id int)", "ALTER TABLE audit DISABLE TRIGGER ALL",
                      ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(address("writer"), statement)


def test_the_writer_scores(address: Address, convqa: Convqa, calls: Path) -> None:
    scored = convqa("score", calls, "--store", address("writer"), "--sample", "3", "--seed", "one")
    assert scored.exit_code == 0, scored.stderr
    assert convqa("score", calls, "--store", address("writer")).exit_code == 0
    assert convqa("store", "minimum-n", "30", "--store", address("writer")).exit_code == 0


def test_the_reader_sees_the_views_alone(address: Address) -> None:
    for view in VIEWS:
        run(address("reader"), "SELECT * FROM {}", view)
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(address("reader"), "SELECT * FROM {}", table)


def test_the_trainer_alone_sees_names_and_is_told_of(address: Address) -> None:
    people = [Listed(kind="agent", key=AGENT, name="Mette Holm")]
    with open_store(address("trainer"), key_check=key_check(KEY)) as store:
        keep_names(store, LOG, people)
        run(
            address("trainer").replace("convqa_trainer@", "convqa@"),
            "REVOKE CREATE ON DATABASE granted FROM convqa_trainer",
        )
        keep_names(store, LOG, people)
        assert show_names(store, LOG, "agent", [AGENT]) == {AGENT: "Mette Holm"}
        with store.reading() as connection:
            actions = connection.execute(audit.select().order_by(audit.c.seq.desc()).limit(3)).mappings().all()
    assert [one["action"] for one in actions] == ["names.show", "names.import", "names.import"]
    for role in ("owner", "writer", "reader"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(address(role), "SELECT * FROM convqa_names.name")
    run(address("officer"), "DELETE FROM convqa_names.name")
    for table in sorted(set(TABLES) - {"audit", "setting", "convqa_schema"}) + list(VIEWS):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(address("trainer"), "SELECT * FROM {}", table)


def test_the_owners_may_tidy_up_after_an_erasure(address: Address) -> None:
    """What docs/store.md has them do; for want of a right PostgreSQL would only warn, and leave the table as it is."""
    with open_store(address("trainer"), key_check=key_check(KEY)) as store:
        keep_names(store, LOG, [Listed(kind="agent", key=AGENT, name="Mette Holm")])
    told: list[str | None] = []
    for statement in STATEMENTS:
        role = "trainer" if "convqa_names" in statement else "owner"
        with psycopg.connect(address(role), autocommit=True) as connection:
            connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
            connection.execute(sql.SQL(statement))
    assert told == []


def test_the_officer_alone_erases_an_agent_with_the_name(address: Address) -> None:
    with open_store(address("trainer"), key_check=key_check(KEY)) as store:
        keep_names(store, LOG, [Listed(kind="agent", key=AGENT, name="Mette Holm")])
    with open_store(address("writer"), key_check=key_check(KEY)) as store:
        with pytest.raises(StoreError, match="the user lacks a right"):
            erase_agent(store, LOG, AGENT)
        with store.reading() as connection:
            assert newest_entries(connection, 1)[0]["action"] == "names.import"
    with open_store(address("officer"), key_check=key_check(KEY)) as store:
        assert erase_agent(store, LOG, AGENT).names == 1


def test_what_a_role_may_not_is_told_in_a_sentence(address: Address) -> None:
    with pytest.raises(StoreError, match="the user lacks a right"):
        open_store(address("reader"), key_check=key_check(KEY)).close()


def test_the_grants_can_be_given_again(address: Address) -> None:
    run_file(address("owner"), "postgres-grants.sql")
