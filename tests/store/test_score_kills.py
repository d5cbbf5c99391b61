"""Runs that are killed, stopped, or at work at the same time: in the end the store holds what one run would store."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import CHAT
from tests.store import scoring_child
from tests.store.conftest import NewPlace
from tests.store.contents import Contents
from tests.store.published import contents, count, published

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files with one conversation, a file with many, and some that cannot be read."""
    folder = tmp_path_factory.mktemp("calls")
    for number in range(30):
        text = CHAT.replace("parcel", f"parcel of order {chr(97 + number % 26) * 4}{number}")
        (folder / f"chat-{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "chat-20.txt").write_text("", encoding="utf-8")
    rows = [
        {
            "id": f"c{number}",
            "turns": [
                {"role": "customer", "text": f"Where is parcel {number}?"},
                {"role": "agent", "agent_id": f"A-{number % 7}", "text": f"Hello, it will be there in {number} days."},
            ],
        }
        for number in range(70)
    ]
    lines = [json.dumps(row) for row in rows]
    lines[40] = "{"
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, template: Path, many: Path) -> Contents:
    """What a run that nothing disturbs stores; it is the same on both engines."""
    place = published(str(shutil.copy(template, tmp_path_factory.mktemp("whole") / "qa.sqlite")))
    assert scoring_child.score(place, str(many)) == 1
    return contents(place)


def child(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, scoring_child.__file__, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(place: str, calls: Path, number: int, seed: int) -> int:
    """How many of so many runs were killed before one ended by itself."""
    with child("kill", place, str(calls), str(number), str(seed)) as runs:
        out, err = runs.communicate(timeout=600)
    assert runs.returncode == 0, err
    times, code = map(int, out.split())
    assert code in (0, 1)
    return times


def test_six_runs_that_are_killed_come_to_what_one_run_does(new_place: NewPlace, many: Path, whole: Contents) -> None:
    place = published(new_place())
    assert killed(place, many, 6, seed=1) >= 3
    assert contents(place) == whole


@pytest.mark.slow
def test_two_hundred_runs_that_are_killed_come_to_what_one_run_does(
    new_place: NewPlace, many: Path, whole: Contents
) -> None:
    times = seed = 0
    while times < 200:
        seed += 1
        place = published(new_place())
        times += killed(place, many, 20, seed=seed)
        assert contents(place) == whole


@pytest.mark.sweep
def test_two_runs_at_the_same_time_store_everything_once(new_place: NewPlace, many: Path, whole: Contents) -> None:
    place = published(new_place())
    with child("race", place, str(many)) as both:
        out, err = both.communicate(timeout=120)
    assert (both.returncode, out) == (0, "1 1\n"), err
    assert contents(place) == whole


@pytest.mark.sweep
def test_ctrl_c_keeps_what_is_scored(new_place: NewPlace, many: Path, whole: Contents) -> None:
    place = published(new_place())
    with child("wait", place, str(many)) as run:
        assert run.stdout is not None
        assert run.stdin is not None
        assert run.stdout.readline() == "ready\n"
        run.stdin.write("go\n")
        run.stdin.flush()
        until = time.monotonic() + 60
        while not count(place, "assessment") and time.monotonic() < until:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    stored = count(place, "assessment")
    assert 0 < stored < 100
    assert "Stopping after the conversation in hand" in err
    assert err.splitlines()[-1].startswith(f"Stopped; {stored} conversation"), err
    assert scoring_child.score(place, str(many)) == 1
    assert contents(place) == whole
