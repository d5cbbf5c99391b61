"""What is wrong with a store is found and told in a sentence that quotes nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from convqa.errors import StoreError
from convqa.redaction import SiteKey
from convqa.store import Store, create_store, open_store
from convqa.store.address import find_address
from convqa.store.audit import AuditLog
from convqa.store.check import Finding, check
from convqa.store.copying import copy_rows
from convqa.store.engine import connect
from convqa.store.keys import key_check
from convqa.store.purge import purge
from convqa.store.schema import conversation, version
from tests.store.conftest import NewPlace
from tests.store.contents import dump
from tests.store.full import KEY, SAID, damage, fill
from tests.store.life import begun as begun
from tests.store.published import published

CODE = key_check(KEY)


@pytest.fixture
def full(place: str) -> Iterator[Store]:
    with open_store(published(place, KEY), key_check=CODE) as store:
        fill(store)
        yield store


def faults(store: Store, key: SiteKey = KEY) -> list[str]:
    return [one.problem for one in check(store, key) if one.is_fault]


def remarks(store: Store) -> list[Finding]:
    return [one for one in check(store, KEY) if not one.is_fault]


def force(place: str, *statements: str) -> None:
    """Do what the database would refuse, as somebody may who owns it."""
    with connect(find_address(place), foreign_keys=False) as store, store.writing() as connection:
        if "://" in place:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for one in statements:
            connection.exec_driver_sql(one)


def test_a_store_that_is_whole(full: Store) -> None:
    before = dump(full)
    assert list(check(full, KEY)) == []
    assert dump(full) == before


def test_a_store_from_which_something_was_purged(full: Store) -> None:
    with full.writing() as connection:
        connection.execute(update(version).values(day="2026-01-01"))
    assert sum(part.conversations for part in purge(full, AuditLog.own(KEY), date(2026, 2, 1))) == 3
    assert faults(full) == []


def test_a_store_that_is_new(begun: Store) -> None:
    assert faults(begun) == []


WRONG = [
    ("UPDATE rating SET value = value + 1 WHERE name = 'clarity' AND reading_id = 1 AND agent_id = 'aa11'",
     "1 rating is not the sum of its parts"),
    ("UPDATE contribution SET effort = effort + 1 WHERE turn = 0", "5 ratings are not the sums of their parts"),
    ("DELETE FROM absence WHERE reading_id = 3", "8 ratings are not the sums of their parts"),
    ("UPDATE scorecard SET agent_id = 'zz' WHERE assessment_id = 1 AND agent_id = 'bb22'", "8 ratings have no card"),
    ("UPDATE scorecard SET total = 1000001 WHERE position = 1", "2 values are outside of their range"),
    ("UPDATE reading SET satisfaction_low = 6 WHERE id = 1", "1 value is outside of its range"),
    ("UPDATE reading SET satisfaction = 9999 WHERE id = 1", "1 value is outside of its range"),
    ("UPDATE rating SET low = 5 WHERE name = 'extra' AND reading_id = 3", "1 value is outside of its range"),
    ("DELETE FROM turn WHERE version_id = 1 AND position = 1", "1 version of a conversation lacks turns"),
    ("DELETE FROM turn WHERE version_id = 1 AND position = 0", "1 version of a conversation lacks turns"),
    ("DELETE FROM turn WHERE position = 3", "4 readings have other turns than their conversations"),
    ("DELETE FROM turn_label WHERE reading_id = 2", "1 reading has other turns than its conversation"),
    ("INSERT INTO sample_member VALUES (1, 'aa11', 'c2', 'input-c2')", "1 sample has other members than it says"),
    ("DELETE FROM assessment WHERE id = 4", "1 reading was never judged"),
    ("DELETE FROM reading WHERE id = 4", "1 version was never read"),
    ("DELETE FROM version WHERE id = 3", "1 conversation is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "problem"), WRONG)
def test_what_does_not_add_up(tmp_path: Path, full_file: bytes, statement: str, problem: str) -> None:
    path = tmp_path / "wrong.sqlite"
    path.write_bytes(full_file)
    force(str(path), statement)
    with open_store(path) as store:
        assert problem in faults(store)


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("full") / "full.sqlite"
    with create_store(path, key_check=CODE) as store:
        fill(store)
    return path.read_bytes()


def test_both_engines_find_the_same(tmp_path: Path, full_file: bytes, bare_database: NewPlace) -> None:
    path, url = tmp_path / "wrong.sqlite", bare_database()
    path.write_bytes(full_file)
    path.chmod(0o600)
    with open_store(path) as store:
        copy_rows(store, find_address(url))
    for place in (str(path), url):
        force(place, *[statement for statement, _ in WRONG])
    with open_store(path) as first, open_store(url) as second:
        found = list(check(first, KEY))
        assert found == list(check(second, KEY))
    assert len(found) == 13


def test_text_that_was_purged_is_no_fault(full: Store, place: str) -> None:
    force(place, "DELETE FROM turn WHERE version_id = 1", "UPDATE turn SET text = '' WHERE version_id = 2")
    assert faults(full) == []


def test_what_refers_to_nothing(full: Store, place: str) -> None:
    force(place, "UPDATE flag SET card = 7 WHERE name = 'exemplary'", "UPDATE agent SET team_id = 'none'")
    found = faults(full)
    assert "2 of the table agent refer to something that is not there" in found
    assert "2 of the table flag refer to something that is not there" in found


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DROP VIEW v_agent", "somebody took away the view v_agent"),
        ("DROP INDEX ix_version_day", "somebody took away the index ix_version_day"),
        ("DROP TABLE sample_member", "somebody took away the table sample_member"),
    ],
)
def test_what_was_taken_away(full: Store, place: str, statement: str, problem: str) -> None:
    force(place, statement)
    (found,) = check(full, KEY)
    assert found.problem == problem
    assert found.is_fault


def test_a_guard_of_the_log_that_was_taken_away(full: Store, place: str) -> None:
    is_file = "://" not in place
    name = "audit_no_delete" if is_file else "audit_no_change"
    force(place, f"DROP TRIGGER {name}" if is_file else f"ALTER TABLE audit DISABLE TRIGGER {name}")
    assert faults(full) == [f"somebody took away the guard of the audit log {name}"]


def test_a_log_that_was_changed(full: Store, place: str) -> None:
    guard = "DROP TRIGGER audit_no_update" if "://" not in place else "SELECT 1"
    force(place, guard, "UPDATE audit SET actor = 'x' WHERE seq = 2")
    assert any(
        one.startswith("the audit log is broken at entry 2: it is not as it was written") for one in faults(full)
    )
    assert any("broken at entry 1" in one for one in faults(full, SiteKey(b"another key of 16 bytes")))


def test_look_alikes_are_remarks(full: Store) -> None:
    with full.writing() as connection:
        connection.exec_driver_sql("UPDATE version SET input_hash = 'input-c2' WHERE id = 4")
        row = {"identity": "c2", "opening": "opening-2", "first_seen_at": "x"}
        connection.execute(insert(conversation), row)
    problems = [one.problem for one in remarks(full)]
    assert problems == [
        "1 content is there under more than one conversation",
        "1 id belongs to more than one conversation",
    ]


def test_a_file_that_others_may_read(tmp_path: Path, full_file: bytes) -> None:
    path = tmp_path / "open.sqlite"
    path.write_bytes(full_file)
    path.chmod(0o640)
    with open_store(path) as store:
        (found,) = check(store, KEY)
    assert (found.is_fault, found.problem) == (False, f"other users of this machine may open {path}")


def test_a_file_that_is_damaged(tmp_path: Path, full_file: bytes) -> None:
    path = tmp_path / "bad.sqlite"
    path.write_bytes(full_file)
    path.chmod(0o600)
    damage(path)
    before = path.read_bytes()
    with open_store(path, writable=False) as store:
        found = list(check(store, KEY))
    assert "the file is damaged" in found[0].problem
    assert all(one.is_fault for one in found)
    assert SAID not in str(found)
    assert path.read_bytes() == before


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_file_that_was_cut_off(tmp_path: Path, full_file: bytes, part: float) -> None:
    path = tmp_path / "short.sqlite"
    path.write_bytes(full_file[: int(len(full_file) * part)])
    try:
        with open_store(path, writable=False) as store:
            found = [one.problem for one in check(store, KEY)]
    except StoreError as error:
        found = [str(error)]
    assert any("damaged" in one for one in found)
    assert SAID not in str(found)


def test_a_sample_of_which_conversations_were_purged_is_whole(full: Store, place: str) -> None:
    force(place, "DELETE FROM sample_member", "INSERT INTO gone VALUES ('content', 'k1', '2026-11-27', 'purge')")
    assert faults(full) == []
    force(place, "INSERT INTO sample_member VALUES (1, 'aa11', 'c1', 'i1'), (1, 'aa11', 'c2', 'i2')")
    assert faults(full) == ["1 sample has other members than it says"]
