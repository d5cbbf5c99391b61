"""More workers than one process can use: processes with a few threads and the models each.

A conversation goes to a process, and its assessment back, through a pipe (`convqa.hosts`). A process that dies (the
system was out of memory, a library crashed) takes along up to `MOST_THREADS` conversations: each of them is tried once
more in a process of its own, so that the one which was the cause, and no other, is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from queue import SimpleQueue
from threading import Lock
from typing import Generic, Self, TypeVar

from convqa.batch.single import assess_one, left_out
from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.hosts import DiedError, Host, NotBegunError

__all__ = ["MOST_THREADS", "Processes"]

T = TypeVar("T")
Assess = Callable[[Transcript], T]

MOST_THREADS = 8
"""Of a process. More wait for each other at Python's lock (`docs/adr/0009-threads-and-processes.md`)."""
_HERE = 64
"""So many conversations are assessed here before processes are begun, for which a short run is over too soon."""


class Processes(Generic[T]):
    """`assess`, spread over processes; used with `with`, and called by as many threads as there are workers.

    Args:
        load: makes `assess` in another process, and can be pickled.
        assess: the same here: for the first conversations, and for those of a process that cannot be begun.
        workers: threads of all processes together.
        here: how many conversations are the first.
    """

    def __init__(self, load: Callable[[], Assess[T]], assess: Assess[T], *, workers: int, here: int = _HERE) -> None:
        self._there, self._assess, self._here = partial(_load, load), assess, here
        self._numbers = count()
        self._alone = Lock()
        number = -(-workers // MOST_THREADS)
        self._hosts = [Host(self._there, len(range(first, workers, number))) for first in range(number)]
        self._idle: SimpleQueue[tuple[Host[Transcript, T | InputError], int]] = SimpleQueue()
        for worker in range(workers):
            self._idle.put((self._hosts[worker % number], worker // number))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End them at once, whatever they are at."""
        for host in self._hosts:
            host.end()

    def assess(self, transcript: Transcript) -> T:
        """Assess a conversation in one of the processes, waiting for it.

        Raises:
            InputError: as `assess_one` makes it of what goes wrong there; or the conversation ended two processes.
        """
        if next(self._numbers) < self._here:
            return self._assess(transcript)
        host, pipe = self._idle.get()
        try:
            result = host.ask(pipe, transcript)
        except NotBegunError:
            return self._assess(transcript)
        except DiedError:
            result = self._once_more(transcript)
        finally:
            self._idle.put((host, pipe))
        if isinstance(result, InputError):
            raise result
        return result

    def _once_more(self, transcript: Transcript) -> T | InputError:
        with self._alone:  # one after the other, since a lack of memory may have been the cause
            host = Host(self._there, 1)
            try:
                return host.ask(0, transcript)
            except (NotBegunError, DiedError):
                return left_out(
                    transcript,
                    "a conversation was left out, since the process that read it ended, and a second one too",
                    "the others are read; if memory is short, read it again with fewer --workers",
                )
            finally:
                host.end()


def _load(load: Callable[[], Assess[T]]) -> Callable[[Transcript], T | InputError]:
    """What another process does with each conversation: whatever goes wrong with one is told of it."""
    return partial(assess_one, load())
