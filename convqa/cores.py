"""How many processor cores this process may use: a container or a service often gives it fewer than there are.

Linux says so in two ways: which cores it may run on (affinity), and how much of their time it may take, which is the
quota of its control group (`man 7 cgroups`; version 2 in ``cpu.max``, version 1 in ``cpu.cfs_quota_us`` and
``cpu.cfs_period_us``).
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = ["quota_cores", "usable_cores"]

_ESCAPED = re.compile(r"\\([0-7]{3})")  # how mountinfo writes a space and the like


def usable_cores() -> int:
    """The cores that this process may run on, and no more than its quota of their time pays for; at least 1."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, quota_cores() or allowed)


def quota_cores(process: Path = Path("/proc/self")) -> int | None:
    """The cores that the quota pays for, rounded up; `None`: there is none, it cannot be read, or this is not Linux.

    Args:
        process: where the system tells of the process; tests give their own.
    """
    return min(_quotas(process), default=None)


def _quotas(process: Path) -> Iterator[int]:
    """Cores by the quota of each group that the process is in, and of those around them: the least of them holds."""
    groups = [line.split(":", 2) for line in _lines(process / "cgroup") if line.count(":") >= 2]
    paths = {controller: path for _, controllers, path in groups for controller in controllers.split(",")}
    for line in _lines(process / "mountinfo"):
        place, _, kind = line.partition(" - ")
        places, kinds = place.split(" "), kind.split(" ")
        if len(places) < 5 or len(kinds) < 3:
            continue
        # Version 2 has one tree, of no name; of version 1 there are several, and one has the processor.
        controller = {"cgroup2": "", "cgroup": "cpu"}.get(kinds[0])
        if controller not in paths or (controller and controller not in kinds[2].split(",")):
            continue
        for folder in _folders(Path(_plain(places[4])), _plain(places[3]), paths[controller]):
            quota = _numbers(folder / "cpu.max")
            quota = quota or _numbers(folder / "cpu.cfs_quota_us") + _numbers(folder / "cpu.cfs_period_us")
            if len(quota) == 2 and min(quota) > 0:
                yield math.ceil(quota[0] / quota[1])


def _folders(mount: Path, root: str, path: str) -> Iterator[Path]:
    """The folder of a group and of all around it, as far as they are seen here.

    Args:
        mount: where the tree of groups is seen.
        root: the group that is seen there, "/" for all; a container sees its own.
        path: of the group, from the root of the tree; of some containers it is that of the host, and not found here.
    """
    group = PurePosixPath("/", path.lstrip("/"))
    inner = group.relative_to(root) if group.is_relative_to(root) else group.relative_to("/")
    parts = [part for part in inner.parts if part != ".."]
    for depth in range(len(parts), -1, -1):
        yield mount.joinpath(*parts[:depth])


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []


def _numbers(file: Path) -> list[int]:
    """The numbers in a file; none where one is a word, such as "max" for no limit."""
    try:
        return [int(word) for word in file.read_text(encoding="ascii").split()]
    except (OSError, ValueError):
        return []


def _plain(path: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), path)
