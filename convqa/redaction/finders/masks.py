"""Placeholders and masks that the source already holds; they stay as they are."""

from __future__ import annotations

import re

from convqa.redaction.findings import Kind, Reading

__all__ = ["find_masks"]

_WORDS = (
    "pii link links url email e-mail mail phone name address number redacted removed masked person person_name card dm "
    "navn namn telefon adresse adress nummer cpr fjernet borttaget slettet"
)
_MASKS = re.compile(
    rf"\[(?:{'|'.join(kind.lower() for kind in Kind)}|{'|'.join(_WORDS.split())})[_ -]?\d{{0,9}}\]"
    r"|<[a-z_]{2,30}>"
    r"|(?<![\w.+-])@\w{1,50}"  # a handle, not the second half of an email address
)


def find_masks(reading: Reading) -> list[tuple[int, int]]:
    """Spans of placeholders (``[PERSON_1]``, ``[PII]``, ``<NAME>``) and of social handles (``@handle``)."""
    return [match.span() for match in _MASKS.finditer(reading.low)]
