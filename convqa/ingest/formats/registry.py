"""Every format that is read as it is; a file must never be two of them (`tests/ingest/formats`)."""

from __future__ import annotations

from convqa.ingest.formats.contact_lens import CONTACT_LENS
from convqa.ingest.formats.format import Format

__all__ = ["FORMATS", "match"]

FORMATS: tuple[Format, ...] = (CONTACT_LENS,)


def match(value: object) -> Format | None:
    """The format of a parsed JSON value; `None` where it is none of them."""
    return next((one for one in FORMATS if one.recognise(value)), None)
