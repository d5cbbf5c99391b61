"""The files for operating convqa call it as it can be called, and read as what they are for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from convqa.cli import main
from tests.docs.test_docs import options_of

ROOT = Path(__file__).parents[2]
UNITS = sorted(path for ending in ("service", "timer") for path in (ROOT / "deploy").glob(f"*.{ending}"))
CALLING = sorted([*(ROOT / "deploy").glob("*.service"), ROOT / "deploy" / "cronjob.yaml"])
PAPER = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CALLING, ids=lambda path: path.name)
def test_every_call_has_a_command_and_options_that_exist(path: Path) -> None:
    calls = re.findall(r"convqa (score.*--quiet)", path.read_text(encoding="utf-8"))
    assert len(calls) == 1
    assert set(re.findall(r"(?<= )--[\w-]+", calls[0])) <= options_of(main.commands["score"])


KEEPING = sorted([*CALLING, ROOT / "docs" / "operations.md"])


@pytest.mark.parametrize("path", KEEPING, ids=lambda path: path.name)
def test_every_call_that_scores_keeps_what_it_makes(path: Path) -> None:
    """Only `--store` does, whatever the environment says; what comes after "convqa score …" is no whole call."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    calls: list[str] = re.findall(r"convqa score (/[^`\n]*)", text)
    assert calls != []
    assert [call for call in calls if " --store " not in call] == []


def test_the_cron_line_has_options_that_exist() -> None:
    (line,) = re.findall(r"^30 1 .*$", PAPER, re.MULTILINE)
    _, call = line.split(" /opt/convqa/bin/convqa score ")
    assert set(re.findall(r"(?<= )--[\w-]+", call)) <= options_of(main.commands["score"])


def test_the_image_takes_what_the_package_is_built_from() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", image, re.MULTILINE) for name in line.split()}
    assert copied == {line[1:] for line in ignored if line.startswith("!")}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    (check,) = re.findall(r"HEALTHCHECK .*\\\n +CMD (\[.*\])", image)
    program, group, *_ = json.loads(check)
    assert (program, group in main.commands) == ("convqa", True)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd is not installed: install Debian's package 'systemd' to run this test")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/convqa/bin/convqa", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    call = [systemd, "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    told = subprocess.run(call, check=False, capture_output=True, text=True)  # noqa: S603 - systemd's own check
    assert [line for line in told.stderr.splitlines() if "convqa-" in line] == []
