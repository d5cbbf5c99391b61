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
import io
import json
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from convqa import filesystems
from convqa.assessment import Assessment
from convqa.conversation import Language
from convqa.errors import InputError, MissingExtraError
from convqa.grounds import Supplement
from convqa.report.records import from_record, to_line
from convqa.report.tables import CARD_COLUMNS, COLUMNS, Value, encodable_row, rows
from convqa.report.writers import naming_trouble
from convqa.store.entry import Entry

__all__ = ["UNKNOWN_DAY", "Result", "ResultsWriter", "all_finished", "day_of", "finished", "read_results"]

UNKNOWN_DAY = "unknown"

_DONE = "_done"
_HELD = 32 * 2**20
_GROUP_ROWS = 1_000
_PAGE_BYTES = 1 << 16
_BATCH = 16
_CASE = [name for name in COLUMNS if name not in CARD_COLUMNS]
_CARD = [name for name in COLUMNS if name in CARD_COLUMNS]
_KEYS = ("customer_key", "content_hash")
_PROVENANCE = ("convqa", "model", "redactor", "speech", "rubric", "codebook")
_BESIDE = ("identity", "opening", "input_hash", "feedback_language", "rubric_hash")
_ORDER = ("id", "source", "line")
_UNLIKE = {"cards", "identity", "input_hash", "line", "opening"}
"""Never alike, or long."""
_SUPPLEMENT = ("role_certainty", "shortened", "weakest_effort_turn")


class Result(NamedTuple):
    """What a row tells; `rubric_hash` is that of the rubric which `entry` names."""

    entry: Entry
    rubric_hash: str


class _Held(NamedTuple):
    """A row in the order of a file, with what it is ordered by first; `line` is the record."""

    id: str
    source: str
    line: str
    row: Mapping[str, Any]


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
        _require_pyarrow()
        self._folder, self._name, self._rubric_hash, self._most = folder, name, rubric_hash, held
        self._days: defaultdict[str, list[_Held]] = defaultdict(list)
        self._characters = self._parts = self._count = 0
        self._files: list[str] = []

    def write(self, entry: Entry) -> None:
        """Add one assessment with what lies beside it.

        Raises:
            UsageError: a file cannot be written (disk full, no permission).
        """
        info, line = entry.assessment.conversation, to_line(entry.assessment)
        row = _row(entry, self._rubric_hash, line)
        self._days[day_of(entry.assessment)].append(_Held(info.id, info.source, line, row))
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
            self._put(place, _packed(sorted(held, key=lambda one: one[:3])))
            self._files.append(place)
        self._days.clear()
        self._parts += 1
        self._characters = 0

    def _put(self, name: str, data: bytes) -> None:
        with naming_trouble(filesystems.shown(self._folder, name)):
            filesystems.put(self._folder, name, data)


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
        found = json.loads(filesystems.get(folder, _marker(name)))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def all_finished(folder: str) -> Iterator[Mapping[str, Any]]:
    """What is told of each finished piece, by their names; raises as `finished`."""
    for marker in filesystems.names(folder, _DONE):
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
    _require_pyarrow()
    days: defaultdict[str, list[str]] = defaultdict(list)
    for done in all_finished(folder):
        for place in done.get("files", ()):
            days[place.partition("/")[0]].append(place)
    for _, places in sorted(days.items()):
        with ExitStack() as stack:
            files = [stack.enter_context(closing(_rows(folder, place))) for place in sorted(places)]
            for place, row in heapq.merge(*files, key=lambda one: [one[1][name] for name in _ORDER]):
                yield _result(row, place)


def _rows(folder: str, place: str) -> Generator[tuple[str, Mapping[str, Any]]]:
    """The file, and of each of its rows what is read."""
    import pyarrow.parquet as pq

    try:
        with filesystems.open_below(folder, place) as stream:
            file = pq.ParquetFile(stream, buffer_size=_PAGE_BYTES)
            for batch in file.iter_batches(_BATCH, columns=[*_ORDER, *_BESIDE, *_SUPPLEMENT], use_threads=False):
                yield from ((place, row) for row in batch.to_pylist())
    except Exception as error:  # a damaged file can make the library fail in any way
        if isinstance(error, OSError) and error.errno is not None:
            raise
        problem, remedy = "the results are damaged", "remove what _done has of them and run again"
        raise InputError(source=place, problem=problem, remedy=remedy) from None


def _result(row: Mapping[str, Any], place: str) -> Result:
    entry = Entry(
        assessment=from_record(json.loads(row["line"]), source=place),
        supplement=Supplement(
            role_certainty=row["role_certainty"],
            shortened=tuple(row["shortened"]),
            weakest_effort_turn=row["weakest_effort_turn"],
        ),
        identity=row["identity"],
        opening=row["opening"],
        input_hash=row["input_hash"],
        feedback_language=Language(row["feedback_language"]),
    )
    return Result(entry, row["rubric_hash"])


def _row(entry: Entry, rubric_hash: str, line: str) -> dict[str, Any]:
    assessment = entry.assessment
    found = [encodable_row(row) for row in rows(assessment)]
    cards: Sequence[Mapping[str, Value]] = found if assessment.scorecards else ()
    return {
        **{name: found[0][name] for name in _CASE},
        **{name: getattr(assessment.conversation, name) for name in _KEYS},
        **{name: getattr(assessment.provenance, name) for name in _PROVENANCE},
        "rubric_hash": rubric_hash,
        "identity": entry.identity,
        "opening": entry.opening,
        "input_hash": entry.input_hash,
        "feedback_language": entry.feedback_language.value,
        **{name: getattr(entry.supplement, name) for name in _SUPPLEMENT},
        "cards": [{name: card[name] for name in _CARD} for card in cards],
        "line": line,
    }


def _packed(held: Sequence[_Held]) -> bytes:
    """The bytes of a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    kinds = {"role_certainty": pa.float64(), "shortened": pa.list_(pa.int64()), "weakest_effort_turn": pa.int64()}
    cards = pa.struct([(name, types[COLUMNS[name]]) for name in _CARD])
    schema = pa.schema(
        [
            *((name, types[COLUMNS[name]]) for name in _CASE),
            *((name, pa.string()) for name in (*_KEYS, *_PROVENANCE, *_BESIDE)),
            *((name, kinds[name]) for name in _SUPPLEMENT),
            ("cards", pa.list_(cards)),
            ("line", pa.string()),
        ]
    )
    plain = [name for name in schema.names if name not in _UNLIKE]
    file = io.BytesIO()
    pq.write_table(
        pa.Table.from_pylist([one.row for one in held], schema=schema),
        file,
        row_group_size=_GROUP_ROWS,
        compression="zstd",
        data_page_size=_PAGE_BYTES,
        use_dictionary=plain,
        write_statistics=plain,
    )
    return file.getvalue()


def _marker(name: str) -> str:
    return f"{_DONE}/{name}.json"


def _require_pyarrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401 - whether it is there
    except ImportError:
        raise MissingExtraError(what="Results as Parquet", extra="parquet") from None
