"""What test_score_kills.py runs: `convqa score --store` with a classifier that answers at once, and takes its time.

`kill PLACE CALLS NUMBER SEED`: so many runs one after the other, each killed at a random moment, and one that is not;
`race PLACE CALLS`: two runs at the same time; `wait PLACE CALLS`: one that begins when there is a line to read.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import convqa.batch.sink
from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from tests.conftest import FakeClassifier

_TAKES_S = 0.002
_LONGEST_S = 0.5


class Slow(FakeClassifier):
    def classify(self, conversation: Conversation) -> Classification:
        time.sleep(_TAKES_S)
        return super().classify(conversation)


def score(place: str, calls: str) -> int:
    convqa.batch.sink.CHUNK_S = 0.02  # so that a run of some tenths of a second has many chunks
    try:
        main(["score", calls, "--store", place, "--workers", "2"], obj=Loaders(classifier=lambda *_: Slow()))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def fork(place: str, calls: str) -> int:
    child = os.fork()
    if not child:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            sys.stdout = sys.stderr = nowhere
            os._exit(score(place, calls))
    return child


def kill(place: str, calls: str, number: str, seed: str) -> None:
    """Prints how many were killed before they ended, and the exit code of the last run."""
    generator = random.Random(int(seed))  # noqa: S311 - repeatable, not secret
    killed = 0
    for _ in range(int(number)):
        child = fork(place, calls)
        time.sleep(generator.uniform(0.0, _LONGEST_S))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    _, status = os.waitpid(fork(place, calls), 0)
    print(killed, os.waitstatus_to_exitcode(status))  # noqa: T201


def race(place: str, calls: str) -> None:
    """Prints the exit codes of both."""
    print(*[os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in [fork(place, calls) for _ in range(2)]])  # noqa: T201


def wait(place: str, calls: str) -> None:
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    sys.exit(score(place, calls))


if __name__ == "__main__":
    # Loads what a run needs, so that the moments fall into the work; a connection is not to be taken along.
    from convqa.cli import keeping, scoring  # noqa: F401
    from convqa.models import find_names
    from convqa.redaction import load_redactor

    load_redactor(find_names())
    deeds: dict[str, Callable[..., None]] = {"kill": kill, "race": race, "wait": wait}
    deeds[sys.argv[1]](*sys.argv[2:])
