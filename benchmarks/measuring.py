"""What the measurements of speed and memory share: conversations, a watched command, the machine's name, a clock."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import ParamSpec, TypeVar

__all__ = ["CORPUS", "Clock", "Finished", "conversations", "finished", "machine", "score_command", "write_lines"]

CORPUS = Path(__file__).parent.parent / "data" / "corpus" / "conversations.jsonl"
LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "pydantic")
SHORTEST = 100

P = ParamSpec("P")
R = TypeVar("R")


def machine(workers: int, *more: str) -> str:
    """Where and with what this was measured, in two lines; `more` names further libraries."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    libraries = ", ".join(f"{name} {version(name)}" for name in (*LIBRARIES, *more))
    return (
        f"convqa {version('convqa')} on {platform.system()}, {processor}, {os.cpu_count()} cores, {workers} workers\n"
        f"Python {platform.python_version()}, {libraries}\n"
    )


def conversations(count: int, *, short: bool = False) -> Iterator[str]:
    """`count` conversations of the corpus as JSON, under new ids and without their language.

    They lie evenly over the corpus, which is ordered by language; more than it has are repeated. With `short`, the
    longest one and then the shortest hundred over and over: memory grows with the longest in flight, or else with
    their number, and either shows without encoding for a day.
    """
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    if short:
        by_length = sorted(lines, key=len)
        chosen: Iterable[str] = [by_length[-1], *islice(cycle(by_length[:SHORTEST]), count - 1)]
    elif count < len(lines):
        chosen = [lines[number * len(lines) // count] for number in range(count)]
    else:
        chosen = islice(cycle(lines), count)
    for number, line in enumerate(chosen):
        known = json.loads(line)
        turns = [{"role": turn["role"], "text": turn["text"]} for turn in known["turns"]]
        yield json.dumps({"id": f"{known['id']}-{number}", "turns": turns}, ensure_ascii=False)


def write_lines(path: Path, count: int, *, short: bool = False) -> Path:
    """Write them as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in conversations(count, short=short))
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a command took: wall time to its first and last byte of output, and peak memory."""

    first_s: float
    wall_s: float
    peak_mb: float


def score_command(arguments: Sequence[str | Path], *, workers: int, model: Path | None) -> list[str]:
    """The command line of `convqa score` with the Python that runs this."""
    command = [sys.executable, "-m", "convqa", "score", *map(str, arguments), "--quiet", "--workers", str(workers)]
    return command + (["--model", str(model)] if model else [])


def finished(command: Sequence[str]) -> Finished:
    """Run a command and watch it; where it fails, this program ends with what it said.

    A child's peak memory is never reported below this process's size when it starts it: load nothing large before.
    """
    with tempfile.TemporaryFile() as messages:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=messages)  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        process.stdout.read(1)
        first = time.perf_counter() - started
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            messages.seek(0)
            sys.exit(f"{messages.read().decode()}the command failed with exit code {process.returncode}.")
    unit = 1 if sys.platform == "darwin" else 1024
    return Finished(first_s=first, wall_s=wall, peak_mb=usage.ru_maxrss * unit / 2**20)


class Clock:
    """Seconds by step. What a step does inside another is counted as its own alone.

    Attributes:
        took: seconds by the name of the step, in the order in which they were met.
    """

    def __init__(self, now: Callable[[], float] = time.process_time) -> None:
        self.took: dict[str, float] = defaultdict(float)
        self._now = now
        self._open: list[str] = []
        self._since = now()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What happens inside is this step."""
        self._settle()
        self._open.append(name)
        try:
            yield
        finally:
            self._settle()
            self._open.pop()

    def _settle(self) -> None:
        now = self._now()
        if self._open:
            self.took[self._open[-1]] += now - self._since
        self._since = now

    def watched(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        """The function as this step."""

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with self.step(name):
                return function(*args, **kwargs)

        return run
