"""What a run leaves for a later one, since the call asks for others or the store keeps less, is not lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from convqa.redaction import SiteKey, customer_key
from convqa.store import open_store
from convqa.store.audit import AuditLog
from convqa.store.erase import erase_customer
from convqa.store.failures import unsolved
from convqa.store.purge import change_retention, purge
from convqa.store.schema import version
from tests.cli.conftest import as_named, given
from tests.cli.conftest import convqa as convqa
from tests.conftest import FakeClassifier
from tests.store.published import Score
from tests.store.published import place as place
from tests.store.published import score as score

LOG = AuditLog.own(SiteKey.default())
TODAY = datetime.now(UTC).date()
ALL = {"old": 40, "ill": 30, "new": 3}


class Sick(FakeClassifier):
    """Meets a fault at what is ill."""

    def classify(self, conversation: Conversation) -> Classification:
        if any("ill." in turn.text for turn in conversation.turns):
            raise MemoryError
        return super().classify(conversation)


def sick(place: str, *arguments: str | Path) -> Result:
    call = ["score", *map(str, arguments), "--store", place]
    return CliRunner().invoke(main, call, obj=Loaders(classifier=partial(given, Sick())))


def write(path: Path, ages: dict[str, int], said: Callable[[list[str]], str] = "\n".join) -> Path:
    """Conversations that began so many days ago, a line each."""
    rows = [
        {
            "id": one,
            "customer_id": f"K-{one}",
            "started_at": f"{TODAY - timedelta(days=age)}T10:00:00Z",
            "language": "en",
            "turns": [
                {"role": "customer", "text": f"Hello, my parcel is {one}."},
                {"role": "agent", "text": "I will look into it."},
            ],
        }
        for one, age in ages.items()
    ]
    path.write_text(said([json.dumps(row) for row in rows]), encoding="utf-8")
    return path


def stored(place: str) -> list[str]:
    with open_store(place) as store, store.reading() as connection:
        return sorted(connection.execute(select(version.c.shown_id)).scalars())


def failed(place: str) -> list[int]:
    with open_store(place) as store, store.reading() as connection:
        return [one.line for one in unsolved(connection)]


def keep(place: str, days: int | None) -> None:
    with open_store(place) as store, store.writing() as connection:
        change_retention(connection, LOG, days)


def since(days: int) -> tuple[str, str]:
    return "--since", (TODAY - timedelta(days=days)).isoformat()


def in_one_line(rows: list[str]) -> str:
    return f"[{', '.join(rows)}]"


@pytest.mark.parametrize("choice", [since(10), ("--sample", "1", "--seed", "a")])
@pytest.mark.parametrize("said", ["\n".join, in_one_line])
def test_what_failed_and_is_not_asked_for_stays_on_the_list(
    score: Score, place: str, tmp_path: Path, choice: tuple[str, ...], said: Callable[[list[str]], str]
) -> None:
    path = write(tmp_path / "all.json", ALL, said)
    sick(place, path)
    before = failed(place)
    assert (stored(place), len(before)) == (["new", "old"], 1)
    assert "2 not asked for" in score(path, "--retry-failed", *choice).stderr
    assert (stored(place), failed(place)) == (["new", "old"], before)
    assert score(path).stderr.startswith("0 conversations stored; 2 there already; 1 that failed earlier")
    assert score(path, "--retry-failed").stderr == "1 conversation stored; 2 there already.\n"
    assert (stored(place), failed(place)) == (["ill", "new", "old"], [])
    assert score(path).stderr == "0 conversations stored; 3 there already.\n"


def test_what_failed_and_is_asked_for_is_off_the_list_when_it_went_well(
    score: Score, place: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "all.jsonl", ALL | {"also ill": 40})
    sick(place, path)
    assert failed(place) == [2, 4]
    assert score(path, "--retry-failed", *since(35)).stderr == (
        "1 conversation stored; 1 there already; 2 not asked for.\n"
    )
    assert failed(place) == [4]
    score(path, "--retry-failed")
    assert (stored(place), failed(place)) == (["also ill", "ill", "new", "old"], [])


def test_what_failed_and_is_too_old_to_store_stays_on_the_list(score: Score, place: str, tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", ALL)
    sick(place, path)
    keep(place, 20)
    assert score(path, "--retry-failed").stderr == (
        "0 conversations stored; 2 there already; 1 older than the store keeps.\n"
    )
    assert failed(place) == [2]
    keep(place, None)
    score(path, "--retry-failed")
    assert (stored(place), failed(place)) == (["ill", "new", "old"], [])


def test_what_a_retention_bars_comes_once_it_is_longer(score: Score, place: str, tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", ALL)
    keep(place, 1)
    for _ in range(2):
        assert score(path).stderr == "0 conversations stored; 3 older than the store keeps.\n"
    would = "2 conversations would be scored and stored; 1 older than the store keeps.\n"
    keep(place, 35)
    assert score(path, "--dry-run").stderr == would
    assert score(path).stderr.endswith(would.replace("would be scored and ", ""))
    keep(place, None)
    assert score(path).stderr.endswith("1 conversation stored; 2 there already.\n")
    assert score(path).stderr == "0 conversations stored; 3 there already.\n"
    assert stored(place) == ["ill", "new", "old"]


def test_a_retention_that_is_set_while_it_is_scored_bars_nothing_for_good(
    score: Score, place: str, tmp_path: Path
) -> None:
    class Keeping(FakeClassifier):
        def classify(self, conversation: Conversation) -> Classification:
            keep(place, 20)
            return super().classify(conversation)

    path = write(tmp_path / "all.jsonl", ALL)
    call = ["score", str(path), "--store", place, "--workers", "1"]
    done = CliRunner(catch_exceptions=False).invoke(main, call, obj=Loaders(classifier=partial(given, Keeping())))
    assert done.stderr == "1 conversation stored; 2 older than the store keeps.\n"
    keep(place, None)
    assert score(path).stderr == "2 conversations stored; 1 there already.\n"


def test_what_was_erased_or_purged_stays_away_whatever_the_retention(score: Score, place: str, tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", ALL)
    score(path)
    with open_store(place) as store:
        erase_customer(store, LOG, customer_key("K-ill", SiteKey.default()))
        list(purge(store, LOG, TODAY - timedelta(days=35)))
    keep(place, 10)
    assert score(path).stderr == (
        "0 conversations stored; 1 there already; 1 erased earlier and left out; 1 purged earlier and left out.\n"
    )
    for days in (10, None):
        keep(place, days)
        assert score(path).stderr == "0 conversations stored; 1 there already.\n"  # it is not read again
    assert stored(place) == ["new"]


def test_a_file_that_goes_away_before_it_is_read_is_read_by_the_next_run(
    score: Score, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, away = tmp_path / "calls", tmp_path / "away"
    folder.mkdir()
    write(folder / "a.jsonl", {f"of {number}": 1 for number in range(64)})  # all that is read at once
    path = write(folder / "b.jsonl", ALL)
    monkeypatch.setattr("convqa.batch.stored._MOST_KEPT", 0)

    class Slow(FakeClassifier):
        def classify(self, conversation: Conversation) -> Classification:
            if path.exists():
                path.rename(away)
            return super().classify(conversation)

    call = ["score", str(folder), "--store", place, "--workers", "1"]
    done = CliRunner(catch_exceptions=False).invoke(main, call, obj=Loaders(classifier=partial(given, Slow())))
    assert re.search(as_named(path) + ": it was here and is gone", done.stderr)
    away.rename(path)
    assert failed(place) == [0]
    assert score(folder).stderr == "3 conversations stored; 64 there already.\n"
    assert failed(place) == []


@pytest.mark.parametrize("is_away", [True, False])
def test_what_failed_is_not_lost_while_something_else_lies_in_its_place(
    score: Score, place: str, tmp_path: Path, is_away: bool
) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    path = write(folder / "all.jsonl", ALL)
    sick(place, folder)
    path.unlink()
    if is_away:
        path.symlink_to(tmp_path / "absent.jsonl")
    else:
        write(path, {"new": 3})
    score(folder)
    path.unlink()
    write(path, ALL)
    score(folder)
    score(folder, "--retry-failed")
    assert (stored(place), failed(place)) == (["ill", "new", "old"], [])
