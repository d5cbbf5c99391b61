"""`convqa score --watch`: what arrives is stored once, and a signal ends it when what is in hand is stored."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from threading import Timer
from typing import BinaryIO

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from convqa.ingest.sources import Source
from convqa.pipeline import Classifier
from convqa.store import open_store
from convqa.store.schema import assessment, audit, run
from tests.cli.conftest import CHAT, fake_speech, given
from tests.cli.conftest import calls as calls
from tests.store.conftest import NewPlace
from tests.store.published import contents, published, records


class Hooked:
    """Classifies as another does, and afterwards does what is planned after so many."""

    def __init__(self, classifier: Classifier, plan: dict[int, Callable[[], object]]) -> None:
        self.name, self.reference = classifier.name, classifier.reference
        self._classifier, self._plan, self._numbers = classifier, plan, count(1)

    def classify(self, conversation: Conversation) -> Classification:
        found = self._classifier.classify(conversation)
        self._plan.get(next(self._numbers), bool)()
        return found


Score = Callable[..., Result]


@pytest.fixture
def place(new_place: NewPlace) -> str:
    return published(new_place())


@pytest.fixture
def score(classifier: Classifier) -> Score:
    """Score with one worker; `plan`: what happens once so many are classified."""

    def run(*arguments: str | Path, plan: dict[int, Callable[[], object]] | None = None) -> Result:
        loaders = Loaders(classifier=partial(given, Hooked(classifier, plan or {})), speech=fake_speech)
        call = ["score", *map(str, arguments), "--workers", "1"]
        return CliRunner(catch_exceptions=False).invoke(main, call, obj=loaders)

    return run


def tell(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def given_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def write(path: Path, name: str) -> None:
    path.write_text(CHAT.replace("parcel", f"parcel of {name}"), encoding="utf-8")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_arrives_is_stored_once_until_it_is_told_to_stop(
    score: Score, place: str, new_place: NewPlace, calls: Path, number: signal.Signals
) -> None:
    def arrive() -> None:
        write(calls / "late.txt", "roses")
        write(calls / "later.txt.partial", "tulips")
        (calls / "chat-3.txt").touch()

    watched = score(calls, "--store", place, "--watch", "--every", "0.05", plan={10: arrive, 11: tell(number)})
    assert (watched.exit_code, watched.stderr) == (0, "11 conversations stored.\n")
    other = published(new_place())
    assert score(calls, "--store", other).exit_code == 0
    assert contents(place) == contents(other)
    with open_store(place) as store, store.reading() as connection:
        assert connection.execute(select(run.c.state)).scalars().all() == ["stopped"]
        assert connection.execute(select(audit.c.action).order_by(audit.c.seq)).scalars().all() == [
            "store.init", "score.begin", "score.end",
        ]  # fmt: skip


def line(number: int, *more: str) -> str:
    """A conversation with an id of its own, as JSON."""
    said = [("Agent", "Hello, this is support."), ("Customer", "Hi there."), *(("Customer", text) for text in more)]
    return json.dumps({"id": f"c{number}", "turns": [{"speaker": speaker, "text": text} for speaker, text in said]})


def test_a_ticket_that_grows_is_a_new_version_without_a_word(score: Score, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    ticket = folder / "ticket.jsonl"
    ticket.write_text(line(1), encoding="utf-8")
    plan = {1: lambda: ticket.write_text(line(1, "Still there?"), encoding="utf-8"), 2: tell(signal.SIGTERM)}
    watched = score(folder, "--store", place, "--watch", "--every", "0.05", plan=plan)
    assert watched.stderr == "2 conversations stored, 1 of them changed since an earlier run.\n"


@pytest.mark.sweep
def test_a_large_file_is_broken_off_and_gone_on_with(
    score: Score, place: str, new_place: NewPlace, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "calls.jsonl").write_text("\n".join(map(line, range(200))), encoding="utf-8")
    watched = score(folder, "--store", place, "--watch", "--every", "0.05", "--quiet", plan={5: tell(signal.SIGTERM)})
    assert (watched.exit_code, watched.stderr) == (0, "")
    with open_store(place) as store, store.reading() as connection:
        stored = connection.execute(select(func.count()).select_from(assessment)).scalar_one()
    assert 5 <= stored <= 64
    assert score(folder, "--store", place).stderr == f"{200 - stored} conversations stored; {stored} there already.\n"
    other = published(new_place())
    score(folder, "--store", other)
    assert contents(place) == contents(other)


def test_what_cannot_be_read_is_told_once_and_taken_when_it_is_mended(
    score: Score, place: str, calls: Path, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.txt"
    (calls / "link.txt").symlink_to(target)
    plan = {10: lambda: write(target, "roses"), 11: tell(signal.SIGTERM)}
    watched = score(calls, "--store", place, "--watch", "--every", "0.05", "--quiet", plan=plan)
    assert watched.exit_code == 1
    assert watched.stderr.count("the link leads nowhere") == 1
    assert "11 conversations were scored" in watched.stderr


@pytest.fixture
def late() -> Iterator[None]:
    """Ends a run that would go on for ever, since what it waits for does not come."""
    timer = Timer(30.0, tell(signal.SIGTERM))
    timer.start()
    yield
    timer.cancel()


@pytest.mark.usefixtures("late")
def test_what_is_locked_is_told_once_and_taken_when_it_is_not(
    score: Score, place: str, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(calls / "late.txt", "roses")
    tries, opened = count(1), Source.open

    def open_(source: Source) -> BinaryIO:
        if source.label == "late.txt" and next(tries) < 8:
            raise PermissionError(errno.EACCES, "locked by who writes it")
        return opened(source)

    monkeypatch.setattr(Source, "open", open_)
    log, plan = tmp_path / "log.jsonl", {11: tell(signal.SIGTERM)}
    watched = score(calls, "--store", place, "--watch", "--every", "0.05", "--quiet", "--log", log, plan=plan)
    assert watched.stderr.count("late.txt: you may not read it; change its permissions.") == 1
    assert watched.stderr.endswith("1 input could not be scored and is listed above; 11 conversations were scored.\n")
    assert log.read_text(encoding="utf-8").count('"failed", "place"') == 1


@pytest.mark.usefixtures("late")
def test_what_fails_again_and_again_while_it_is_scored_is_told_once_for_each_reason(
    score: Score, place: str, tmp_path: Path
) -> None:
    def refuse(number: int) -> Callable[[], object]:
        def refused() -> None:
            raise OSError(number, os.strerror(number))

        return refused

    inbox, log = given_folder(tmp_path / "inbox"), tmp_path / "log.jsonl"
    write(inbox / "a.txt", "roses")
    plan = {number: refuse(errno.ENOSPC) for number in range(1, 6)} | {6: refuse(errno.EIO), 7: refuse(errno.EIO)}
    watched = score(
        inbox, "--store", place, "--watch", "--every", "0.05", "--quiet", "--log", log,
        plan=plan | {8: tell(signal.SIGTERM)},
    )  # fmt: skip
    assert watched.exit_code == 1
    *told, closing = watched.stderr.splitlines()
    reasons = [os.strerror(number).lower() for number in (errno.ENOSPC, errno.EIO)]
    assert [reason in line for reason, line in zip(reasons, told, strict=True)] == [True, True]
    assert closing == "2 inputs could not be scored and are listed above; 1 conversation was scored."
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in events] == ["begin", "failed", "stored", "failed", "stored", "stored", "end"]
    assert (events[-1]["failed"], events[-1]["new"]) == (2, 1)


@pytest.mark.usefixtures("late")
def test_a_share_that_is_away_while_a_chunk_is_in_hand_is_told_once_and_taken_when_it_is_back(
    score: Score, place: str, new_place: NewPlace, tmp_path: Path
) -> None:
    inbox, away = tmp_path / "inbox", tmp_path / "away"
    for number in range(66):  # more than are looked up at once
        write(given_folder(inbox / "a") / f"{number:02}.txt", f"order {number}")
    for number in range(2):
        write(given_folder(inbox / "share") / f"{number}.txt", f"letter {number}")
    plan = {
        1: lambda: (inbox / "share").rename(away),
        66: lambda: away.rename(inbox / "share"),
        68: tell(signal.SIGTERM),
    }
    watched = score(inbox, "--store", place, "--watch", "--every", "0.05", "--quiet", plan=plan)
    assert watched.exit_code == 1
    assert watched.stderr.count("it was here and is gone") == 2
    assert watched.stderr.endswith("2 inputs could not be scored and are listed above; 68 conversations were scored.\n")
    assert score(inbox, "--store", place).stderr == "0 conversations stored; 68 there already.\n"
    other = published(new_place())
    score(inbox, "--store", other)
    assert records(place) == records(other)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["calls", "--watch"], "--watch goes with --store"),
        (["calls", "--store", "s", "--every", "3"], "--every goes with --watch"),
        (["calls", "--store", "s", "--watch", "--dry-run"], "leave out --sample and --dry-run"),
        (["calls", "calls", "--store", "s", "--watch"], "looks into one folder"),
        (["calls/chat-1.txt", "--store", "s", "--watch"], "looks into one folder"),
        (["absent", "--store", "s", "--watch"], "looks into one folder"),
        (["s3://bucket/calls/", "--store", "s", "--watch"], "looks into one folder"),
        (["calls", "--store", "s", "--watch", "--csv", "out.csv"], "leave out --csv"),
    ],
)
def test_a_wrong_call(score: Score, calls: Path, arguments: list[str], sentence: str) -> None:
    with contextlib.chdir(calls.parent):
        called = score(*arguments)
    assert called.exit_code == 2
    assert sentence in called.stderr
