"""Waiting for a store that cannot be had just now."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from convqa.errors import StoreError

__all__ = ["PATIENCE_S", "patiently"]

T = TypeVar("T")

PATIENCE_S = 60.0
"""How long what may pass (a full disk, a lost connection) is tried again."""

_FIRST_WAIT_S = 0.25
_LONGEST_WAIT_S = 8.0


def patiently(do: Callable[[], T], patience_s: float = PATIENCE_S, wait: Callable[[float], None] = time.sleep) -> T:
    """Do something with a store, again and again while what keeps it from being done may pass.

    Raises:
        StoreError: it does not pass within `patience_s`, or never will.
    """
    until, pause = time.monotonic() + patience_s, _FIRST_WAIT_S
    while True:
        try:
            return do()
        except StoreError as error:
            if not error.passing or time.monotonic() + pause > until:
                raise
        wait(pause)
        pause = min(2 * pause, _LONGEST_WAIT_S)
