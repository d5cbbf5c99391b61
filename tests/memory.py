"""Where tests write: in memory where there is room, since on a disk much of their time is waiting for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["find_memory"]

ROOM = 4 << 30
"""Bytes: several times what all tests have there at a time."""


def find_memory() -> Path | None:
    """A folder in memory; `None` where there is none with room: a container's has 64 MB unless it is told otherwise."""
    folder = Path("/dev/shm")  # noqa: S108 - only where to make folders of random names
    return folder if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= ROOM else None
