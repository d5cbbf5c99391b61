"""One run at a time: a file or folder that a run writes to is held by it, so that a second one is told at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["HeldError", "hold"]


class HeldError(Exception):
    """Another process, or another writer of this one, holds the place."""


def hold(path: Path) -> int | None:
    """Hold a file or folder that is there; a killed process lets go of it.

    Returns:
        A descriptor: closing it lets go. `None` where the system or the disk has no such thing.

    Raises:
        HeldError: somebody else holds it.
        OSError: it cannot be opened.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    if not (path.is_file() or path.is_dir()):
        return None  # a device is everybody's
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise HeldError from None
    except OSError:  # some network file systems cannot
        os.close(descriptor)
        return None
    return descriptor
