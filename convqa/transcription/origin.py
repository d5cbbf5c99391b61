"""What a transcript was made of and how: it stands in the file, so that a later run can tell what is done already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from convqa.ingest.captions import parse_captions
from convqa.ingest.formats.transcribed import note_of
from convqa.ingest.sources import Source
from convqa.redaction import SiteKey

__all__ = ["Origin", "name_of", "origin_of", "read_origin"]

_HEAD_LINES = 40
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Equal origins make equal transcripts.

    Attributes:
        settings: versions and options that what is written depends on, in words.
        recording: HMAC under the site's key of the recording's bytes.
        name: HMAC of its path, relative to the input.
    """

    settings: str
    recording: str
    name: str


def name_of(source: Source, key: SiteKey) -> str:
    """See `Origin.name`."""
    return f"hmac-sha256:{key.hmac('recording name', source.label)}"


def origin_of(source: Source, settings: str, key: SiteKey) -> Origin:
    """The origin of a transcript of a recording; reads the recording through.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with source.open() as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    recording = f"hmac-sha256:{key.hmac('recording', digest.hexdigest())}"
    return Origin(name=name_of(source, key), recording=recording, settings=settings)


def read_origin(path: Path) -> Origin | None:
    """The origin that a file names; `None` where it is not one that convqa wrote, or cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            found = _of_vtt("".join(islice(file, _HEAD_LINES))) if path.suffix == ".vtt" else _of_json(json.load(file))
    except (OSError, ValueError, RecursionError):
        return None
    stated = {name: (found or {}).get(name) for name in Origin.__slots__}
    settings, recording, name = (value if isinstance(value, str) else None for value in stated.values())
    if name is None or recording is None or settings is None:
        return None
    return Origin(name=name, recording=recording, settings=settings)


def _of_vtt(head: str) -> Mapping[str, object] | None:
    return note_of(parse_captions(head).note)


def _of_json(value: object) -> Mapping[str, object] | None:
    made = value.get("made") if isinstance(value, dict) else None
    return made if isinstance(made, dict) else None
