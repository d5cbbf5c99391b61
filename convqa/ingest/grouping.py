"""Rows with one message each to transcripts: which rows belong together, in bounded memory.

The rows are read twice: first to learn where each conversation ends, then to collect and hand on
each one as soon as its last row has come. So a conversation whose rows are scattered over the file
is still whole, and only the conversations that are open at the same time are held (normally one),
beside one number for each conversation id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.messages import Values, assemble, clean, made_id, read_facts, read_message
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source

__all__ = ["Row", "group_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message: `line` is its 1-based line or row; `values` field -> value; `unseen`: the customer never saw it."""

    line: int
    values: Values = field(repr=False)
    unseen: bool = False


def group_rows(
    rows: Callable[[], Iterator[Row | InputError]], source: Source, options: IngestOptions, *, strict_role: bool
) -> Iterator[Transcript | InputError]:
    """Yield the conversations of a table in the order in which they end.

    Rows without a conversation id belong to the conversation above (merged cells); where no row has
    one, the whole source is one conversation.

    Args:
        rows: starts reading the rows from the first one, the same each time.
        source: where they come from.
        options: overrides.
        strict_role: as in `read_message`.
    """
    last_line: dict[str, int] = {}
    for key, row in _keyed(rows()):
        if isinstance(row, Row):
            last_line[key] = row.line
    whole = set(last_line) == {""}
    open_rows: dict[str, list[Row]] = {}
    for key, row in _keyed(rows()):
        if isinstance(row, InputError):
            yield row
            continue
        open_rows.setdefault(key, []).append(row)
        if last_line[key] == row.line:
            group = open_rows.pop(key)
            try:
                if not key and not whole:
                    raise source.error("a message has no conversation id", "fill the column in", row.line)
                yield _transcript(group, source, options, strict_role=strict_role)
            except InputError as error:
                yield error


def _keyed(rows: Iterator[Row | InputError]) -> Iterator[tuple[str, Row | InputError]]:
    key = ""
    for row in rows:
        if isinstance(row, Row):
            key = clean(row.values.get("conversation")) or key
        yield key, row


def _transcript(group: list[Row], source: Source, options: IngestOptions, *, strict_role: bool) -> Transcript:
    line = group[0].line
    seen = [row for row in group if not row.unseen]
    # Of notes nothing counts but the id, which may stand in them alone where cells are merged.
    ids = ({"conversation": row.values.get("conversation")} for row in group)
    facts = read_facts([*(row.values for row in seen), *ids], source, line, options)
    read = (read_message(row.values, source, row.line, strict_role=strict_role) for row in seen)
    messages = [message for message in read if message is not None]
    return assemble(
        messages,
        facts,
        source,
        fallback_id=made_id(source),
        options=options,
        line=line,
        unseen=len(group) - len(seen),
    )
