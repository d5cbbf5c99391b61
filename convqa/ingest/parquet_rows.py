"""The rows of a Parquet file as they stand in it, some in memory at a time; what they mean is told in `parquet.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from convqa.errors import InputError
from convqa.ingest.parquet_values import fitted, plain
from convqa.ingest.sources import Source, refusal

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile

__all__ = ["opened", "read_rows"]

_BATCH = 128
_BUFFER = 1 << 18
_DAMAGED = "the Parquet file is damaged or is none"
_AGAIN = "export it again"


@contextmanager
def opened(source: Source) -> Iterator[ParquetFile]:
    """The file as the library has it, and closed afterwards.

    Raises:
        InputError: it is empty or damaged, or pyarrow is not installed.
        OSError: it cannot be read.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        problem = "this is a Parquet file, and reading it needs an optional part"
        raise source.error(problem, "run: pip install 'convqa[parquet]'") from None
    with source.open() as stream:
        try:
            file = pq.ParquetFile(
                stream, buffer_size=_BUFFER, coerce_int96_timestamp_unit="us", page_checksum_verification=True
            )
        except Exception as error:  # a damaged file can make the library fail in any way
            if refused := refusal(error):
                raise refused from None
            raise source.error(_DAMAGED, _AGAIN) from None
        if not file.metadata.num_rows:
            raise source.error("the table is empty", "remove it or export it again")
        yield file


def read_rows(
    source: Source, names: Callable[[ParquetFile], Sequence[str]], span: tuple[int, int] | None
) -> Iterator[tuple[int, list[object]] | InputError]:
    """Number, from 1, and values of each row of some row groups, in the order of `names`."""
    with opened(source) as file:
        chosen = list(names(file))
        sizes = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
        start, stop = span or (0, len(sizes))
        row = 1 + sum(sizes[:start])
        for group in range(start, stop):
            last = row + sizes[group]
            batches = file.iter_batches(_BATCH, row_groups=[group], columns=chosen, use_threads=False)
            while (batch := _next(batches, source, row, last - 1)) is not None:
                if isinstance(batch, InputError):
                    yield batch
                    break
                yield from _values(batch, chosen, source, row)
                row += batch.num_rows
            row = last


def _next(batches: Iterator[RecordBatch], source: Source, row: int, last: int) -> RecordBatch | InputError | None:
    """The next rows; an error where the rest of their group cannot be unpacked."""
    try:
        return next(batches, None)
    except Exception as error:  # the library raises many kinds; what the disk says is another matter
        if refused := refusal(error):
            raise refused from None
        return source.error(f"the file is damaged here, and rows {row} to {last} were not read", _AGAIN, row)


def _values(
    batch: RecordBatch, names: Sequence[str], source: Source, row: int
) -> Iterator[tuple[int, list[object]] | InputError]:
    try:
        columns = [[plain(value) for value in fitted(batch.column(name)).to_pylist()] for name in names]
    except Exception:  # one bad value spoils the whole; alone it is found
        if batch.num_rows == 1:
            problem = "a value of this row is no text in UTF-8, or a date that no calendar has"
            yield source.error(problem, "correct it or export it again", row)
            return
        for at in range(batch.num_rows):
            yield from _values(batch.slice(at, 1), names, source, row + at)
        return
    for at in range(batch.num_rows):
        yield row + at, [column[at] for column in columns]
