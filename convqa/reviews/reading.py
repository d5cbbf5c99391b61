"""Files of reviews: which they are, and what is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from convqa.errors import InputError
from convqa.ingest.decoding import find_encoding, read_text
from convqa.ingest.finding import find_sources
from convqa.ingest.sources import Source, unreadable
from convqa.ingest.spreadsheet import is_spreadsheet
from convqa.reviews.codebook_form import CODEBOOK
from convqa.reviews.kinds import match
from convqa.reviews.latest import saved_once
from convqa.reviews.reader import Account, Kind, ReviewOptions
from convqa.reviews.review import Review
from convqa.reviews.review_map import Scale
from convqa.reviews.table import read_delimited_reviews, read_spreadsheet_reviews

__all__ = ["Found", "read_reviews"]

_JSON_START = re.compile(r"\s*[{\[]")
_FORM = "name a table with --review-map, or a file in one of the forms of docs/reviews.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All reviews that were found, and what is to be told of them.

    Attributes:
        reviews: in the order of reading, of an evaluation that was saved twice only the later.
        problems: a sentence for each place that could not be read.
        replaced: how many gave way.
        account: what readers did beside reading.
        unused, missing: as `Account` has them.
        scales: field -> the scale from which it was moved to ours.
    """

    reviews: tuple[Review, ...]
    problems: tuple[InputError, ...]
    replaced: int
    account: Account
    unused: Sequence[str]
    missing: Sequence[str]
    scales: Mapping[str, Scale]


def read_reviews(place: str, options: ReviewOptions) -> Found:
    """Read a file of reviews, or all files of a folder.

    Raises:
        UsageError: there is no such place, or it is standard input.
    """
    account = Account()
    reviews: list[Review] = []
    problems: list[InputError] = []
    for source in find_sources([place], None):
        for one in [source] if isinstance(source, InputError) else _read_safely(source, options, account):
            (problems if isinstance(one, InputError) else reviews).append(one)  # type: ignore[arg-type]
    kept, replaced = saved_once(reviews)
    return Found(
        reviews=tuple(kept),
        problems=tuple(problems),
        replaced=replaced,
        account=account,
        unused=account.unused(options.review_map),
        missing=account.missing(options.review_map) if reviews else (),
        scales=options.review_map.moved() if options.review_map and reviews else {},
    )


def _read_safely(source: Source, options: ReviewOptions, account: Account) -> Iterator[Review | InputError]:
    try:
        yield from _read(source, options, account)
    except InputError as error:
        yield error
    except OSError as error:
        yield unreadable(source.shown, error)
    except Exception as error:
        # Only the kind is told: the text of an error may quote what people wrote.
        problem = f"reading it met a fault in convqa ({type(error).__name__}), and the rest of it was left out"
        yield source.error(problem, "please report the fault, without the file's text")


def _read(source: Source, options: ReviewOptions, account: Account) -> Iterator[Review | InputError]:
    if source.kind == "spreadsheet" or (source.kind is None and is_spreadsheet(source)):
        yield from read_spreadsheet_reviews(source, options, account)
        return
    encoding = find_encoding(source, None)
    if source.kind == "table":
        yield from read_delimited_reviews(source, encoding, options, account)
        return
    whole = read_text(source, encoding)
    if source.kind in ("json", "jsonl") or _JSON_START.match(whole):
        yield from _read_json(whole, source, options, account)
    elif source.kind == "cues":
        raise source.error("these are captions, not reviews", _FORM)
    else:
        yield from read_delimited_reviews(source, encoding, options, account)


def _read_json(whole: str, source: Source, options: ReviewOptions, account: Account) -> Iterator[Review | InputError]:
    """A document, or lines of objects; the lines are numbered."""
    lines = [(number, line) for number, line in enumerate(whole.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and not _are_objects([line for _, line in lines]):
        try:
            value: object = json.loads(whole)
        except (ValueError, RecursionError) as error:
            at = error.lineno if isinstance(error, json.JSONDecodeError) else None
            raise source.error("this is not valid JSON", "export it again", at) from None
        yield from _values(value, None, source, options, account)
        return
    for number, text in lines:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield source.error("this line is not a JSON object", _FORM, number)
            continue
        yield from _values(value, number, source, options, account)


def _are_objects(lines: Sequence[str]) -> bool:
    """Whether these are JSON Lines, of which single ones may be broken."""
    if all(line.startswith("{") and line.strip() != "{" for line in lines):
        return True
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _values(
    value: object, line: int | None, source: Source, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    kind = match(value)
    if kind is None and isinstance(value, list):
        kinds = {id(found): found for one in value if (found := match(one)) is not None}
        if not kinds:
            yield source.error("no evaluation was recognised in it", _FORM, line)
            return
        for one in value:
            # What is of no kind counts as of the others' one, whose reader says what is wrong with it.
            yield from _one(match(one) or next(iter(kinds.values())), one, line, source, options, account)
        return
    yield from _one(kind or CODEBOOK, value, line, source, options, account)


def _one(
    kind: Kind, value: object, line: int | None, source: Source, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    if kind.experimental:
        account.experimental.add(kind.title)
    yield from kind.read(value, source.shown, line, options, account)
