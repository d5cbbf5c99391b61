"""The header of a table: which column holds what, by the user's map or by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from convqa.conversation import Role, Transcript
from convqa.errors import InputError
from convqa.ingest.fields import column_key, guess_columns, is_id_like
from convqa.ingest.grouping import Row, group_rows
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source
from convqa.ingest.unseen import is_system, kinds_of, marks_of

__all__ = ["Line", "match_header", "read_table"]

Line = tuple[int, Sequence[str]]
"""1-based line or row, and its cells; the header's line is 0 where it is none of the rows."""

_SAMPLE_ROWS = 2000
_SHOWN_NAMES = 40
_LONGEST_NAME = 6  # words
_REMEDY = 'name the columns, e.g. --map "conversation=thread_id,speaker=author,text=message"'


def match_header(header: Sequence[str], options: IngestOptions) -> dict[str, int]:
    """Field -> position of its column, by the map first and by guess for the rest."""
    exact = {name.strip(): name for name in reversed(header)}
    loose = {column_key(name): name for name in reversed(header)}
    mapped = {
        field: exact.get(name) or loose[column_key(name)]
        for field, name in options.map.items()
        if name in exact or loose.get(column_key(name), "").strip()
    }
    names = mapped | {
        field: name for field, name in guess_columns(header, taken=mapped.values()).items() if field not in options.map
    }
    return {field: header.index(name) for field, name in names.items()}


def read_table(
    lines: Callable[[], Iterator[Line | InputError]], source: Source, options: IngestOptions
) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a table whose first line is the header, one row a message.

    Args:
        lines: starts reading the lines from the header, the same each time; blank ones left out.
        source: where they come from.
        options: the column map and the overrides.

    Raises:
        InputError: there is no header, or columns are missing.
    """
    sampled = list(islice(lines(), _SAMPLE_ROWS))
    sample = [line for line in sampled if not isinstance(line, InputError)]
    unread = next((line for line in sampled if isinstance(line, InputError)), None)
    if not sample and unread:
        raise unread
    if not sample:
        raise source.error("the table is empty", "remove it or export it again")
    number, header = sample[0]
    columns = match_header(header, options)
    _require(columns, number or None, header, source, options)
    if len(sample) == 1 and not unread:
        raise source.error("there is no row below the header", "remove the file or export it again")
    if "conversation" not in columns:
        columns |= _find_conversation(header, columns, sample[1:])

    marks = marks_of(header)
    kinds = kinds_of(header) if "role" not in columns else []

    def rows() -> Iterator[Row | InputError]:
        width = len(header)
        for line in lines():
            if isinstance(line, InputError):
                yield line
            elif len(line[1]) > width and any(cell.strip() for cell in line[1][width:]):
                problem = f"the row has {len(line[1])} cells where the header has {width}"
                yield source.error(problem, "put quotes round text that holds the separator", line[0])
            elif line[0] != number:
                cells = line[1]
                values = {field: cells[at] for field, at in columns.items() if at < len(cells)}
                if any(at < len(cells) and is_system(cells[at]) for at in kinds):
                    values["role"] = Role.SYSTEM
                unseen = any(at < len(cells) and says(cells[at]) for at, says in marks.items())
                yield Row(line=line[0], values=values, unseen=unseen)

    yield from group_rows(rows, source, options, strict_role="role" in options.map)


def _require(
    columns: dict[str, int], number: int | None, header: Sequence[str], source: Source, options: IngestOptions
) -> None:
    """Text, and who said it, must be there; so must whatever the map names."""
    missing = [f"{field}={name}" for field, name in options.map.items() if field not in columns and field != "turns"]
    if missing:
        problem = f"the map names columns that are not there ({', '.join(missing)}); {_found(columns, header)}"
        raise source.error(problem, "correct the map", number)
    if "text" not in columns:
        raise source.error(f"no column of messages was recognised; {_found(columns, header)}", _REMEDY, number)
    if not columns.keys() & {"speaker", "role", "agent_id"}:
        raise source.error(f"no column of speakers was recognised; {_found(columns, header)}", _REMEDY, number)


def _found(columns: dict[str, int], header: Sequence[str]) -> str:
    """The names of the columns; of a first line that may be a message, only the words that are known as names."""
    if not columns:
        return "the first line does not look like a header"
    names = [name.strip() for name in header if name.strip()]
    known = [header[at].strip() for at in sorted(columns.values())]
    is_header = len(columns) > 1 and not any(map(_is_said, names))
    shown = [name for name in (names if is_header else known) if _is_plain(name)][:_SHOWN_NAMES]
    more = len(names) - len(shown)
    if not shown:
        return f"there are {more} columns"
    return f"the columns are {', '.join(shown)}" + (f" and {more} more" if more else "")


def _is_plain(name: str) -> bool:
    """Whether a cell is a name of a column and nothing that a person wrote: at most three words, no digits."""
    return len(name) <= 40 and len(name.split()) <= 3 and not any(sign.isdigit() for sign in name)


def _is_said(name: str) -> bool:
    """Whether a cell is surely no name of a column, so that the line is a message, or damage has made it one."""
    return "@" in name or len(name.split()) > _LONGEST_NAME


def _find_conversation(header: Sequence[str], columns: dict[str, int], sample: Sequence[Line]) -> dict[str, int]:
    """A column named like an id whose values repeat but differ tells conversations apart."""
    for at, name in enumerate(header):
        if at not in columns.values() and is_id_like(name):
            values = [cells[at].strip() for _, cells in sample if at < len(cells)]
            distinct = len(set(values) - {""})
            if 2 <= distinct <= len(values) / 2:
                return {"conversation": at}
    return {}
