"""A process beside this one that answers what it is asked through pipes, as many things at a time as it has threads.

What is asked and answered is in memory and pipes only, never in a file. A process ends with the one that began it,
however that ends.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock, Thread
from typing import Generic, TypeVar

__all__ = ["DiedError", "Host", "NotBegunError"]

A = TypeVar("A")
R = TypeVar("R")

_END_S = 5.0
_MOST_FAILURES = 3  # in a row to begin a process, before it is given up: memory may be short for a moment

_log = logging.getLogger(__name__)


class DiedError(Exception):
    """A process ended over what it was asked, or over something else at the same time."""


class NotBegunError(Exception):
    """A process ended before it could be asked anything."""


class Host(Generic[A, R]):
    """A process that is begun when it is asked, and begun anew when it has died; one that cannot be is given up.

    Args:
        load: makes there what answers, and can be pickled. An answer that raises ends the process: what may go wrong
            is part of an answer.
        threads: how many things it answers at a time.
    """

    def __init__(self, load: Callable[[], Callable[[A], R]], threads: int) -> None:
        self._load, self._threads = load, threads
        self._lock = Lock()
        self._process: SpawnProcess | None = None
        self._pipes: list[Connection] = []
        self._failures = 0

    def ask(self, pipe: int, question: A) -> R:
        """What the process makes of something.

        Args:
            pipe: each thread of the process has one, from 0, and is asked one thing at a time.
            question: can be pickled, as its answer can.

        Raises:
            NotBegunError, DiedError: there is no answer.
        """
        with self._lock:
            if not self._pipes:
                self._begin()
            pipes = self._pipes
        try:
            pipes[pipe].send(question)
            answer: R = pipes[pipe].recv()
        except (EOFError, OSError):
            with self._lock:
                if self._pipes is pipes:  # the first to notice
                    self._end()
                    _log.warning(
                        "A process that reads conversations ended before its time; what it read is read again."
                    )
            raise DiedError from None
        return answer

    def end(self) -> None:
        """End it; it holds nothing that is needed."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        if self._failures == _MOST_FAILURES:
            raise NotBegunError
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
            raise NotBegunError from None
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


def _serve(load: Callable[[], Callable[[A], R]], pipes: Sequence[Connection]) -> None:
    """What a process does until the one that began it ends."""
    try:
        answer = load()
        pipes[0].send(None)
    except Exception:
        os._exit(1)  # without a word: the process that began it has loaded the same, and answers in its stead
    for pipe in pipes:
        Thread(target=_answer, args=(answer, pipe), daemon=True).start()
    beginner = parent_process()
    if beginner is not None:
        connection.wait([beginner.sentinel])
    os._exit(0)


def _answer(answer: Callable[[A], R], pipe: Connection) -> None:
    try:
        while True:
            pipe.send(answer(pipe.recv()))
    finally:
        os._exit(1)
