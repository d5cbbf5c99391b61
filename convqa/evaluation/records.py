"""Records that `convqa score --output` wrote, as a comparison needs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from convqa.errors import InputError
from convqa.evaluation.scored import Scored
from convqa.report.records import from_record

__all__ = ["read_records"]


def read_records(path: Path) -> Iterator[Scored | InputError]:
    """Read a file of records line by line; memory: one line.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read(line, str(path), number)
    except OSError:
        raise InputError(source=str(path), problem="it cannot be read", remedy="check the file") from None


def _read(line: bytes, source: str, number: int) -> Scored | InputError:
    try:
        value = json.loads(line)
        if isinstance(value, dict):
            return Scored.of(from_record(value, source=source, line=number))
    except InputError as error:
        return error
    except (ValueError, RecursionError):
        pass
    problem = "this line is no record of 'convqa score'"
    return InputError(source=source, line=number, problem=problem, remedy="write it again with 'convqa score --output'")
