"""Parquet: one row a message, read as a table is, or one row a conversation with its turns inside, read as JSON is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.exported import vendor_of
from convqa.ingest.fields import guess_columns
from convqa.ingest.json_lines import Form, Parsed, keys_of, read_values
from convqa.ingest.json_shapes import message_values, turns_of
from convqa.ingest.messages import Values, clean
from convqa.ingest.options import IngestOptions
from convqa.ingest.parquet_rows import opened, read_rows
from convqa.ingest.parquet_values import cell
from convqa.ingest.sources import Source
from convqa.ingest.tables import Line, match_header, read_table

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

__all__ = ["Groups", "groups_of", "is_parquet", "read_parquet", "row_keys"]

_MAGIC = b"PAR1"
_FIRST_ROWS = 100
_SPEAKERS = {"speaker", "role", "agent_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Row groups of a file that are read by themselves.

    Attributes:
        start, stop: half-open, from 0.
        form: what a row is, as the whole file says; `None`: a row of a table.
    """

    start: int
    stop: int
    form: Form | None


def is_parquet(source: Source) -> bool:
    """Whether the content is Parquet, whatever the name.

    Raises:
        OSError: it cannot be opened.
    """
    with source.open() as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def read_parquet(
    source: Source, options: IngestOptions, groups: Groups | None = None
) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a Parquet file, some rows in memory at a time; a bad row becomes an error.

    Args:
        source: the file.
        options: the map: of columns, or of dotted paths where columns hold structures.
        groups: read these alone; `None` for all.

    Raises:
        InputError: the file is empty or damaged, columns are missing, or pyarrow is not installed.
        OSError: it cannot be read.
    """
    form = _form(source, options) if groups is None else groups.form
    span = None if groups is None else (groups.start, groups.stop)
    if form is None:
        return read_table(lambda: _lines(source, options, span), source, options)
    return read_values(lambda: _rows(source, options, span), source, options, form)


def row_keys(source: Source, options: IngestOptions) -> tuple[Form | None, Iterator[tuple[int, str] | None]]:
    """What a row is, and row and conversation of each message; `None` as in `keys_of`. Raises as `read_parquet`."""
    form = _form(source, options)
    if form is not None:
        return form, keys_of(lambda: _rows(source, options), options, form)
    names = _flat_names(source, options)
    at = match_header(names, options).get("conversation")
    return form, iter([None]) if at is None else _table_keys(source, names[at])


def groups_of(source: Source) -> list[tuple[int, int]]:
    """Rows, and bytes when unpacked, of each row group. Raises as `read_parquet`."""
    with opened(source) as file:
        found = (file.metadata.row_group(at) for at in range(file.metadata.num_row_groups))
        return [(group.num_rows, group.total_byte_size) for group in found]


def _form(source: Source, options: IngestOptions) -> Form | None:
    """What a row is, by the columns and the first rows; `None`: a row of a table."""
    if "turns" in options.map:
        return Form.CONVERSATION
    first = [row.value for row in islice(_rows(source, options), _FIRST_ROWS) if isinstance(row, Parsed)]
    if any(turns_of(row, options) is not None or vendor_of(row, options) is not None for row in first):
        return Form.CONVERSATION
    columns = match_header(_flat_names(source, options), options).keys()
    if "text" in columns and columns & _SPEAKERS and options.map.keys() <= columns:
        return None
    return Form.MESSAGE if any(_is_message(message_values(row, options)) for row in first) else None


def _is_message(values: Values) -> bool:
    return bool(clean(values.get("text"))) and any(clean(values.get(name)) for name in _SPEAKERS)


def _flat_names(source: Source, options: IngestOptions) -> list[str]:
    """The columns that hold no structures."""
    from pyarrow.types import is_nested

    with opened(source) as file:
        schema = file.schema_arrow
        return [name for name in _names(file, options) if not is_nested(schema.field(name).type)]


def _names(file: ParquetFile, options: IngestOptions) -> list[str]:
    """The columns that are read: not lists of numbers, and bytes only where the name is that of a field."""

    def is_read(field: Any) -> bool:
        if field.type in _binary():
            return bool(guess_columns([field.name])) or field.name in options.map.values()
        return not _is_numbers(field.type)

    return list(dict.fromkeys(field.name for field in file.schema_arrow if is_read(field)))


def _binary() -> tuple[Any, ...]:
    import pyarrow as pa

    return pa.binary(), pa.large_binary()


def _is_numbers(kind: Any) -> bool:
    from pyarrow.types import is_fixed_size_list, is_floating, is_large_list, is_list

    is_any = is_list(kind) or is_large_list(kind) or is_fixed_size_list(kind)
    return bool(is_any and is_floating(kind.value_type))


def _lines(source: Source, options: IngestOptions, span: tuple[int, int] | None) -> Iterator[Line | InputError]:
    """Rows as a table's, below a header that is no row."""
    names = _flat_names(source, options)
    yield 0, names
    for row in read_rows(source, lambda _: names, span):
        if isinstance(row, InputError):
            yield row
        else:
            cells = [cell(value) for value in row[1]]
            if any(cells):
                yield row[0], cells


def _rows(source: Source, options: IngestOptions, span: tuple[int, int] | None = None) -> Iterator[Parsed | InputError]:
    """Rows as objects. What is empty (null) is left out of them, so that they are as they would be in JSON."""
    names: list[str] = []

    def chosen(file: ParquetFile) -> list[str]:
        names[:] = _names(file, options)
        return names

    for row in read_rows(source, chosen, span):
        if isinstance(row, InputError):
            yield row
        else:
            values = zip(names, row[1], strict=True)
            yield Parsed(line=row[0], value={name: value for name, value in values if value is not None})


def _table_keys(source: Source, name: str) -> Iterator[tuple[int, str] | None]:
    for row in read_rows(source, lambda _: [name], None):
        if not isinstance(row, InputError):
            key = clean(cell(row[1][0]))
            yield (row[0], key) if key else None
