"""Tables for spreadsheets and statistics: a row per conversation and agent (one where there is no agent).

No column holds a duration, a length or a count of turns: none of them is quality.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO, TYPE_CHECKING

from convqa import codebook
from convqa.assessment import Assessment, Flag, Scorecard
from convqa.errors import MissingExtraError
from convqa.report.records import encodable
from convqa.report.writers import FileWriter, naming_trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CARD_COLUMNS", "COLUMNS", "CsvWriter", "ParquetWriter", "Value", "encodable_row", "rows"]

Value = str | int | float | None
"""What a cell holds."""

COLUMNS: dict[str, type[str] | type[int] | type[float]] = {
    "id": str,
    "source": str,
    "language": str,
    "channel": str,
    "started_at": str,
    "agent_id": str,
    "total": float,
    **dict.fromkeys(codebook.RATINGS, float),
    **{f"{name}_rating": int for name in codebook.RATINGS},
    "resolution": str,
    "satisfaction": float,
    "satisfaction_rating": int,
    "loyalty": str,
    "touchpoint": str,
    "process_failure": str,
    "flags": str,
    "case_flags": str,
    "repeat_contacts": int,
    "unanswered_questions": int,
    "handovers": int,
    "promises_without_time": int,
    "speech_confidence": float,
}
"""The columns in order and what they hold; any cell but `id`, `source` and `language` may be empty.

`flags` are those of the agent's card, `case_flags` those of the conversation, which no agent is
charged with: names in their order, joined by a space. `speech_confidence` is that of the conversation, empty for all
that people typed.
"""

CARD_COLUMNS = frozenset(
    {"agent_id", "total", *codebook.RATINGS, *(f"{name}_rating" for name in codebook.RATINGS), "flags"}
)
"""Those that are of the agent's card; the others are of the conversation."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""

_PARQUET_GROUP = 5_000


def rows(assessment: Assessment) -> list[dict[str, Value]]:
    """The rows of one conversation, one a scorecard; one without `agent_id` where there is none."""
    return [_row(assessment, card) for card in assessment.scorecards or (None,)]


def _row(assessment: Assessment, card: Scorecard | None) -> dict[str, Value]:
    info, outcome, effort = assessment.conversation, assessment.outcome, assessment.customer_effort
    ratings = {name: card.ratings.get(name) if card else None for name in codebook.RATINGS}
    return {
        "id": info.id,
        "source": info.source,
        "language": info.language.value,
        "channel": info.channel.value if info.channel else None,
        "started_at": info.started_at,
        "agent_id": card.agent_id if card else None,
        "total": round(card.total, 4) if card and card.total is not None else None,
        **{name: round(rating.value, 4) if rating else None for name, rating in ratings.items()},
        **{f"{name}_rating": rating.rating if rating else None for name, rating in ratings.items()},
        "resolution": outcome.resolution.value,
        "satisfaction": round(outcome.satisfaction.value, 4),
        "satisfaction_rating": outcome.satisfaction.rating,
        "loyalty": outcome.loyalty.value,
        "touchpoint": assessment.touchpoint.value,
        "process_failure": assessment.process_failure.value,
        "flags": _names(card.flags if card else ()),
        "case_flags": _names(assessment.flags),
        "repeat_contacts": effort.repeat_contacts,
        "unanswered_questions": effort.unanswered_questions,
        "handovers": effort.handovers,
        "promises_without_time": effort.promises_without_time,
        "speech_confidence": None if info.speech_confidence is None else round(info.speech_confidence, 4),
    }


def encodable_row(row: dict[str, Value]) -> dict[str, Value]:
    """A row whose texts Parquet takes."""
    return {name: encodable(value) if isinstance(value, str) else value for name, value in row.items()}


def _names(flags: Sequence[Flag]) -> str | None:
    return " ".join(flag.name for flag in flags) or None


class CsvWriter(FileWriter):
    """CSV as of RFC 4180: commas, UTF-8 with a byte order mark so that spreadsheets show æ, ø, å, ö.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with naming_trouble(path):
            self._file: IO[str] = self.partial.open("w", encoding="utf-8-sig", errors="replace", newline="")
            self._rows = csv.writer(self._file)
            self._rows.writerow(COLUMNS)

    def _write(self, assessment: Assessment) -> None:
        self._rows.writerows([_unformula(value) for value in row.values()] for row in rows(assessment))

    def _finish(self) -> None:
        self._file.close()

    def _release(self) -> None:
        try:
            self._file.close()
        except OSError:
            return


def _unformula(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


class ParquetWriter(FileWriter):
    """Parquet, streamed in row groups of some thousand rows; needs the extra `parquet`.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise MissingExtraError(what="Parquet output", extra="parquet") from None
        super().__init__(path)
        self._pa = pa
        types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
        self._schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
        self._pending: list[dict[str, Value]] = []
        with naming_trouble(path):
            self._file = pq.ParquetWriter(self.partial, self._schema, compression="zstd")

    def _write(self, assessment: Assessment) -> None:
        self._pending.extend(map(encodable_row, rows(assessment)))
        if len(self._pending) >= _PARQUET_GROUP:
            self._flush()

    def _flush(self) -> None:
        self._file.write_table(self._pa.Table.from_pylist(self._pending, schema=self._schema))
        self._pending.clear()

    def _finish(self) -> None:
        if self._pending:
            self._flush()
        self._file.close()

    def _release(self) -> None:
        try:
            self._file.close()
        except OSError:
            return
