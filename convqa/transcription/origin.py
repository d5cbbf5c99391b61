"""What a written transcript was made of and how: it stands in the file, so that a later run knows its own files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import TextIO

from convqa.ingest.captions import parse_captions
from convqa.ingest.formats.transcribed import note_of
from convqa.ingest.sources import Source
from convqa.redaction import SiteKey

__all__ = ["Origin", "name_of", "origin_of", "read_origin"]

_HEAD_LINES = 40
_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Equal origins make equal transcripts.

    Attributes:
        settings: versions and options that what is written depends on, in words.
        content: HMAC under the site's key of what it was made from: a recording's bytes, what was said in a text.
        name: HMAC of where that lay, relative to the input.
    """

    settings: str
    content: str
    name: str


def name_of(source: Source, key: SiteKey, *, part: str = "") -> str:
    """See `Origin.name`; `part` tells several transcripts of one source apart."""
    place = f"{source.label}\0{part}" if part else source.label
    return f"hmac-sha256:{key.hmac('recording name', place)}"


def origin_of(source: Source, settings: str, key: SiteKey) -> Origin:
    """The origin of a transcript of a recording; reads the recording through.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with source.open() as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    content = f"hmac-sha256:{key.hmac('recording', digest.hexdigest())}"
    return Origin(name=name_of(source, key), content=content, settings=settings)


def read_origin(path: Path) -> Origin | None:
    """The origin that a file names; `None` where it is not one that convqa wrote, or cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            found = _found(file, path.suffix)
    except (OSError, ValueError, RecursionError):
        return None
    stated = {name: (found or {}).get(name) for name in Origin.__slots__}
    settings, content, name = (value if isinstance(value, str) else None for value in stated.values())
    if name is None or content is None or settings is None:
        return None
    return Origin(name=name, content=content, settings=settings)


def _found(file: TextIO, suffix: str) -> Mapping[str, object] | None:
    """What is said at the beginning of a file; raises where it is not of its form."""
    if suffix == ".json":
        return _of_json(json.load(file))
    if suffix == ".jsonl":
        return _of_json(json.loads(file.readline(_LONGEST_LINE)))
    head = list(islice(file, _HEAD_LINES))
    if suffix == ".txt":
        return note_of([line[2:].rstrip("\n") for line in takewhile(lambda line: line.startswith("# "), head)])
    return note_of(parse_captions("".join(head)).note)


def _of_json(value: object) -> Mapping[str, object] | None:
    made = value.get("made") if isinstance(value, dict) else None
    return made if isinstance(made, dict) else None
