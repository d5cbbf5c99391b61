from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convqa.cores import quota_cores, usable_cores

V2 = "0::/service/worker\n"
V1 = "5:memory:/other\n4:cpu,cpuacct:/service/worker\n1:name=systemd:/service\n"


def machine(
    folder: Path, *, groups: str, files: dict[str, str], root: str = "/", kind: str = "cgroup2 none rw"
) -> Path:
    """What the system tells of a process; the tree of groups is in "the groups", in which `files` are."""
    tree = folder / "the groups"
    tree.mkdir(exist_ok=True)
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    process = folder / "self"
    process.mkdir(exist_ok=True)
    (process / "cgroup").write_text(groups, encoding="utf-8")
    shown = str(tree).replace(" ", "\\040")
    mounts = f"22 1 0:21 / /proc rw,relatime shared:5 - proc proc rw\n31 23 0:28 {root} {shown} rw,nosuid - {kind}\n"
    (process / "mountinfo").write_text(mounts, encoding="utf-8")
    return process


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, None),
        ({"service/worker/cpu.max": "max 100000\n"}, None),
        ({"service/worker/cpu.max": "200000 100000\n"}, 2),
        ({"service/worker/cpu.max": "150000 100000\n"}, 2),  # rounded up
        ({"service/worker/cpu.max": "100001 50000\n"}, 3),
        ({"service/worker/cpu.max": "1000 100000\n"}, 1),
        ({"service/worker/cpu.max": "400000 100000\n", "service/cpu.max": "300000 100000\n"}, 3),  # the least holds
        ({"service/worker/cpu.max": "400000 100000\n", "service/cpu.max": "max 100000\n"}, 4),
        ({"service/worker/cpu.max": "max 100000\n", "cpu.max": "700000 100000\n"}, 7),
        ({"service/other/cpu.max": "100000 100000\n"}, None),  # a neighbour's
        ({"service/worker/cpu.max": ""}, None),
        ({"service/worker/cpu.max": "100000\n"}, None),
        ({"service/worker/cpu.max": "100000 0\n"}, None),
        ({"service/worker/cpu.max": "ålesund 100000\n", "service/cpu.max": "100000 100000\n"}, 1),
        ({"service/worker/cpu.max/a-folder": ""}, None),
    ],
)
def test_version_2(tmp_path: Path, files: dict[str, str], cores: int | None) -> None:
    assert quota_cores(machine(tmp_path, groups=V2, files=files)) == cores


@pytest.mark.parametrize(
    ("quota", "period", "cores"),
    [("-1", "100000", None), ("250000", "100000", 3), ("100000", "100000", 1), ("250000", "", None), ("", "", None)],
)
def test_version_1(tmp_path: Path, quota: str, period: str, cores: int | None) -> None:
    files = {"service/worker/cpu.cfs_quota_us": quota, "service/worker/cpu.cfs_period_us": period}
    assert quota_cores(machine(tmp_path, groups=V1, files=files, kind="cgroup cgroup rw,cpu,cpuacct")) == cores
    assert quota_cores(machine(tmp_path, groups=V1, files=files, kind="cgroup cgroup rw,memory")) is None


def test_version_1_is_nested_too(tmp_path: Path) -> None:
    files = {
        "service/worker/cpu.cfs_quota_us": "-1\n",
        "service/worker/cpu.cfs_period_us": "100000\n",
        "service/cpu.cfs_quota_us": "550000\n",
        "service/cpu.cfs_period_us": "100000\n",
    }
    assert quota_cores(machine(tmp_path, groups=V1, files=files, kind="cgroup cgroup rw,cpu")) == 6


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/", "/"),  # a namespace of its own, as Docker makes it
        ("/docker/0a1b", "/docker/0a1b"),  # that of the host, and only its own group is seen
        ("/docker/0a1b", "/"),  # that of the host, which is not there
        ("/../0a1b", "/"),  # outside what is seen
        ("/docker/0a1b", "/kubepods/9f"),
    ],
)
def test_a_container_sees_its_own_group_as_the_top(tmp_path: Path, path: str, root: str) -> None:
    process = machine(tmp_path, groups=f"0::{path}\n", root=root, files={"cpu.max": "200000 100000\n"})
    assert quota_cores(process) == 2


def test_where_nothing_is_told_there_is_no_limit(tmp_path: Path) -> None:
    assert quota_cores(tmp_path / "nowhere") is None
    process = machine(tmp_path, groups=V2, files={"service/worker/cpu.max": "200000 100000\n"})
    (process / "cgroup").unlink()
    assert quota_cores(process) is None


@given(groups=st.text(), mounts=st.text())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_told_nothing_breaks(tmp_path: Path, groups: str, mounts: str) -> None:
    process = machine(tmp_path, groups=V2, files={})
    with (process / "cgroup").open("a", encoding="utf-8", errors="replace") as file:
        file.write(groups)
    with (process / "mountinfo").open("a", encoding="utf-8", errors="replace") as file:
        file.write(mounts)
    assert quota_cores(process) is None


def test_cores_that_a_process_may_not_run_on_do_not_count() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert usable_cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert 1 <= usable_cores() <= len(allowed)
