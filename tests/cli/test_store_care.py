"""Looking after a store on the command line: info, check, backup, copy, upgrade, and their exit codes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from convqa.redaction import SiteKey
from convqa.store import open_store
from convqa.store.audit import AuditLog
from tests.cli.conftest import as_named
from tests.cli.test_store_commands import KEY_TEXT, Site
from tests.cli.test_store_commands import site as site
from tests.store import full
from tests.store.conftest import disk as disk
from tests.store.conftest import mount
from tests.store.contents import Contents, dump

Convqa = Callable[..., Result]

CARE = (("info",), ("check",), ("backup", "new.sqlite"), ("copy", "new.sqlite"), ("upgrade",))


def fill(site: Site) -> None:
    with open_store(site.path) as store:
        full.fill(store, AuditLog(key=SiteKey(KEY_TEXT.encode()), actor="actor-1"))


def contents(path: Path) -> Contents:
    with open_store(path, writable=False) as store:
        return dump(store)


def test_info(site: Site) -> None:
    site.fill(3)
    done = site("store", "info")
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert re.search(
        r"engine SQLite 3\.\d+\.\d+, schema 0003 made \(UTC\) \d{4}-\d\d-\d\d \d\d:\d\d size 0\.\d MB", said
    )
    assert (
        "conversations 3 began on none (3 without a date) assessments 3 with 3 scorecards, of 3 readings by a model"
        in said
    )
    assert "audit log 1 entry figures on agents from 20 conversations kept for not settled" in said
    assert "Nothing says how long conversations are kept" in done.stdout
    with open_store(site.path) as store, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('retention_days', '90')")
        connection.exec_driver_sql("UPDATE version SET day = '2020-01-01'")
        connection.exec_driver_sql("INSERT INTO file VALUES (1, 'p', '', 'o', 0, 0, 'part')")
        connection.exec_driver_sql("INSERT INTO failure VALUES (1, 0, 's', 'p', 'r', 1, 'f', 'l', NULL, NULL)")
    done = site("store", "info")
    assert "3 conversations are older than the 90 days for which they are kept; delete with" in done.stdout
    assert "kept for 90 days" in " ".join(done.stdout.split())
    assert "\n1 input could not be scored when last tried; see 'convqa store failures'" in done.stdout


def test_info_says_of_how_many_that_failed_the_files_have_gone(site: Site, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "good.txt").write_text("Agent: Hello\nCustomer: Hi, what does it cost?\n", encoding="utf-8")
    for name in ("one.json", "two.json"):
        (calls / name).write_text("{", encoding="utf-8")
    (calls / "link.txt").symlink_to(tmp_path / "nowhere")
    assert site("score", calls).exit_code == 1

    def told(*more: str | Path) -> str:
        done = site("store", "info", *more)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "\n3 inputs could not be scored when last tried; see 'convqa store failures'" in told()
    sentence = (
        "\n3 inputs could not be scored when last tried, {} of them of files that are no longer in what you named;"
    )
    assert sentence.format(0) in told(calls)
    (calls / "one.json").unlink()
    (calls / "two.json").write_text("{}", encoding="utf-8")
    assert sentence.format(1) in told(calls)
    gone = "The file is no longer in what you named."
    listed = site("store", "failures", calls).stdout.splitlines()
    assert [line.split(":")[0].rpartition("/")[2] for line in listed if line.endswith(gone)] == ["one.json"]
    assert (len(listed), gone in site("store", "failures").stdout) == (3, False)
    assert sentence.format(3) in told(calls, "--source", "crm")
    assert sentence.format(1) in told(calls, "--source", "crm", "--source", "")
    for path in calls.iterdir():
        path.unlink()
    assert sentence.format(3) in told(calls)


def test_what_failed_is_kept_and_logged_without_numbers_and_still_found(site: Site, tmp_path: Path) -> None:
    calls, log = tmp_path / "calls", tmp_path / "run.jsonl"
    (calls / "C-1000").mkdir(parents=True)
    bad = [calls / "C-1000" / name for name in ("kunde 4711223344.jsonl", "kunde-C-1000.jsonl")]
    for path in bad:
        path.write_text("{bad", encoding="utf-8")
    done = site("score", calls, "--log", log)
    assert done.exit_code == 1
    assert re.search(as_named(bad[1]) + ":1: ", done.stderr)
    listed = site("store", "failures", calls).stdout
    assert re.search(r"kunde-C-\[NUMBER_\d\]\.jsonl \(input 2 of 2\):1: this is not valid JSON", listed)
    assert "input 2" not in site("store", "failures").stdout
    kept = b"".join(one.read_bytes() for one in tmp_path.glob(f"{site.path.name}*"))
    for told in (done.stderr.encode(), listed.encode(), log.read_bytes(), kept):
        assert b"C-1000" not in told
        assert b"4711223344" not in told
    for path in bad:
        path.write_text('{"turns": [{"role": "agent", "text": "Hi."}, {"role": "customer", "text": "Hello there."}]}')
    assert site("score", calls, "--retry-failed").exit_code == 0
    assert site("store", "failures").stdout == ""


def test_info_looks_through_all_that_is_named_or_says_nothing(site: Site, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "good.txt").touch()
    for named in ((calls, tmp_path / "misspelt"), (tmp_path / "misspelt",)):
        for command in ("info", "failures"):
            done = site("store", command, *named)
            assert (done.exit_code, done.stdout, "misspelt" in done.stderr) == (2, "", True)
    done = site("store", "info", "--source", "crm")
    assert (done.exit_code, "name them as well" in done.stderr) == (2, True)


def test_check(site: Site) -> None:
    done = site("store", "check")
    assert (done.exit_code, done.output) == (0, "The store is whole.\n")
    site.path.chmod(0o644)
    done = site("store", "check")
    assert (done.exit_code, done.output.count("To look at: ")) == (0, 1)
    fill(site)
    with open_store(site.path) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE scorecard SET total = -1 WHERE position = 0 AND assessment_id = 1")
    done = site("store", "check")
    assert done.exit_code == 1
    assert "\nWrong: 1 value is outside of its range; somebody else than convqa wrote to the store" in done.stdout
    assert done.stdout.endswith("\n1 thing in the store is wrong.\n")


def test_backup_and_copy(site: Site, tmp_path: Path) -> None:
    fill(site)
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    done = site("store", "backup", first)
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.match(r"The copy \S+first\.sqlite is made \(0\.\d MB\)\. It holds what people said", done.stdout)
    assert site("store", "copy", second).stdout == f"The store {second} is made.\n"
    assert contents(first) == contents(second) == contents(site.path)
    assert site.deeds() == ["store.init", "store.init", "setting.change", "store.backup", "store.copy"]
    done = site("store", "backup", first)
    assert (done.exit_code, "there is a file of this name; give another name" in done.stderr) == (2, True)


def test_a_backup_can_be_used_in_place_of_the_store(site: Site, tmp_path: Path) -> None:
    fill(site)
    before = contents(site.path)
    site("store", "backup", tmp_path / "copy.sqlite")
    site.path.unlink()
    (tmp_path / "copy.sqlite").rename(site.path)
    assert contents(site.path) == before
    assert site("audit", "verify").exit_code == 0
    assert site("store", "minimum-n", "30").exit_code == 0


def test_another_key_copies_nothing(site: Site, convqa: Convqa, tmp_path: Path) -> None:
    for call in CARE:
        arguments = [tmp_path / one if "." in one else one for one in call]
        done = convqa("store", *arguments, "--store", site.path)
        assert (done.exit_code, done.stderr.count("another site key")) == (2, 1), call
    assert {one.name for one in tmp_path.iterdir()} <= {"qa.sqlite", "qa.sqlite-wal", "qa.sqlite-shm", "site.key"}
    assert site.deeds() == ["store.init"]


def test_upgrade_of_what_is_new(site: Site) -> None:
    done = site("store", "upgrade")
    assert (done.exit_code, done.output) == (
        0, "The store has the schema of this convqa, 0003; nothing was to be done.\n",
    )  # fmt: skip
    assert site.deeds() == ["store.init"]


@pytest.mark.parametrize("call", CARE, ids=lambda call: call[0])
@pytest.mark.parametrize("content", [b"Gurli, 010170-1234, no database at all. " * 200, b"", None])
def test_what_is_no_store(convqa: Convqa, tmp_path: Path, call: tuple[str, ...], content: bytes | None) -> None:
    path = tmp_path / "notes.txt"
    if content is not None:
        path.write_bytes(content)
    arguments = [tmp_path / one if "." in one else one for one in call]
    done = convqa("store", *arguments, "--store", path)
    assert done.exit_code == 2
    assert re.fullmatch(r"Error: the store \S+notes\.txt: (it is no|there is no such) [^\n]+\.\n", done.stderr)
    assert "Gurli" not in done.output
    assert [one.read_bytes() for one in tmp_path.iterdir()] == ([] if content is None else [content])


@pytest.mark.parametrize("call", CARE, ids=lambda call: call[0])
def test_a_server_that_does_not_answer(convqa: Convqa, tmp_path: Path, call: tuple[str, ...]) -> None:
    pytest.importorskip("psycopg")
    arguments = [tmp_path / one if "." in one else one for one in call]
    done = convqa("store", *arguments, "--store", "postgresql://qa:hunter2@127.0.0.1:1/convqa")
    assert done.exit_code == 75
    assert "its server cannot be reached" in done.stderr
    assert "hunter2" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full(site: Site, disk: Path) -> None:
    fill(site)
    before = contents(site.path)
    (disk / "much").write_bytes(b"x" * 4_000_000)
    done = site("store", "backup", disk / "copy.sqlite")
    assert done.exit_code == 75
    assert re.fullmatch(r"Error: the store \S+copy\.sqlite: the disk is full; free some space; [^\n]+\n", done.stderr)
    assert [one.name for one in disk.iterdir()] == ["much"]
    assert contents(site.path) == before


def test_a_store_on_a_disk_that_is_read_only(convqa: Convqa, disk: Path, tmp_path: Path) -> None:
    made = Site(convqa, disk)
    assert made("store", "init").exit_code == 0
    fill(made)
    before = contents(made.path)
    assert mount("-o", "remount,ro", str(disk)) == 0
    for call in (("store", "info"), ("store", "check"), ("audit", "verify"), ("audit", "show"), ("store", "minimum-n")):
        done = made(*call)
        assert (done.exit_code, done.stderr) == (0, ""), call
    done = made("store", "minimum-n", "30")
    assert (done.exit_code, "its disk may be read and not written; copy it" in done.stderr) == (2, True)
    done = made("store", "backup", tmp_path / "copy.sqlite")
    assert done.exit_code == 0
    assert done.stderr.startswith("The audit log cannot tell of this copy: the store ")
    assert contents(tmp_path / "copy.sqlite") == contents(made.path) == before


def test_a_store_that_is_damaged_is_told_and_left(site: Site) -> None:
    fill(site)
    with sqlite3.connect(site.path) as plain:
        (page,) = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'turn'").fetchone()
        (size,) = plain.execute("PRAGMA page_size").fetchone()
    plain.close()
    content = bytearray(site.path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    site.path.write_bytes(content)
    done = site("store", "check")
    assert done.exit_code == 1
    assert "Wrong: the file is damaged: " in done.stdout
    assert "put a backup in its place" in done.stdout
    assert site.path.read_bytes() == bytes(content)
    done = site("store", "backup", site.path.with_name("copy.sqlite"))
    assert (done.exit_code, "it is not whole, so it was not kept" in done.stderr) == (2, True)


@pytest.mark.parametrize("call", CARE, ids=lambda call: call[0])
def test_help_of_each(convqa: Convqa, call: tuple[str, ...]) -> None:
    done = convqa("store", call[0], "--help")
    assert done.exit_code == 0
    assert "--key-file" in done.output
