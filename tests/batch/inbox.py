"""A folder that files arrive in, files that cannot be read, and a clock that waits without waiting."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest

from convqa.batch.watch import Arrivals
from convqa.errors import InputError
from convqa.ingest import list_folder
from convqa.ingest.sources import Source


def put(path: Path, text: str = "Agent: Hello", *, changed: int = 1_000) -> Path:
    """Write a file, as changed so many seconds after 1970."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed, changed))
    return path


def labels(found: Iterator[Source | InputError] | list[Source | InputError]) -> list[str]:
    return [one.label if isinstance(one, Source) else f"! {one.problem}" for one in found]


@dataclass
class Inbox:
    folder: Path
    arrivals: Arrivals = field(default_factory=Arrivals)

    def look(self) -> list[str]:
        return labels(self.arrivals.look(list_folder(str(self.folder))))


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(folder=tmp_path)


class Locked(Source):
    def open(self) -> BinaryIO:
        raise PermissionError(errno.EACCES, "locked by who writes it")


class Growing(Source):
    def open(self) -> BinaryIO:
        assert self.path is not None
        put(Path(self.path), "more of it", changed=5_000)
        return Source.open(self)


def source(path: Path, kind: type[Source] = Source) -> Source:
    return kind(label=path.name, shown=str(path), path=str(path))


class Sick(Source):
    def open(self) -> BinaryIO:
        raise OSError(errno.EIO, "it is sick")


class Room:
    """Waits by moving a clock on, and tells to stop after so many waits."""

    def __init__(self, waits: int) -> None:
        self.now, self.left, self.waited = 0.0, waits, list[float]()

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += seconds
        self.left -= 1
        return self.left < 0
