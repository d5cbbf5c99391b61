"""The audit log: appended to by many at once without a fork, and no change of it goes unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, Table, insert
from sqlalchemy.schema import CreateTable

from convqa.errors import StoreError, UsageError
from convqa.redaction import SiteKey
from convqa.store import Store, open_store
from convqa.store.audit import FIRST, AuditLog, Deed, missing_guards, newest_entries, verify
from convqa.store.schema import audit, team
from tests.cli.conftest import Convqa
from tests.cli.conftest import convqa as convqa
from tests.store.conftest import NewPlace

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")
OTHER = AuditLog(key=KEY, actor="actor-2")

Rows = list[dict[str, Any]]


def fill(store: Store, entries: int) -> list[str]:
    """The heads after each entry; the first of a log is that of the store's making."""
    heads = []
    for number in range(entries):
        with store.writing() as connection:
            deed: Deed = "setting.change" if newest_entries(connection, 1) else "store.init"
            heads.append(LOG.append(connection, deed, {"number": number}, kind="agent", subject=f"a{number}"))
    return heads


def rows_of(store: Store) -> Rows:
    with store.reading() as connection:
        return newest_entries(connection, 1_000)


def put(connection: Connection, rows: Rows) -> None:
    """Put these rows in place of the log, as somebody with all rights to the database and without the key can."""
    connection.exec_driver_sql("DROP TABLE audit")
    connection.execute(CreateTable(Table("audit", MetaData(), *(Column(one.name, one.type) for one in audit.columns))))
    if rows:
        connection.execute(insert(audit), rows)


def broken_at(store: Store, key: SiteKey = KEY) -> tuple[int, str] | None:
    with store.reading() as connection:
        broken = verify(connection, key).broken
    return None if broken is None else (broken.seq, broken.why)


def test_what_was_written_is_whole_and_has_a_head(store: Store) -> None:
    heads = fill(store, 3)
    with store.reading() as connection:
        found = verify(connection, KEY)
    assert (found.entries, found.head, found.broken, found.holds_head) == (3, heads[-1], None, None)
    rows = rows_of(store)
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert [row["previous"] for row in rows] == [FIRST, *heads[:-1]]
    assert {row["actor"] for row in rows} == {"actor-1"}
    assert rows[1]["detail"] == '{"number": 1}'
    with store.reading() as connection:
        assert [row["seq"] for row in newest_entries(connection, 2)] == [2, 3]


def test_an_earlier_head_is_in_the_log_and_one_that_was_cut_off_is_not(store: Store) -> None:
    heads = fill(store, 4)
    with store.writing() as connection:
        put(connection, newest_entries(connection, 9)[:3])
    with store.reading() as connection:
        assert verify(connection, KEY).broken is None
        assert [verify(connection, KEY, head=head).holds_head for head in heads] == [True, True, True, False]


def test_a_log_that_was_emptied_is_none_also_when_it_was_begun_anew(store: Store) -> None:
    fill(store, 2)
    with store.writing() as connection:
        put(connection, [])
    found = broken_at(store)
    assert found is not None
    assert found[0] == 1
    assert "somebody emptied the log" in found[1]
    with store.writing() as connection:
        LOG.append(connection, "score.begin", {})
    assert broken_at(store) == (
        1, "it is not store.init, with which every log begins: somebody emptied the log, and it was begun anew"
    )  # fmt: skip


def test_guards_that_were_taken_away_are_missed(store: Store) -> None:
    with store.writing() as connection:
        assert missing_guards(connection) == []
        put(connection, [])  # which takes them away
        engine = connection.dialect.name
        assert set(missing_guards(connection)) == (
            {"audit_no_change"}
            if engine == "postgresql"
            else {f"audit_no_{one}" for one in ("update", "delete", "replace")}
        )


@pytest.mark.parametrize("head", [FIRST, "0" * 63, "0" * 65, "g" * 64, f"{'0' * 64}\n"])
def test_a_head_that_is_none_is_refused(store: Store, head: str) -> None:
    for entries in (0, 2):
        fill(store, entries)
        with store.reading() as connection, pytest.raises(UsageError, match=r"that is 64 digits \(0-9, a-f\), as"):
            verify(connection, KEY, head=head)


def test_an_entry_goes_with_its_deed(store: Store) -> None:
    with suppress(RuntimeError), store.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        LOG.append(connection, "setting.change", {})
        raise RuntimeError
    assert rows_of(store) == []
    fill(store, 1)
    assert [row["seq"] for row in rows_of(store)] == [1]


def test_no_store_is_there_without_the_entry_of_its_making(
    bare_place: str, convqa: Convqa, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", killed)
        assert convqa("store", "init", "--store", bare_place).exit_code != 0
    with pytest.raises(StoreError, match="it is no store of convqa yet; run 'convqa store init'"):
        open_store(bare_place)
    done = convqa("store", "init", "--store", bare_place)
    assert done.exit_code == 0, done.stderr
    with open_store(bare_place) as store:
        assert [row["action"] for row in rows_of(store)] == ["store.init"]


def test_many_who_append_at_once_make_one_chain(place: str) -> None:
    failures: list[Exception] = []
    with open_store(place) as store:
        fill(store, 1)

    def work(log: AuditLog) -> None:
        try:
            with open_store(place) as store:
                for number in range(15):
                    with store.writing() as connection:
                        log.append(connection, "setting.change", {"number": number})
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(log,)) for log in (LOG, OTHER, LOG)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_store(place) as store:
        assert broken_at(store) is None
        rows = rows_of(store)
        assert [row["seq"] for row in rows] == list(range(1, 47))
        assert {row["actor"] for row in rows} == {"actor-1", "actor-2"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'y'",
        "UPDATE audit SET seq = 9 WHERE seq = 2",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 9, at, actor, action, subject_kind, subject_key, detail, previous, hash FROM audit "
        "WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses(store: Store, statement: str) -> None:
    fill(store, 2)
    before = rows_of(store)
    with pytest.raises(StoreError), store.writing() as connection:
        connection.exec_driver_sql(statement)
    assert rows_of(store) == before


@pytest.mark.parametrize("values", [{"seq": 1, "previous": "x"}, {"seq": 9, "previous": ""}])
def test_sqlite_replaces_nothing(new_file: NewPlace, values: dict[str, Any]) -> None:
    with open_store(new_file()) as store:
        fill(store, 2)
        before = rows_of(store)
        with pytest.raises(StoreError), store.writing() as connection:
            connection.execute(insert(audit).prefix_with("OR REPLACE"), before[0] | values)
        assert rows_of(store) == before


def test_postgresql_empties_nothing(new_database: NewPlace) -> None:
    with open_store(new_database()) as store:
        fill(store, 1)
        with pytest.raises(StoreError), store.writing() as connection:
            connection.exec_driver_sql("TRUNCATE audit")
        assert len(rows_of(store)) == 1


Forge = Callable[[Rows], Rows]


def without(*gone: int) -> Forge:
    return lambda rows: [row for row in rows if row["seq"] not in gone]


def numbered(rows: Rows) -> Rows:
    """As if nothing had been taken out."""
    return [{**row, "seq": number} for number, row in enumerate(rows, start=1)]


def changed(seq: int, **values: object) -> Forge:
    return lambda rows: [{**row, **values} if row["seq"] == seq else row for row in rows]


def resealed(rows: Rows, key: SiteKey) -> Rows:
    """Entries that somebody wrote anew with another key, all of them."""
    return [{**row, "hash": key.hmac("audit", str(row))} for row in rows]


@pytest.mark.parametrize(
    ("forge", "seq", "why"),
    [
        (without(1), 1, "missing"),
        (without(3), 3, "missing"),
        (without(2, 3, 4), 2, "missing"),
        (lambda rows: numbered(without(3)(rows)), 3, "not as it was written"),
        (lambda rows: [{**rows[0], "seq": 0}, *rows], 0, "put in"),
        (changed(2, actor="actor-9"), 2, "not as it was written"),
        (changed(2, at="2020-01-01T00:00:00Z"), 2, "not as it was written"),
        (changed(4, hash="0" * 64), 4, "not as it was written"),
        (changed(3, previous="0" * 64), 3, "not as it was written"),
        (lambda rows: [*rows, {**rows[4], "seq": 6}], 6, "not as it was written"),
        (lambda rows: resealed(rows, SiteKey(b"another key of 16 bytes")), 1, "not as it was written"),
    ],
)
def test_where_it_is_broken_and_why(store: Store, forge: Forge, seq: int, why: str) -> None:
    fill(store, 5)
    rows = forge(rows_of(store))
    with store.writing() as connection:
        put(connection, rows)
    found = broken_at(store)
    assert found is not None
    assert (found[0], why in found[1]) == (seq, True), found


def test_two_histories_in_one_log(new_place: NewPlace) -> None:
    """A backup was put in place, went on by itself, and then got entries of the one that it replaced."""
    with open_store(new_place()) as first, open_store(new_place()) as second:
        fill(first, 3)
        rows = rows_of(first)
        with second.writing() as connection:
            put(connection, rows[:1])
        with second.writing() as connection:
            OTHER.append(connection, "setting.change", {})
        mixed = [*rows_of(second), rows[2]]
        with first.writing() as connection:
            put(connection, mixed)
        found = broken_at(first)
        assert found is not None
        assert found[0] == 3
        assert "different histories" in found[1]


def test_another_key_finds_nothing_as_written(store: Store) -> None:
    fill(store, 2)
    found = broken_at(store, SiteKey(b"another key of 16 bytes"))
    assert found is not None
    assert found[0] == 1


COLUMNS = st.sampled_from([column.name for column in audit.columns if column.name != "seq"])
ENTRIES = 6
DEEDS = st.one_of(
    st.tuples(st.just("remove"), st.integers(1, ENTRIES - 1)),
    st.tuples(st.just("remove and number anew"), st.integers(1, ENTRIES - 1)),
    st.tuples(st.just("change"), st.integers(1, ENTRIES), COLUMNS, st.text(st.characters(exclude_characters="\0",
              exclude_categories=["Cs"]), max_size=5)),
    st.tuples(st.just("swap"), st.integers(1, ENTRIES), st.integers(1, ENTRIES)),
    st.tuples(st.just("move"), st.permutations(range(1, ENTRIES + 1))),
)  # fmt: skip


def forged(rows: Rows, deed: tuple[Any, ...]) -> Rows:
    match deed:
        case ("remove", int(seq)):
            return without(seq)(rows)
        case ("remove and number anew", int(seq)):
            return numbered(without(seq)(rows))
        case ("change", int(seq), str(column), str(value)):
            return changed(seq, **{column: value})(rows)
        case ("swap", int(one), int(other)):
            places = {one: other, other: one}
            return [{**row, "seq": places.get(row["seq"], row["seq"])} for row in rows]
        case _:
            return [{**row, "seq": seq} for row, seq in zip(rows, deed[1], strict=True)]


class _Undo(Exception):  # noqa: N818 - no error
    pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deed=DEEDS)
def test_any_change_removal_or_swap_is_found(store: Store, deed: tuple[Any, ...]) -> None:
    rows = rows_of(store)
    if not rows:  # the first example
        fill(store, ENTRIES)
        rows = rows_of(store)
    new = sorted(forged(rows, deed), key=lambda row: row["seq"])
    with suppress(_Undo), store.writing() as connection:
        put(connection, new)
        assert (verify(connection, KEY).broken is None) == (new == rows)
        raise _Undo
