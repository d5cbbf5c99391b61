"""deploy/cronjob.yaml, run: its command keeps what it scores, and tells Kubernetes what became of it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convqa.redaction import SiteKey
from convqa.store import create_store, open_store
from convqa.store.info import info
from convqa.store.keys import key_check
from tests.cli.conftest import calls as calls
from tests.docs import calling_child

ROOT = Path(__file__).parents[2]
JOB = (ROOT / "deploy" / "cronjob.yaml").read_text(encoding="utf-8")
NOBODY = "postgresql://nobody@127.0.0.1:1/none"

Job = Callable[..., subprocess.CompletedProcess[str]]


def written(pattern: str) -> str:
    """What stands in the one place of the file that a pattern finds."""
    (found,) = re.findall(pattern, JOB)
    return str(found)


def put(path: Path, program: str) -> Path:
    """A folder for the path in which `convqa` is a program of the test's own."""
    path.mkdir()
    (path / "convqa").write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    (path / "convqa").chmod(0o755)
    return path


def run(programs: Path, folder: str, key: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the pod would, with a folder and a key file of the test's own."""
    own = {"/calls": folder, "/run/secrets/convqa/site.key": key}
    command: list[str] = json.loads(written(r"command: (\[.*\])"))
    for theirs, ours in own.items():
        assert f" {theirs} " in command[-1]
        command[-1] = command[-1].replace(f" {theirs} ", f" {shlex.quote(ours)} ")
    variables |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603 - what the file has the pod do
        command, check=False, capture_output=True, text=True, env=os.environ | variables
    )


@pytest.fixture
def site_key(tmp_path: Path) -> Path:
    path = tmp_path / "site.key"
    path.write_text("0f" * 32, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def store(tmp_path: Path, site_key: Path) -> Path:
    path = tmp_path / "qa.sqlite"
    create_store(path, key_check=key_check(SiteKey.load(site_key))).close()
    return path


@pytest.fixture
def job(tmp_path: Path, calls: Path, site_key: Path, store: Path) -> Job:
    """Run the job on ten conversations; its exit code is what Kubernetes sees."""
    program = put(tmp_path / "bin", f'exec {shlex.quote(sys.executable)} {shlex.quote(calling_child.__file__)} "$@"')

    def once(*, key: Path = site_key, store: str = str(store)) -> subprocess.CompletedProcess[str]:
        return run(program, str(calls), str(key), CONVQA_STORE=store)

    return once


def stored(store: Path) -> int:
    with open_store(store, writable=False) as one:
        return info(one).counts["conversation"]


def test_what_the_job_scores_is_in_the_store(job: Job, store: Path) -> None:
    done = job()
    assert (done.returncode, stored(store)) == (0, 10), done.stderr


def test_a_file_that_cannot_be_scored_does_not_fail_the_job(job: Job, store: Path, calls: Path) -> None:
    (calls / "empty.txt").write_text("", encoding="utf-8")
    done = job()
    assert (done.returncode, stored(store)) == (0, 10), done.stderr
    assert "empty.txt" in done.stderr


def test_a_wrong_call_and_a_store_that_is_away_come_through(job: Job, store: Path, tmp_path: Path) -> None:
    assert job(key=tmp_path / "absent.key").returncode == 2
    assert job(store=str(tmp_path / "absent.sqlite")).returncode == 2
    assert job(store=NOBODY).returncode == 75
    assert stored(store) == 0


@pytest.mark.parametrize("code", [0, 1, 2, 70, 75, 137, 143])
def test_of_all_codes_1_alone_is_made_another(tmp_path: Path, code: int) -> None:
    done = run(put(tmp_path / "bin", f"exit {code}"), "/calls", "/key")
    assert done.returncode == (0 if code == 1 else code)


def test_what_nobody_can_mend_by_trying_again_fails_the_job_at_once() -> None:
    values = written(r"action: FailJob\n +onExitCodes: \{containerName: convqa, operator: In, values: (\[.*\])\}")
    assert json.loads(values) == [2, 70]


def test_it_is_tried_again_for_as_long_as_the_paper_says() -> None:
    paper = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "start again in some minutes, up to an hour, as `convqa-score.service` and `cronjob.yaml` do" in paper
    tries = int(written(r"backoffLimit: (\d+)"))
    for longest in (360, 600):  # as older and newer versions of Kubernetes have it, in seconds
        assert 40 <= sum(min(10 * 2**number, longest) for number in range(tries)) / 60 <= 61
    unit = (ROOT / "deploy" / "convqa-score.service").read_text(encoding="utf-8")
    pause, starts = (
        re.findall(rf"^{name}=(\d+)(?:min)?$", unit, re.MULTILINE) for name in ("RestartSec", "StartLimitBurst")
    )
    assert 40 <= int(pause[0]) * (int(starts[0]) - 1) <= 60
