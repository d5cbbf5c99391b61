"""Bytes to lines of text: is it text at all, and in which encoding?

The rule is fixed, so that the same bytes always give the same text: a byte order mark decides;
else UTF-8 if the whole file is valid UTF-8; else every line by itself, as UTF-8 if the line is
valid and as Windows-1252 (which holds Latin-1) if not, provided that Windows-1252 makes sense.
A statistical guess (charset-normalizer) was not used: on short Nordic texts it picks other
encodings for the same alphabet, and its answer changes with the length of the text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from convqa.errors import InputError
from convqa.ingest.sources import Source

__all__ = ["Encoding", "find_encoding", "read_chunks", "read_heads", "read_lines", "read_text"]

_CHUNK = 1 << 20
_HEAD = 1 << 16
_BATCH = 1 << 10

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_BINARY = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document or one with a password"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)

_VALID_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")
# Signs that Windows-1252 has no word for: other encodings keep their Nordic letters at these bytes.
_SIGN_IN_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\x91\x93-\xbf\xd7\xf7](?=[A-Za-z])")
_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How to decode a source: `name` of the codec; `mixed`: not valid UTF-8 throughout, decide line by line."""

    name: str
    mixed: bool = False


def find_encoding(source: Source, given: str | None) -> Encoding:
    """Decide how to decode a source, reading it once in pieces (memory: about 1 MB).

    Args:
        source: the file.
        given: the encoding that the user states; `None` to recognise it.

    Raises:
        InputError: the file is empty, blank, binary, or in an encoding that cannot be told.
        OSError: it cannot be read.
    """
    with source.open() as stream:
        head = stream.read(_HEAD)
        if not head:
            raise source.error("the file is empty", "remove it or export it again")
        if given is not None:
            return Encoding(name="utf-8-sig" if codecs.lookup(given).name == "utf-8" else given)
        for mark, name in _MARKS:
            if head.startswith(mark):
                if name != "utf-8-sig":
                    return Encoding(name=name)
                head = head[len(mark) :]
                break
        _refuse_binary(source, head)
        return _scan(source, _chunks(head, stream))


def read_lines(source: Source, encoding: Encoding) -> Iterator[str]:
    r"""Yield the lines of a source, each ending in ``\n`` (the last one perhaps not); memory: one line.

    Raises:
        InputError: the bytes do not fit the stated encoding.
        OSError: the file cannot be read.
    """
    errors = "surrogateescape" if encoding.mixed else "strict"
    number = source.first_line - 1
    with source.open() as stream, io.TextIOWrapper(stream, encoding=encoding.name, errors=errors) as text:
        try:
            for line in text:
                number += 1
                yield _decode_escaped(line) if encoding.mixed and _ESCAPED.search(line) else line
        except UnicodeError:
            raise _unfit(source, encoding, number + 1) from None


def read_chunks(source: Source, encoding: Encoding) -> Iterator[str]:
    """Yield the text of a source in pieces; raises as `read_lines`.

    Memory: about a megabyte, but a line where it must be decided line by line.
    """
    if encoding.mixed:
        lines_of = read_lines(source, encoding)
        while batch := "".join(islice(lines_of, _BATCH)):
            yield batch
        return
    lines = 0
    with source.open() as stream, io.TextIOWrapper(stream, encoding=encoding.name) as text:
        try:
            while chunk := text.read(_CHUNK):
                lines += chunk.count("\n")
                yield chunk
        except UnicodeError:
            raise _unfit(source, encoding, lines + 1) from None


def read_heads(source: Source, encoding: Encoding, most: int) -> Iterator[str]:
    """Yield the first `most` signs of each line, so that memory is bounded also by a line of any length.

    Raises as `read_lines`; where lines must be decided one by one, bytes that are not UTF-8 stay escaped.
    """
    number = 0
    errors = "surrogateescape" if encoding.mixed else "strict"
    with source.open() as stream, io.TextIOWrapper(stream, encoding=encoding.name, errors=errors) as text:
        try:
            while head := text.readline(most):
                number += 1
                rest = head
                while not rest.endswith("\n") and (rest := text.readline(_CHUNK)):
                    pass
                yield head
        except UnicodeError:
            raise _unfit(source, encoding, number + 1) from None


def read_text(source: Source, encoding: Encoding) -> str:
    """The whole text of a source; raises as `read_lines`."""
    return "".join(read_lines(source, encoding))


def _unfit(source: Source, encoding: Encoding, line: int) -> InputError:
    problem = f"the text is not {encoding.name.removesuffix('-sig').upper()}"
    return source.error(problem, "give the right encoding, or save the file as UTF-8", line)


def _decode_escaped(line: str) -> str:
    return line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _refuse_binary(source: Source, head: bytes) -> None:
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise source.error(f"this is {what}, not text", "export the conversation as text, CSV, JSON or WebVTT")
    if b"\0" in head:
        raise source.error(
            "this is a binary file, or UTF-16 without a byte order mark",
            "save it as text in UTF-8, or give its encoding",
        )


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield head
    while chunk := stream.read(_CHUNK):
        yield chunk


def _scan(source: Source, chunks: Iterator[bytes]) -> Encoding:
    """Look at every byte once: blank, valid UTF-8, or plausible as Windows-1252?"""
    decoder = codecs.getincrementaldecoder("utf-8")()
    blank = valid = True
    high = letters = signs = 0
    for chunk in chunks:
        blank = blank and not chunk.strip()
        if valid:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
        if not valid:
            rest = _VALID_UTF8.sub(b"", chunk)
            high += len(_HIGH.findall(rest))
            signs += len(_SIGN_IN_WORD.findall(rest))
            letters += len(_LETTER.findall(chunk))
    if blank:
        raise source.error("the file holds only blanks", "remove it or export it again")
    if valid and not decoder.getstate()[0]:
        return Encoding(name="utf-8-sig")
    # Western letters are rare beside a-z, and signs do not stand inside words.
    if high > 10 + 0.3 * letters or signs > 2 + 0.2 * high:
        raise source.error("its encoding cannot be told", "save it as UTF-8, or give its encoding")
    return Encoding(name="utf-8-sig", mixed=True)
