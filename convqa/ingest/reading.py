"""Read whatever the arguments name, one transcript at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest.cues import read_cues
from convqa.ingest.decoding import Encoding, find_encoding, read_heads, read_text
from convqa.ingest.delimited import read_delimited, sniff_separator
from convqa.ingest.finding import find_sources
from convqa.ingest.json_files import read_json
from convqa.ingest.json_lines import read_json_lines
from convqa.ingest.options import IngestOptions
from convqa.ingest.parquet import is_parquet, read_parquet
from convqa.ingest.plain_text import read_plain_text
from convqa.ingest.recordings import is_recording, read_recording
from convqa.ingest.sources import Source, unreadable
from convqa.ingest.spreadsheet import is_spreadsheet, read_spreadsheet
from convqa.ingest.tables import match_header

__all__ = ["find_all", "guarded", "named", "read", "read_sources"]

_JSON_START = re.compile(r"\s*(?:\{|\[\s*[\[{\"])")
_HEAD_LINES = 30
_HEAD_SIGNS = 1 << 20


def read(
    inputs: Sequence[str], options: IngestOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Transcript | InputError]:
    """Read conversations from files, folders, patterns and standard input.

    Sources come sorted by `Transcript.source`, whatever the order of the arguments; what cannot be
    read comes as an `InputError` among the transcripts, and the rest goes on.

    Args:
        inputs: a folder (searched for the suffixes of `sources.SUFFIXES`, hidden files left out), a
            glob pattern, a file of any name, or ``-``.
        options: column map and overrides; `None` for none.
        stdin: where ``-`` reads from; `None` means the process's standard input. It is held in memory.

    Raises:
        UsageError: at once, where nothing is named or nothing matches, or standard input is closed.
    """
    return read_sources(find_all(inputs, stdin), options)


def find_all(inputs: Sequence[str], stdin: BinaryIO | None = None) -> list[Source | InputError]:
    """What `read` will read, in its order; arguments and errors as there."""
    # A process that was started with a closed standard input has none.
    return find_sources(inputs, stdin or (sys.stdin.buffer if sys.stdin else None))


def read_sources(
    found: Sequence[Source | InputError], options: IngestOptions | None = None
) -> Iterator[Transcript | InputError]:
    """The second half of `read`: read what `find_all` found, lazily."""
    options = options or IngestOptions()
    for source in found:
        if isinstance(source, InputError):
            yield source
            continue
        yield from guarded(source, lambda source=source: _read_source(source, options))  # type: ignore[misc]


def guarded(
    source: Source, found: Callable[[], Iterator[Transcript | InputError]]
) -> Iterator[Transcript | InputError]:
    """What is found in a source; whatever keeps the rest of it from being read comes last, as an error."""
    try:
        yield from found()
    except InputError as error:
        yield error
    except OSError as error:
        yield unreadable(source.shown, error)
    except Exception as error:
        # Only the kind is told: the text of an error may quote the conversation.
        problem = f"reading it met a fault in convqa ({type(error).__name__}), and the rest of it was left out"
        yield source.error(problem, "the others are scored; please report the fault, without the file's text")


def _read_source(source: Source, options: IngestOptions) -> Iterator[Transcript | InputError]:
    if is_recording(source):
        yield from named("audio", read_recording(source, options))
        return
    if source.kind == "spreadsheet" or (source.kind is None and is_spreadsheet(source)):
        yield from named("spreadsheet", read_spreadsheet(source, options))
        return
    if source.kind == "parquet" or (source.kind is None and is_parquet(source)):
        yield from named("parquet", read_parquet(source, options))
        return
    encoding = find_encoding(source, options.encoding)
    kind = source.kind
    if kind is None or kind == "text":
        kind = _recognise(source, encoding, options)
    yield from named(kind, _read_text_kind(kind, source, encoding, options))


def _read_text_kind(
    kind: str, source: Source, encoding: Encoding, options: IngestOptions
) -> Iterator[Transcript | InputError]:
    if kind == "json":
        yield from read_json(source, encoding, options)
    elif kind == "jsonl":
        yield from read_json_lines(source, encoding, options)
    elif kind == "table":
        yield from read_delimited(source, encoding, options)
    elif kind == "cues":
        yield from read_cues(read_text(source, encoding), source, options)
    else:
        yield from read_plain_text(read_text(source, encoding), source, options)


def named(kind: str, found: Iterator[Transcript | InputError]) -> Iterator[Transcript | InputError]:
    """What was read, with the kind of its file."""
    return (replace(one, kind=kind) if isinstance(one, Transcript) else one for one in found)


def _recognise(source: Source, encoding: Encoding, options: IngestOptions) -> str:
    """What a text is, from its first lines: `cues`, `json`, `jsonl`, `table` or `text`."""
    lines: list[str] = []
    for line in read_heads(source, encoding, _HEAD_SIGNS):
        if line.strip():
            lines.append(line)
        if len(lines) == _HEAD_LINES:
            break
    head = "".join(lines)
    if head.startswith("WEBVTT") or any("-->" in line[:60] for line in lines[:3]):
        return "cues"
    if _JSON_START.match(head):
        # Lines that all open an object are JSON Lines even if the first one is broken.
        return "jsonl" if len(lines) > 1 and all(line.startswith("{") for line in lines) else "json"
    separator = sniff_separator(head, options)
    columns = match_header([cell.strip() for cell in lines[0].split(separator)] if lines else [], options)
    return "table" if "text" in columns and columns.keys() & {"speaker", "role"} else "text"
