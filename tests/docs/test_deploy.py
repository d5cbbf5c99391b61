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
    ((name, rest),) = re.findall(r"convqa (score|purge) ([^\n;]*--[^\n;]*)", path.read_text(encoding="utf-8"))
    assert set(re.findall(r"(?<= )--[\w-]+", f" {rest}")) <= options_of(main.commands[name])


KEEPING = [*(path for path in CALLING if "purge" not in path.name), ROOT / "docs" / "operations.md"]


@pytest.mark.parametrize("path", KEEPING, ids=lambda path: path.name)
def test_every_call_that_scores_keeps_what_it_makes(path: Path) -> None:
    """Only `--store` does, whatever the environment says; what comes after "convqa score …" is no whole call."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    calls: list[str] = re.findall(r"convqa score (/[^`\n]*)", text)
    assert calls != []
    assert [call for call in calls if " --store " not in call] == []


def settings(name: str) -> list[str]:
    """The lines of a unit that set something."""
    return re.findall(r"^\w+=.*$", (ROOT / "deploy" / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_a_purge_leaves_in_the_file_is_no_success() -> None:
    """Exit code 1 is that: the service tries again, and fails in the end, where it is well for one that scores."""
    found = settings("convqa-purge.service")
    assert [one for one in found if one.startswith("SuccessExitStatus")] == []
    assert {"Restart=on-failure", "RestartPreventExitStatus=2 70"} <= set(found)
    (call,) = [one for one in found if one.startswith("ExecStart=")]
    assert " --yes " in call
    assert "copy `convqa-score.service`" not in PAPER


def test_a_purge_may_no_more_than_what_scores() -> None:
    of_its_own = {"ExecStart", "Description", "After", "TimeoutStartSec"}
    more = set(settings("convqa-purge.service")) - set(settings("convqa-score.service"))
    less = set(settings("convqa-score.service")) - set(settings("convqa-purge.service"))
    assert {one.partition("=")[0] for one in more} == of_its_own
    assert {one.partition("=")[0] for one in less} - of_its_own == {
        "RequiresMountsFor", "ReadOnlyPaths", "SuccessExitStatus",
    }  # fmt: skip


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
