"""Results of a large run as Parquet, parted by day: a row per assessment, with its record and all that a store keeps.

    folder/day=2026-11-27/NAME-0.parquet    of the conversations that began on that day, NAME being a piece of work
    folder/day=unknown/NAME-0.parquet       of those whose source does not say when
    folder/_done/NAME.json                  written last: NAME is finished, and these are its files

Each file appears whole or not at all. Doing a piece again gives the same files with the same bytes, in the place of
the former ones. So a piece of which nothing is in `_done` is simply done again. Programs that read such folders leave
out what begins with `_` or `.`, and see `day` as a column.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

from convqa import folders
from convqa.assessment import Assessment
from convqa.batch.result_files import ORDER, Held, Result, packed, read_rows, require_pyarrow, result_of, row_of
from convqa.report.records import to_line
from convqa.report.writers import naming_trouble
from convqa.store.entry import Entry

__all__ = ["UNKNOWN_DAY", "ResultsWriter", "all_finished", "day_of", "finished", "read_results"]

UNKNOWN_DAY = "unknown"

_DONE = "_done"
_HELD = 32 * 2**20


class ResultsWriter:
    """Writes the results of one piece of work.

    A row holds what `tables.COLUMNS` has of a conversation; `cards`, a list with what they have of each agent; the
    keys; the provenance; what `Entry` has beside the assessment; and `line`, the record. Rows are sorted by id, so
    every file begins with the lowest.

    Args:
        folder: a path, or a place such as ``s3://…``.
        name: of the piece of work; part of file names.
        rubric_hash: of the rubric of all assessments.
        held: files are written whenever the records that are held come to so many characters.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, folder: str, name: str, *, rubric_hash: str, held: int = _HELD) -> None:
        require_pyarrow()
        self._folder, self._name, self._rubric_hash, self._most = folder, name, rubric_hash, held
        self._days: defaultdict[str, list[Held]] = defaultdict(list)
        self._characters = self._parts = self._count = 0
        self._files: list[str] = []

    def write(self, entry: Entry) -> None:
        """Add one assessment with what lies beside it.

        Raises:
            UsageError: a file cannot be written (disk full, no permission).
        """
        info, line = entry.assessment.conversation, to_line(entry.assessment)
        row = row_of(entry, self._rubric_hash, line)
        self._days[day_of(entry.assessment)].append(Held(info.id, info.source, line, row))
        self._count += 1
        self._characters += len(line)
        if self._characters >= self._most:
            self._flush()

    def close(self, told: Mapping[str, object] | None = None) -> None:
        """Write what is held, and that the piece is finished.

        Args:
            told: what else is to be kept of the piece, as JSON has it; no text of conversations.

        Raises:
            UsageError: as `write`; the piece is then not finished.
        """
        self._flush()
        done = {"assessments": self._count, "files": sorted(self._files), **(told or {})}
        self._put(_marker(self._name), json.dumps(done, ensure_ascii=False).encode())

    def _flush(self) -> None:
        for day, held in sorted(self._days.items()):
            place = f"day={day}/{self._name}-{self._parts}.parquet"
            self._put(place, packed(sorted(held, key=lambda one: one[:3])))
            self._files.append(place)
        self._days.clear()
        self._parts += 1
        self._characters = 0

    def _put(self, name: str, data: bytes) -> None:
        with naming_trouble(folders.shown(self._folder, name)):
            folders.put(self._folder, name, data)


def day_of(assessment: Assessment) -> str:
    """The day on which the conversation began, as its source has it; `UNKNOWN_DAY` where it does not say."""
    try:
        return date.fromisoformat((assessment.conversation.started_at or "")[:10]).isoformat()
    except ValueError:
        return UNKNOWN_DAY


def finished(folder: str, name: str) -> Mapping[str, Any] | None:
    """What `ResultsWriter.close` has told of a piece of work; `None` where it is not finished.

    Raises:
        OSError: it cannot be read.
    """
    try:
        found = json.loads(folders.get(folder, _marker(name)))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def all_finished(folder: str) -> Iterator[Mapping[str, Any]]:
    """What is told of each finished piece, by their names; raises as `finished`."""
    for marker in folders.names(folder, _DONE):
        if (done := finished(folder, Path(marker).stem)) is not None:
            yield done


def read_results(folder: str) -> Iterator[Result]:
    """The results of all finished pieces: day by day, `UNKNOWN_DAY` last, and of a day sorted by id.

    Held are some rows of each file of a day.

    Raises:
        MissingExtraError: pyarrow is not installed.
        InputError: a file is damaged, or holds no records of this version; the message names it.
        OSError: one cannot be read.
    """
    require_pyarrow()
    days: defaultdict[str, list[str]] = defaultdict(list)
    for done in all_finished(folder):
        for place in done.get("files", ()):
            days[place.partition("/")[0]].append(place)
    for _, places in sorted(days.items()):
        with ExitStack() as stack:
            files = [stack.enter_context(closing(read_rows(folder, place))) for place in sorted(places)]
            for place, row in heapq.merge(*files, key=lambda one: [one[1][name] for name in ORDER]):
                yield result_of(row, place)


def _marker(name: str) -> str:
    return f"{_DONE}/{name}.json"
