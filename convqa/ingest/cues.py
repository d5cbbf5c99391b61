"""WebVTT and SRT files to transcripts; each file is one conversation."""

from __future__ import annotations

from collections.abc import Iterator

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.captions import parse_captions
from convqa.ingest.exported import transcripts
from convqa.ingest.formats import Reading, match
from convqa.ingest.formats.meetings import read_captions
from convqa.ingest.options import IngestOptions
from convqa.ingest.sources import Source

__all__ = ["read_cues"]


def read_cues(text: str, source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    """Yield the one conversation of a WebVTT or SRT text. A cue that names nobody belongs to the speaker before.

    Raises:
        InputError: there is no cue with text.
    """
    captions = parse_captions(text)
    vendor = match(captions)
    found = [read_captions(captions)] if vendor is None else list(vendor.read(captions))
    if not any(isinstance(one, Reading) and one.messages for one in found):
        raise source.error("there is no cue with text", "each cue is a line with --> and the text below it")
    yield from transcripts(found, vendor, source, options, line=None)
