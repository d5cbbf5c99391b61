"""Names of a site's columns and questions in messages: shown where they can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convqa.ingest.times import parse_moment
from convqa.redaction import mask_text
from convqa.reviews.answers import parse_number

__all__ = ["columns", "shown"]

_LONGEST, _MOST_WORDS, _MOST = 80, 14, 20
_HEADER_WORDS = 3


def shown(names: Sequence[str]) -> tuple[list[str], int]:
    """The names that may be shown, and how many others there are.

    A first line may be no header, and a question may name a customer: shown is what is short, holds no long number,
    and has nothing that the redactor would replace.
    """
    plain = [name for name in names if _is_plain(name)][:_MOST]
    return plain, len(names) - len(plain)


def columns(header: Sequence[str]) -> str:
    """What a table's columns are called, as the end of a sentence; of a first line that may be none, nothing."""
    names = [name.strip() for name in header if name.strip()]
    if any(parse_number(name) is not None or parse_moment(name) is not None for name in names):
        return "its first line does not look like a header"
    plain, _ = shown([name for name in names if len(name.split()) <= _HEADER_WORDS])
    more = len(names) - len(plain)
    if not plain:
        return "it has 1 column" if more == 1 else f"it has {more} columns"
    return f"the columns are {', '.join(plain)}" + (f" and {more} more" if more else "")


def _is_plain(name: str) -> bool:
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS or not name.isprintable():
        return False
    return _has_no_long_number(name) and mask_text(name) == name


def _has_no_long_number(name: str) -> bool:
    """A scale in the name ("1-10", "0 to 100") is no long number."""
    runs = [len(digits) for digits in re.findall(r"\d+", name)]
    return max(runs, default=0) <= 3 and sum(runs) <= 4
