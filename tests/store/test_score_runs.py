"""`convqa score --store`: what is there is passed over, what changed is a new version, what failed is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, update

from convqa.redaction import SiteKey
from convqa.report.records import to_line
from convqa.store import open_store
from convqa.store.keys import key_check
from convqa.store.load import load
from convqa.store.schema import assessment, metadata, setting
from tests.cli.conftest import CHAT, Convqa
from tests.cli.conftest import calls as calls
from tests.cli.conftest import convqa as convqa
from tests.store.conftest import NewPlace
from tests.store.contents import Contents, dump

Score = Callable[..., Result]


@pytest.fixture
def place(new_place: NewPlace) -> str:
    """A store of the published key, which a call without `--key-file` has."""
    return published(new_place())


def published(place: str) -> str:
    with open_store(place) as store, store.writing() as connection:
        key = key_check(SiteKey.default())
        connection.execute(update(setting).where(setting.c.name == "key_check").values(value=key))
    return place


@pytest.fixture
def score(convqa: Convqa, place: str) -> Score:
    """Score into the store of the test."""

    def run(*arguments: str | Path, **options: bytes) -> Result:
        return convqa("score", *arguments, "--store", place, **options)

    return run


def contents(place: str) -> Contents:
    with open_store(place) as store:
        return dump(store)


def count(place: str, table: str) -> int:
    with open_store(place) as store, store.reading() as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def records(place: str) -> list[str]:
    with open_store(place) as store, store.reading() as connection:
        numbers = list(connection.execute(select(assessment.c.id)).scalars())
        return sorted(to_line(entry.assessment) for entry in load(connection, numbers))


def test_what_is_stored_is_what_is_written_without_a_store(
    convqa: Convqa, score: Score, place: str, calls: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "out.jsonl", tmp_path / "other.jsonl"
    kept = score(calls, "--output", out)
    plain = convqa("score", calls, "--output", other)
    assert (kept.exit_code, plain.exit_code) == (0, 0), kept.stderr
    assert out.read_bytes() == other.read_bytes()
    assert kept.stdout == plain.stdout
    assert kept.stderr == "10 conversations stored.\n"
    assert records(place) == sorted(out.read_text(encoding="utf-8").splitlines())


def test_a_second_run_does_nothing(score: Score, place: str, calls: Path) -> None:
    score(calls)
    before = contents(place)
    again = score(calls)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "0 conversations stored; 10 there already.\n"
    assert contents(place) == before
    assert [len(before[table]) for table in ("conversation", "version", "assessment", "file", "file_version")] == [
        10
    ] * 5


def test_what_is_new_or_changed_in_a_file_is_scored_and_the_rest_is_not(score: Score, place: str, calls: Path) -> None:
    table = calls / "all.jsonl"
    lines = [{"id": f"c{number}", "text": CHAT.replace("parcel", f"box {number}")} for number in range(3)]

    def write() -> None:
        turns = [dict(zip(("role", "text"), line.split(": ", 1), strict=True)) for line in CHAT.splitlines()]
        rows = [{"id": line["id"], "turns": [*turns, {"role": "Customer", "text": line["text"]}]} for line in lines]
        table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    write()
    score(table)
    lines.append({"id": "c3", "text": "And one more question, please?"})
    lines[1]["text"] = "I have changed my mind."
    write()
    result = score(table)
    assert result.stderr == "2 conversations stored, 1 of them changed since an earlier run; 2 there already.\n"
    assert "2 conversations; flags" in result.stdout
    assert (count(place, "conversation"), count(place, "version")) == (4, 5)
