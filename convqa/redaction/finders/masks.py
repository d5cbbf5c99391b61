"""Placeholders and masks that the source already holds; they stay as they are."""

from __future__ import annotations

import re

from convqa.redaction.findings import Kind, Reading, lower
from convqa.redaction.lexicon import Lexicon, lexicon

__all__ = ["HANDLE", "find_masks", "is_personal_handle"]

_WORDS = (
    "pii link links url email e-mail mail phone name address number redacted removed masked person person_name card dm "
    "navn namn telefon adresse adress nummer cpr fjernet borttaget slettet"
)
_MASKS = re.compile(
    rf"\[(?:{'|'.join(kind.lower() for kind in Kind)}|{'|'.join(_WORDS.split())})[_ -]?\d{{0,9}}\]"
    r"|<[a-z_]{2,30}>"
)
# Not the second half of a mail address, "lene@mail.dk" or "lene @mail.dk".
HANDLE = re.compile(
    r"@(?<![\w.+-].)(?!(?<=\w .)[\w-]{1,50}\.(?:com|net|org|dk|no|se|uk|co|eu|nu)(?!\w))\w{1,50}(?:\.\w{1,50}){0,3}"
)
_PARTS = re.compile(r"[^\W\d_]{3,}")


def find_masks(reading: Reading) -> list[tuple[int, int]]:
    """Spans of placeholders (``[PERSON_1]``, ``[PII]``, ``<NAME>``) and of handles that hold no name (``@butik``)."""
    names = lexicon(reading.language)
    masks = [match.span() for match in _MASKS.finditer(lower(reading.text))]
    handles = HANDLE.finditer(reading.low)
    return masks + [match.span() for match in handles if not is_personal_handle(match, names)]


def is_personal_handle(handle: re.Match[str], names: Lexicon) -> bool:
    """Whether a part of a handle is a given name that is no word ("@lene_h"); companies' handles are not personal."""
    return any(
        part in names.given and part not in names.words and part not in names.foreign
        for part in _PARTS.findall(handle[0])
    )
