"""More workers than one process can use: processes with a few threads and the models each.

A conversation goes to a process, and its assessment back, through a pipe: raw text is in memory only, never in a file.
A process ends with the one that began it, however that ends. One that dies (the system was out of memory, a library
crashed) takes along up to `MOST_THREADS` conversations: each of them is tried once more in a process of its own, so
that the one which was the cause, and no other, is left out.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from multiprocessing import connection, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Generic, Self, TypeVar

from convqa.batch.single import assess_one, left_out
from convqa.conversation import Transcript
from convqa.errors import InputError

__all__ = ["MOST_THREADS", "Processes"]

T = TypeVar("T")
Assess = Callable[[Transcript], T]

MOST_THREADS = 8
"""Of a process. More wait for each other at Python's lock (`docs/adr/0009-threads-and-processes.md`)."""
_HERE = 64
"""So many conversations are assessed here before processes are begun, for which a short run is over too soon."""
_END_S = 5.0
_MOST_FAILURES = 3  # in a row to begin a process, before it is given up: memory may be short for a moment

_log = logging.getLogger(__name__)


class Processes(Generic[T]):
    """`assess`, spread over processes; used with `with`, and called by as many threads as there are workers.

    Args:
        load: makes `assess` in another process, and can be pickled.
        assess: the same here: for the first conversations, and for those of a process that cannot be begun.
        workers: threads of all processes together.
        here: how many conversations are the first.
    """

    def __init__(self, load: Callable[[], Assess[T]], assess: Assess[T], *, workers: int, here: int = _HERE) -> None:
        self._load, self._assess, self._here = load, assess, here
        self._numbers = count()
        self._alone = Lock()
        number = -(-workers // MOST_THREADS)
        self._hosts = [_Host(load, len(range(first, workers, number))) for first in range(number)]
        self._idle: SimpleQueue[tuple[_Host[T], int]] = SimpleQueue()
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
        except _NotBegunError:
            return self._assess(transcript)
        except _DiedError:
            result = self._once_more(transcript)
        finally:
            self._idle.put((host, pipe))
        if isinstance(result, InputError):
            raise result
        return result

    def _once_more(self, transcript: Transcript) -> T | InputError:
        with self._alone:  # one after the other, since a lack of memory may have been the cause
            host = _Host(self._load, 1)
            try:
                return host.ask(0, transcript)
            except (_NotBegunError, _DiedError):
                return left_out(
                    transcript,
                    "a conversation was left out, since the process that read it ended, and a second one too",
                    "the others are read; if memory is short, read it again with fewer --workers",
                )
            finally:
                host.end()


class _DiedError(Exception):
    """A process ended over a conversation, or over another at the same time."""


class _NotBegunError(Exception):
    """A process ended before it could read anything."""


class _Host(Generic[T]):
    """A process that is begun when it is asked, and begun anew when it has died; one that cannot be is given up."""

    def __init__(self, load: Callable[[], Assess[T]], threads: int) -> None:
        self._load, self._threads = load, threads
        self._lock = Lock()
        self._process: SpawnProcess | None = None
        self._pipes: list[Connection] = []
        self._failures = 0

    def ask(self, pipe: int, transcript: Transcript) -> T | InputError:
        """What the process makes of a conversation.

        Args:
            pipe: each thread of the process has one, and is asked one thing at a time.
            transcript: the conversation.

        Raises:
            _NotBegunError, _DiedError: there is no answer.
        """
        with self._lock:
            if not self._pipes:
                self._begin()
            pipes = self._pipes
        try:
            pipes[pipe].send(transcript)
            answer: T | InputError = pipes[pipe].recv()
        except (EOFError, OSError):
            with self._lock:
                if self._pipes is pipes:  # the first to notice
                    self._end()
                    _log.warning(
                        "A process that reads conversations ended before its time; what it read is read again."
                    )
            raise _DiedError from None
        return answer

    def end(self) -> None:
        """End it; it holds nothing that is needed."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        if self._failures == _MOST_FAILURES:
            raise _NotBegunError
        context = get_context("spawn")
        try:
            ends = [context.Pipe() for _ in range(self._threads)]
            served = [there for _, there in ends]
            process = context.Process(target=_serve, args=(self._load, served), daemon=True)
            with _undisturbed():
                process.start()
            self._process = process
            atexit.register(self.end)  # where a caller forgets; Python's own way to end it is one it does not notice
            for there in served:
                there.close()
            ends[0][0].recv()
        except (EOFError, OSError):
            self._failures += 1
            self._end()
            if self._failures == _MOST_FAILURES:
                _log.warning("A process that reads conversations could not be begun; the run goes on with less.")
            raise _NotBegunError from None
        self._pipes, self._failures = [here for here, _ in ends], 0

    def _end(self) -> None:
        atexit.unregister(self.end)
        if self._process is not None:
            self._process.kill()
            self._process.join(_END_S)
        # Not closed: another thread may still wait for an answer, which now ends.
        self._process, self._pipes = None, []


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What is begun here takes no notice of Ctrl-C or of being told to end: this process is told too, and ends it."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # Python's own helper, which would undo the next line when it is begun
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _serve(load: Callable[[], Assess[T]], pipes: Sequence[Connection]) -> None:
    """What a process does until the one that began it ends."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # a thread a conversation is enough
    try:
        assess = load()
        pipes[0].send(None)
    except Exception:
        os._exit(1)  # without a word: the process that began it has loaded the same, and reads in its stead
    for pipe in pipes:
        Thread(target=_answer, args=(assess, pipe), daemon=True).start()
    beginner = parent_process()
    if beginner is not None:
        connection.wait([beginner.sentinel])
    os._exit(0)


def _answer(assess: Assess[T], pipe: Connection) -> None:
    try:
        while True:
            pipe.send(assess_one(assess, pipe.recv()))
    finally:
        os._exit(1)
