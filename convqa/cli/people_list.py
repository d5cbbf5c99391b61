"""The site's own list of its people: a table with a row a person, of which keys are made and names stay guarded.

Columns, by name or by the user's map: `agent` (as the conversations name them, by number or name), `user` (as they log
in), `name`, `team`, `role`, `active`. All others are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from convqa.errors import InputError, UsageError
from convqa.ingest.decoding import find_encoding, read_lines
from convqa.ingest.delimited import SEPARATORS, delimited_rows
from convqa.ingest.fields import column_key
from convqa.ingest.finding import find_sources
from convqa.ingest.sources import Source, unreadable
from convqa.ingest.tables import Line
from convqa.redaction import SiteKey, agent_key
from convqa.store.keys import user_key
from convqa.store.listed import ROLES, Listed

__all__ = ["FIELDS", "parse_people_map", "read_people"]

FIELDS = ("agent", "user", "name", "team", "role", "active")
"""What a list may say of a person."""

_NO = frozenset({"no", "nej", "nei", "false", "falsk", "usann", "falskt", "0"})


def parse_people_map(written: str | None) -> Mapping[str, str]:
    """Field -> column, of `FIELD=COLUMN,...`.

    Raises:
        UsageError: it is not of that form, or the field is none of `FIELDS`.
    """
    found = {}
    for part in written.split(",") if written else ():
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column or name not in FIELDS:
            raise UsageError(
                f'--map is FIELD=COLUMN,... with the fields {", ".join(FIELDS)}; e.g. --map "agent=Number".'
            )
        found[name] = column
    return found


def read_people(place: str, columns: Mapping[str, str], key: SiteKey) -> Iterator[Listed | InputError]:
    """Everybody in a CSV or TSV file, and a sentence for each row that cannot be used.

    Args:
        place: the file.
        columns: field -> the name of its column, where it is another than the field's.
        key: the site's.

    Raises:
        UsageError: there is no such file.
    """
    for source in find_sources([place], None):
        if isinstance(source, InputError):
            yield source
            continue
        try:
            yield from _read(source, columns, key)
        except InputError as error:
            yield error
        except OSError as error:
            yield unreadable(source.shown, error)


def _read(source: Source, columns: Mapping[str, str], key: SiteKey) -> Iterator[Listed | InputError]:
    encoding = find_encoding(source, None)
    head = list(islice(read_lines(source, encoding), 5))

    def rank(separator: str) -> tuple[int, int]:
        cells = next((row for row in csv.reader(head, delimiter=separator) if row), [])
        return len(_find(cells, columns)), len(cells)

    rows = delimited_rows(source, encoding, max(SEPARATORS, key=rank))
    first = next(rows, None)
    if first is None or isinstance(first, InputError):
        raise first or source.error("the list is empty", "export it again")
    where = _find(first[1], columns)
    absent = sorted(set(columns) - set(where))
    if absent:
        raise source.error(f"--map names no column that is there for {', '.join(absent)}", "correct it", first[0])
    if not where.keys() & {"agent", "user"}:
        problem = "no column says who is meant"
        raise source.error(problem, 'name one "agent" or "user", or say which with --map "agent=Number"', first[0])
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        yield from [row] if isinstance(row, InputError) else _people(row, where, source, key, seen)


def _find(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    names = {column_key(name): at for at, name in reversed(list(enumerate(header)))}
    wanted = {name: column_key(columns.get(name, name)) for name in FIELDS}
    return {name: names[column] for name, column in wanted.items() if column in names}


def _people(
    row: Line, where: Mapping[str, int], source: Source, key: SiteKey, seen: dict[tuple[str, str], int]
) -> Iterator[Listed | InputError]:
    line, cells = row
    said = {name: " ".join(cells[at].split()) if at < len(cells) else "" for name, at in where.items()}
    keys = {"agent": agent_key, "user": user_key}
    codes = [(kind, make(said[kind], key)) for kind, make in keys.items() if said.get(kind)]
    if not codes:
        yield source.error("this row says neither which agent nor which user it is of", "fill it in", line)
    role = said.get("role")
    for kind, code in codes:
        earlier = seen.setdefault((kind, code), line)
        if earlier != line:
            yield source.error(f"this {kind} is in line {earlier} already", "keep one of the two rows", line)
        elif kind == "user" and role and role.casefold() not in ROLES:
            yield source.error("this user's role is not known", f"write one of {', '.join(ROLES)}", line)
        else:
            yield Listed(
                kind=kind,
                key=code,
                name=said.get("name"),
                team=said.get("team"),
                role=None if role is None else role.casefold(),
                active=None if "active" not in said else said["active"].casefold() not in _NO,
            )
