"""Evaluations in a table, one a row: CSV, TSV or XLSX, read by `--review-map` and by nothing else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from convqa.errors import InputError
from convqa.ingest.decoding import Encoding, read_lines
from convqa.ingest.delimited import SEPARATORS, delimited_rows
from convqa.ingest.fields import column_key
from convqa.ingest.sources import Source
from convqa.ingest.spreadsheet import sheet_count, sheet_rows
from convqa.ingest.tables import Line
from convqa.ingest.times import parse_moment
from convqa.reviews.answers import answer, is_blank, word
from convqa.reviews.form import Unreadable, judge
from convqa.reviews.reader import Account, ReviewOptions
from convqa.reviews.review import Review, reviewer_key
from convqa.reviews.review_map import GRADES, RATING, ReviewMap
from convqa.reviews.wording import columns as columns_of

__all__ = ["read_delimited_reviews", "read_spreadsheet_reviews"]

_HEAD_ROWS = 10
_OTHER_SCALE = 0.1  # of the answers to a question
_NO = frozenset({"no", "nej", "nei", "false", "falsk", "usann", "falskt", "0"})
_REMEDY = "correct the row, or give its scale or words in --review-map"
_HOW = 'say which column is what, e.g. --review-map "conversation=CallID,total=Score,clarity=Clear@0..10"'


def read_delimited_reviews(
    source: Source, encoding: Encoding, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    """The reviews of a CSV or TSV file; raises as `_read`, and OSError."""
    head = "".join(line[: 1 << 16] for line in islice(read_lines(source, encoding), 5))

    def cells(separator: str) -> list[str]:
        return next((row for row in csv.reader(head.split("\n"), delimiter=separator) if row), [])

    def rank(separator: str) -> tuple[int, int]:
        return len(_columns(cells(separator), options)), len(cells(separator))

    separator = head[4] if head[:4].casefold() == "sep=" and len(head) > 4 else max(SEPARATORS, key=rank)
    yield from _read(lambda: delimited_rows(source, encoding, separator), source, options, account)


def read_spreadsheet_reviews(source: Source, options: ReviewOptions, account: Account) -> Iterator[Review | InputError]:
    """The reviews of the sheets whose headers hold most of the map's columns; raises as `_read`, and OSError.

    A site may keep a sheet for each month, so every sheet with such a header counts.
    """
    heads = {}
    for sheet in range(sheet_count(source)):
        rows = islice(sheet_rows(source, sheet, 1), _HEAD_ROWS)
        found = [(len(_columns(cells, options)), -number) for number, cells in rows]
        heads[sheet] = max(found, default=(-1, -1))
    most = max(count for count, _ in heads.values())
    alike = [(sheet, -number) for sheet, (count, number) in heads.items() if count == most]
    for sheet, number in alike if most > 0 else alike[:1]:
        yield from _read(lambda at=(sheet, number): sheet_rows(source, *at), source, options, account)  # type: ignore[misc]


def _columns(header: Sequence[str], options: ReviewOptions) -> dict[str, int]:
    """The map's columns that are there -> where."""
    exact = {word(name): at for at, name in reversed(list(enumerate(header)))}
    loose = {column_key(name): at for at, name in reversed(list(enumerate(header))) if column_key(name)}
    found = {}
    for part in options.review_map.parts if options.review_map else ():
        at = exact.get(word(part.column), loose.get(column_key(part.column)))
        if at is not None:
            found[part.column] = at
    return found


def _read(
    lines: Callable[[], Iterator[Line | InputError]], source: Source, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    """Yield the reviews of a table, and an error for each row that is none.

    Raises:
        InputError: there is no map, it names columns that are not there, or the table is empty.
    """
    rows = lines()
    first = next(rows, None)
    if first is None or isinstance(first, InputError):
        raise first or source.error("the table is empty", "remove it or export it again")
    number, header = first
    if options.review_map is None:
        problem = "this is a table, and nothing of a site's own form is guessed"
        raise source.error(f"{problem}; {columns_of(header)}", _HOW, number)
    columns = _columns(header, options)
    absent = [part.column for part in options.review_map.parts if part.column not in columns]
    if absent:
        problem = f"the review map names columns that are not there ({', '.join(absent)})"
        raise source.error(f"{problem}; {columns_of(header)}", "correct the map", number)
    twice = [name for name, at in columns.items() if any(word(header[at]) == word(one) for one in header[at + 1 :])]
    if twice:
        problem = f"several columns have a name that the review map uses ({', '.join(twice)})"
        raise source.error(problem, "give each of them a name of its own, in the table and in the map", number)
    if "conversation" not in options.review_map.facts():
        raise source.error("the review map does not say which column is the conversation's id", _HOW, number)
    _tell(header, columns, account)
    if (trouble := _doubtful_scale(lines(), number, columns, options.review_map)) is not None:
        raise source.error(*trouble, number)
    for row in rows:
        yield row if isinstance(row, InputError) else _review(row, len(header), columns, source, options, account)


def _tell(header: Sequence[str], columns: Mapping[str, int], account: Account) -> None:
    mapped = {at: name for name, at in columns.items()}
    for at, name in enumerate(header):
        if name.strip():
            account.saw(name.strip(), mapped.get(at, name.strip()))


def _doubtful_scale(
    rows: Iterator[Line | InputError], header: int, columns: Mapping[str, int], review_map: ReviewMap
) -> tuple[str, str] | None:
    """What speaks against taking a question without a scale as one on ours, and what to do; `None` if nothing.

    Spreadsheets hold 87 % as 0.87: such a total is not taken for next to nothing. And of a question from 1 to 10, the
    low answers would pass for high ones; one value outside of 1 to 5 may be a slip, several are another scale.
    """
    parts = [part for part in review_map.parts if part.field in ("total", *GRADES) and not (part.scale or part.values)]
    numbers: dict[str, list[float]] = {part.field: [] for part in parts}
    for row in rows if parts else ():
        if isinstance(row, InputError) or row[0] == header:
            continue
        for part in parts:
            number = answer(_cell(row[1], columns[part.column])).number
            if number is not None:
                numbers[part.field].append(number)
    for field, found in numbers.items():
        if field == "total":
            if found and max(found) <= 1 and any(0 < number < 1 for number in found):
                problem = "all totals lie between 0 and 1, and a total is from 0 to 100"
                return problem, "if they are shares, add their scale to the map: @0..1"
            continue
        outside = sum(RATING.place(number) is None for number in found)
        if outside > 1 and outside >= _OTHER_SCALE * len(found):
            problem = f"{outside} of {len(found)} answers for {field} lie outside {RATING}"
            return problem, "add its scale to the map, from worst to best, such as @1..10"
    return None


def _review(
    row: Line, width: int, columns: Mapping[str, int], source: Source, options: ReviewOptions, account: Account
) -> Review | InputError:
    number, cells = row
    if any(cell.strip() for cell in cells[width:]):
        problem = f"the row has {len(cells)} cells where the header has {width}"
        return source.error(problem, "put quotes round text that holds the separator", number)
    review_map = options.review_map or ReviewMap(parts=())
    facts = {field: _cell(cells, columns[part.column]) for field, part in review_map.facts().items()}
    if is_blank(facts["conversation"]):
        return source.error("the row names no conversation", "fill it in, or leave it out", number)
    try:
        judged = judge(review_map, lambda name: answer(_cell(cells, columns[name])))
    except Unreadable as error:
        return source.error(str(error), _REMEDY, number)
    if judged.is_empty():
        return source.error("nothing is judged in this row", "fill it in, or leave it out", number)
    written, reviewer, agent = (facts.get(field, "") for field in ("at", "reviewer", "agent"))
    moment = parse_moment(written) if not is_blank(written) else None
    account.undated += moment is None and not is_blank(written)
    return Review(
        source=source.shown,
        line=number,
        conversation=facts["conversation"],
        agent=None if is_blank(agent) else agent,
        reviewer=None if is_blank(reviewer) else reviewer_key(reviewer, options.key),
        at=moment.seconds if moment else None,
        session=not is_blank(facts.get("session", "")) and word(facts["session"]) not in _NO,
        scores=judged.scores,
        satisfaction=judged.satisfaction,
        choices=judged.choices,
        total=judged.total,
    )


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
