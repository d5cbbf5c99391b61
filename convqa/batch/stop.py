"""Told to end: by Ctrl-C, or by whoever began the run.

Python raises `KeyboardInterrupt` wherever the main thread happens to be: in the middle of a transaction, or while it
holds a lock that a worker waits for, which then never ends. So a signal is only noted, and a run asks where it may end.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

__all__ = ["Stop"]

_MOST_SLEEP_S = 0.5  # a signal is heard at once, but ends no sleep
_STANDARD_ERROR = 2


class Stop:
    """Hears signals while it is entered, and remembers that one came; in the main thread only.

    What is in hand can so be finished. The second signal does what it did before.

    Attributes:
        told: whether one came.
    """

    def __init__(
        self,
        *signals: signal.Signals,
        notice: str = "",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make one that hears these signals, and says `notice` on standard error when one comes."""
        self.told = False
        self._signals, self._notice = signals, notice
        self._sleep, self._clock = sleep, clock
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        for one in self._signals:
            self._before[one] = signal.signal(one, self._hear)
        return self

    def __exit__(self, *_error: object) -> None:
        self._restore()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until told to stop; returns whether it was told."""
        end = self._clock() + seconds
        while not self.told and (left := end - self._clock()) > 0:
            self._sleep(min(left, _MOST_SLEEP_S))
        return self.told

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.told = True
        self._restore()
        if self._notice:
            os.write(_STANDARD_ERROR, f"{self._notice}\n".encode())  # a stream may be in the middle of a line

    def _restore(self) -> None:
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, before or signal.SIG_DFL)
