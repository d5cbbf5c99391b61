"""Results of a large run as rows of a Parquet file, there and back; `results` says which file holds which."""

from __future__ import annotations

import io
import json
from collections.abc import Generator, Mapping, Sequence
from typing import Any, NamedTuple

from convqa import folders
from convqa.conversation import Language
from convqa.errors import InputError, MissingExtraError
from convqa.grounds import Supplement
from convqa.report.records import from_record
from convqa.report.tables import CARD_COLUMNS, COLUMNS, Value, encodable_row, rows
from convqa.store.entry import Entry

__all__ = ["ORDER", "Held", "Result", "packed", "read_rows", "require_pyarrow", "result_of", "row_of"]

ORDER = ("id", "source", "line")
"""By what the rows of a file are sorted."""

_GROUP_ROWS = 1_000
_PAGE_BYTES = 1 << 16
_BATCH = 16
_CASE = [name for name in COLUMNS if name not in CARD_COLUMNS]
_CARD = [name for name in COLUMNS if name in CARD_COLUMNS]
_KEYS = ("customer_key", "content_hash")
_PROVENANCE = ("convqa", "model", "redactor", "speech", "rubric", "codebook")
_BESIDE = ("identity", "opening", "input_hash", "feedback_language", "rubric_hash")
_UNLIKE = {"cards", "identity", "input_hash", "line", "opening"}
"""Never alike, or long."""
_SUPPLEMENT = ("role_certainty", "shortened", "weakest_effort_turn")


class Result(NamedTuple):
    """What a row tells; `rubric_hash` is that of the rubric which `entry` names."""

    entry: Entry
    rubric_hash: str


class Held(NamedTuple):
    """A row in the order of a file, with what it is ordered by first; `line` is the record."""

    id: str
    source: str
    line: str
    row: Mapping[str, Any]


def read_rows(folder: str, place: str) -> Generator[tuple[str, Mapping[str, Any]]]:
    """The file, and of each of its rows what is read, some at a time.

    Raises:
        InputError: it is damaged; the message names it.
        OSError: it cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        with folders.open_below(folder, place) as stream:
            file = pq.ParquetFile(stream, buffer_size=_PAGE_BYTES)
            for batch in file.iter_batches(_BATCH, columns=[*ORDER, *_BESIDE, *_SUPPLEMENT], use_threads=False):
                yield from ((place, row) for row in batch.to_pylist())
    except Exception as error:  # a damaged file can make the library fail in any way
        if isinstance(error, OSError) and error.errno is not None:
            raise
        problem, remedy = "the results are damaged", "remove what _done has of them and run again"
        raise InputError(source=place, problem=problem, remedy=remedy) from None


def result_of(row: Mapping[str, Any], place: str) -> Result:
    """What a row tells.

    Args:
        row: of `read_rows`.
        place: of its file, which an error names.

    Raises:
        InputError: it holds no record of this version.
    """
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


def row_of(entry: Entry, rubric_hash: str, line: str) -> dict[str, Any]:
    """A row as it is written; `line` is the record."""
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


def packed(held: Sequence[Held]) -> bytes:
    """The bytes of a file with these rows in this order."""
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


def require_pyarrow() -> None:
    """See that the extra is there.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - whether it is there
    except ImportError:
        raise MissingExtraError(what="Results as Parquet", extra="parquet") from None
