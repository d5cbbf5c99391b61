"""How far a long run is, for a person who watches."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from convqa.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from convqa.ingest.sources import Source

__all__ = ["Heard", "SoundProgress", "duration", "lengths", "watched_terminal", "with_progress"]

T = TypeVar("T")

_PATIENCE_S = 2.0
_ENOUGH_S = 3.0  # of a run, before its speed says anything


def watched_terminal() -> Console | None:
    """Standard error where it is a terminal; `None` where it is a file, a pipe or a log."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    return Console(stderr=True)


def with_progress(
    results: Iterable[T],
    terminal: Console | None,
    *,
    sound: SoundProgress | None = None,
    patience_s: float = _PATIENCE_S,
) -> Generator[T]:
    """Pass the results on and count them on the terminal.

    How many will come is not known, because input is read while it is scored.

    Args:
        results: one a conversation.
        terminal: where to count; `None` shows nothing.
        sound: counts them too and has the terminal for itself; `None` where there are no recordings.
        patience_s: nothing is shown of runs shorter than this.
    """
    shown: Progress | None = None
    started = time.monotonic()
    try:
        for done, result in enumerate(results, start=1):
            yield result
            if sound is not None:
                sound.conversations(done)
            elif shown is None and terminal is not None and time.monotonic() - started >= patience_s:
                shown = _show(terminal)
            if shown is not None:
                shown.update(shown.task_ids[0], completed=done)
    finally:
        if shown is not None:
            shown.stop()


def lengths(recordings: Iterable[Source]) -> list[float | None]:
    """The stated length of each recording in seconds: 0 of one that cannot be read, `None` where none is stated."""
    from convqa.ingest.audio.sound import probe

    found: list[float | None] = []
    for recording in recordings:
        try:
            found.append(probe(recording).duration_s)
        except (InputError, OSError):
            found.append(0.0)  # it is reported when it is its turn
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How far the hearing of recordings is. Lengths are of sound, `elapsed_s` is of the clock."""

    recordings: int
    all_recordings: int
    sound_s: float
    all_sound_s: float
    elapsed_s: float
    conversations: int = 0

    def __str__(self) -> str:
        """One line of at most 70 characters in most cases."""
        minutes = f"{_minutes(min(self.sound_s, self.all_sound_s))} of {_minutes(self.all_sound_s)} min"
        parts = [f"{self.recordings:,} of {self.all_recordings:,} recordings", minutes]
        if self.elapsed_s >= _ENOUGH_S and self.sound_s > 0:
            speed = self.sound_s / self.elapsed_s
            left = max(0.0, self.all_sound_s - self.sound_s) / speed
            parts += [f"{speed:.1f}x real time", f"{duration(left)} left"]
        if self.conversations:
            parts.append(f"{self.conversations:,} conversations")
        return ", ".join(parts)


class SoundProgress:
    """A bar of the sound that has been heard, with how fast and how long it will still take.

    Used with `with`; what is shown is taken away at the end. Recordings are heard one after the other, in the order
    of `lengths_s`.

    Args:
        lengths_s: of the recordings that are to be heard; one that is `None` counts as long as the others on average.
        terminal: where to show it; `None` shows nothing.
        patience_s: nothing is shown of runs shorter than this.
        clock: seconds; for tests.
    """

    def __init__(
        self,
        lengths_s: Sequence[float | None],
        terminal: Console | None,
        *,
        patience_s: float = _PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        known = [length for length in lengths_s if length]
        mean = sum(known) / len(known) if known else 0.0
        self._lengths = [mean if length is None else length for length in lengths_s]
        self._terminal, self._patience_s, self._clock = terminal, patience_s, clock
        self._done, self._done_s, self._current_s, self._conversations = 0, 0.0, 0.0, 0
        self._started = clock()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown: Progress | None = None
        self._over = False

    def __enter__(self) -> Self:
        self._started = self._clock()
        if self._terminal is not None and self._lengths:
            # A timer, since the first recording may take an hour before it says anything.
            self._timer = threading.Timer(self._patience_s, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
            if self._timer is not None:
                self._timer.cancel()
            if self._shown is not None:
                self._shown.stop()

    def hear(self, seconds: float) -> None:
        """So much more of the recording at hand has been heard (`SpeechOptions.progress`)."""
        self._current_s += seconds
        self._update()

    def finish(self) -> None:
        """The recording at hand is over, whatever came of it."""
        self._done_s += self._lengths[self._done] if self._done < len(self._lengths) else 0.0
        self._done, self._current_s = self._done + 1, 0.0
        self._update()

    def conversations(self, done: int) -> None:
        """So many conversations have been scored."""
        self._conversations = done
        self._update()

    @property
    def heard(self) -> Heard:
        """How far it is now."""
        return Heard(
            recordings=self._done,
            all_recordings=len(self._lengths),
            sound_s=self._done_s + self._current_s,
            all_sound_s=sum(self._lengths),
            elapsed_s=self._clock() - self._started,
            conversations=self._conversations,
        )

    def _update(self) -> None:
        with self._lock:
            if self._shown is not None and not self._over:
                heard = self.heard
                self._shown.update(self._shown.task_ids[0], completed=heard.sound_s, words=str(heard))

    def _show(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        with self._lock:
            if self._over:
                return
            heard = self.heard
            columns = (BarColumn(bar_width=12), TextColumn("{task.fields[words]}"))
            self._shown = Progress(*columns, console=self._terminal, transient=True)
            self._shown.add_task("", total=heard.all_sound_s or None, words=str(heard))
            self._shown.start()


def _show(terminal: Console) -> Progress:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,} conversations"), TimeElapsedColumn())
    progress = Progress(*columns, console=terminal, transient=True)
    progress.add_task("", total=None)
    progress.start()
    return progress


def _minutes(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes:.1f}" if minutes < 10 else f"{minutes:,.0f}"


def duration(seconds: float) -> str:
    """A length of time as one says it."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{round(seconds)} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
