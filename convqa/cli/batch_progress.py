"""How far a run into a store is, for a person who watches: how much is read, how fast, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Self

from convqa.cli.logs import EventLog
from convqa.cli.progress import duration
from convqa.ingest.sources import Source

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from convqa.batch.counts import Counts
    from convqa.errors import InputError

__all__ = ["BatchProgress", "Pace", "ToldWatcher"]

_PATIENCE_S = 2.0
_LATELY_S = 60.0
_ENOUGH_S = 3.0  # of a run, before its speed says anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a run is.

    Attributes:
        settled: conversations that were scored or could not be.
        read, size: bytes of all files.
        rate: conversations a second, of late; `None` where it is too early to say.
        left_s: seconds that the rest will take, likewise.
    """

    settled: int
    read: float
    size: int
    rate: float | None
    left_s: float | None

    def __str__(self) -> str:
        """One line of at most 70 characters in most cases."""
        parts = [f"{self.settled:,} conversations", f"{self.read / max(1, self.size):.0%} read"]
        if self.rate is not None:
            parts.append(f"{self.rate:.1f} a second")
        if self.left_s is not None:
            parts.append(f"{duration(self.left_s)} left")
        return ", ".join(parts)


class BatchProgress:
    """A bar of the bytes that are read; used with `with`, and taken away at the end.

    Args:
        found: what is to be read.
        terminal: where to show it; `None` shows nothing.
        patience_s: nothing is shown of runs shorter than this.
        clock: seconds; for tests.
    """

    def __init__(
        self,
        found: Sequence[Source | InputError],
        terminal: Console | None,
        *,
        patience_s: float = _PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._terminal, self._patience_s, self._clock = terminal, patience_s, clock
        self._size = sum(map(_size, found)) if terminal is not None else 0
        self._over = self._part = 0.0
        self._settled = 0
        self._started = clock()
        self._lately: deque[tuple[float, int, float]] = deque([(self._started, 0, 0.0)])
        self._shown: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.stop()

    def reading(self, source: Source, share: float) -> None:
        """So much of the file at hand has been read."""
        if self._terminal is not None:
            self._part = share * _size(source)
            self._update()

    def over(self, source: Source) -> None:
        """A file is over."""
        if self._terminal is not None:
            self._over, self._part = self._over + _size(source), 0.0
            self._update()

    def settled(self) -> None:
        """One more conversation was scored, or could not be."""
        self._settled += 1
        if self._terminal is not None:
            self._update()

    @property
    def pace(self) -> Pace:
        """How far it is now."""
        now, read = self._clock(), self._over + self._part
        since, settled, read_then = self._lately[0]
        span = now - since
        is_early = now - self._started < _ENOUGH_S or span <= 0
        speed = 0.0 if is_early else (read - read_then) / span
        return Pace(
            settled=self._settled,
            read=read,
            size=self._size,
            rate=None if is_early else (self._settled - settled) / span,
            left_s=max(0.0, self._size - read) / speed if speed > 0 else None,
        )

    def _update(self) -> None:
        now = self._clock()
        if now - self._lately[-1][0] >= 1.0:
            self._lately.append((now, self._settled, self._over + self._part))
            while len(self._lately) > 2 and now - self._lately[0][0] > _LATELY_S:
                self._lately.popleft()
        if self._shown is None and now - self._started >= self._patience_s:
            self._shown = self._show()
        if self._shown is not None:
            pace = self.pace
            self._shown.update(self._shown.task_ids[0], completed=pace.read, words=str(pace))

    def _show(self) -> Progress:
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(bar_width=12), TextColumn("{task.fields[words]}"))
        shown = Progress(*columns, console=self._terminal, transient=True)
        shown.add_task("", total=self._size or None, words="")
        shown.start()
        return shown


@dataclass(slots=True, kw_only=True)
class ToldWatcher:
    """Tells the terminal and the log how far a run is; the log only what is another number than before.

    An inbox is looked at for months, and what fails in it is tried again every few seconds.
    """

    progress: BatchProgress
    events: EventLog
    on_passed: Callable[[], None]
    _logged: dict[str, int] = field(default_factory=dict)

    def reading(self, source: Source, share: float) -> None:
        """As `Watcher`."""
        self.progress.reading(source, share)

    def over(self, source: Source, *, was_read: bool) -> None:
        """As `Watcher`."""
        self.progress.over(source)
        if not was_read and source.kind == "audio":
            self.on_passed()

    def stored(self, counts: Counts) -> None:
        """As `Watcher`."""
        told = asdict(counts)
        if told != self._logged:
            self.events.tell("stored", **told)
            self._logged = told


def _size(source: Source | InputError) -> int:
    if isinstance(source, Source):
        with suppress(OSError):  # it is told when it is its turn
            return source.size()
    return 0
