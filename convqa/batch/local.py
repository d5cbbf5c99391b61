"""Many conversations on one machine: in order, in flat memory, and none stops the rest.

Threads first: most of the time is spent in the encoder, which runs outside Python's lock, and the model is then in
memory once. The rest holds the lock, about a thirteenth of the work (`docs/adr/0009-threads-and-processes.md`), so more
workers than a process can use are spread over several (`processes.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from convqa.batch.processes import MOST_THREADS, Processes
from convqa.batch.single import assess_one
from convqa.conversation import Transcript
from convqa.errors import InputError

__all__ = ["assess_all", "spread"]

T = TypeVar("T")

_AHEAD = 8  # conversations in flight per worker: one long conversation at the head starves nobody


def assess_all(
    items: Iterable[Transcript | InputError],
    assess: Callable[[Transcript], T],
    *,
    workers: int,
    load: Callable[[], Callable[[Transcript], T]] | None = None,
) -> Generator[T | InputError]:
    """Assess every transcript with `workers` threads; one result an item, in the order of the items.

    At most a few conversations a worker are in memory, however many items there are. An `InputError`
    among the items is passed on in its place. Whatever goes wrong inside one conversation becomes an
    `InputError` of it, and the run goes on. When the caller stops early (or Ctrl-C does), what has
    not begun is dropped and what runs is waited for.

    Args:
        items: read lazily, in the calling thread.
        assess: `Pipeline.assess`, or what else there is to do with each; called from several threads at once.
        workers: at least 1.
        load: as for `spread`.
    """
    with spread(assess, workers=workers, load=load) as spread_out:
        yield from _in_threads(items, spread_out, workers)


@contextmanager
def spread(
    assess: Callable[[Transcript], T], *, workers: int, load: Callable[[], Callable[[Transcript], T]] | None
) -> Iterator[Callable[[Transcript], T]]:
    """What does as `assess` does for so many threads, and ends what it began; for several calls of `assess_all`.

    Args:
        assess: as for `assess_all`.
        workers: likewise.
        load: makes the same `assess` in another process, and can be pickled. With it, more workers than one process
            can use are spread over several (`Processes`); `None`: all are threads of this one.
    """
    if load is None or workers <= MOST_THREADS:
        yield assess
        return
    with Processes(load, assess, workers=workers) as processes:
        yield processes.assess


def _in_threads(
    items: Iterable[Transcript | InputError], assess: Callable[[Transcript], T], workers: int
) -> Generator[T | InputError]:
    waiting: deque[InputError | Future[T | InputError]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="assess")
    try:
        for item in items:
            waiting.append(item if isinstance(item, InputError) else pool.submit(assess_one, assess, item))
            while waiting and (len(waiting) >= workers * _AHEAD or _is_settled(waiting[0])):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _is_settled(place: InputError | Future[T | InputError]) -> bool:
    return isinstance(place, InputError) or place.done()


def _result(place: InputError | Future[T | InputError]) -> T | InputError:
    return place if isinstance(place, InputError) else place.result()
