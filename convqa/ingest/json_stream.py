"""JSON of any size, a piece at a time: the one place that knows how a large document is taken apart.

The standard library's own decoder reads each piece, so that a value is the same here as in a document that is read
whole: also numbers of many digits, NaN, and halves of characters. docs/adr/0006 says why it is not ijson.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["BEYOND", "BrokenError", "Path", "Piece", "walk"]

Path = tuple[str, ...]
"""The keys that lead to a value from the document itself."""

BEYOND = "this JSON goes beyond all bounds"

_BLANK = re.compile(r"[ \t\n\r]*")
_CUT = 16  # the longest word that may be cut at the end of what is loaded, as in -Infinity, is shorter
_NUMBER_CUT = 64


class Piece(NamedTuple):
    """A part of a document.

    Attributes:
        path: where it lies; for a member of a list, where the list lies.
        value: the value; of a container that is opened an empty one, as the sign that its members follow.
        member: whether it is a member of an opened list.
        opened: whether it is such a sign.
    """

    path: Path
    value: object
    member: bool = False
    opened: bool = False


class BrokenError(ValueError):
    """The text is no JSON from here on.

    Attributes:
        line, column: from 1. The text of the error says nothing of the content.
        problem: one clause, for an `InputError`.
    """

    def __init__(self, line: int, column: int, *, beyond: bool = False) -> None:
        super().__init__(f"line {line}, column {column}")
        self.line = line
        self.column = column
        self.problem = BEYOND if beyond else f"this is not valid JSON (at column {column})"


def walk(chunks: Iterable[str], depth: int) -> Iterator[Piece]:
    """Take a JSON document apart in one pass.

    Objects that lie in less than `depth` other objects are opened, and so are the lists directly in an opened object
    and the list that is the document; everything else comes whole. Memory: about two megabytes, and the largest piece.

    Args:
        chunks: the text in pieces of any length, at least one sign each.
        depth: how many objects inside each other are opened.

    Raises:
        BrokenError: the text is no JSON from some place on; all that stands before it has come.
    """
    text = _Text(chunks)
    yield from _walk(text, (), depth)
    if text.sign():
        raise text.broken(text.at)


def _walk(text: _Text, path: Path, depth: int) -> Iterator[Piece]:
    sign = text.sign()
    if sign == "{" and len(path) < depth:
        yield Piece(path, {}, opened=True)
        for _ in text.members("}"):
            key = text.value() if text.sign() == '"' else None
            if not isinstance(key, str) or text.sign() != ":":
                raise text.broken(text.at)
            text.at += 1
            yield from _walk(text, (*path, key), depth)
    elif sign == "[" and len(path) <= depth:
        yield Piece(path, [], opened=True)
        for _ in text.members("]"):
            yield Piece(path, text.value(), member=True)
    else:
        yield Piece(path, text.value())


class _Text:
    """The text as far as it is loaded, and how far it is read."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._text = ""
        self.at = 0
        self._lines = self._columns = 0  # before what is loaded
        self._decode = json.JSONDecoder().raw_decode

    def sign(self) -> str:
        """The next sign that is no blank, which is not yet read; empty at the end."""
        while True:
            self.at = _BLANK.match(self._text, self.at).end()  # type: ignore[union-attr] # blanks may be none
            if self.at < len(self._text) or not self._load():
                return self._text[self.at : self.at + 1]

    def members(self, end: str) -> Iterator[None]:
        """Stop at each member of the container that opens here, to be read by the caller, until its end is read."""
        self.at += 1
        if self.sign() == end:
            self.at += 1
            return
        while True:
            yield
            sign = self.sign()
            if sign not in (",", end) or not sign:
                raise self.broken(self.at)
            self.at += 1
            if sign == end:
                return

    def value(self) -> object:
        """The value that begins here."""
        self.sign()
        while True:
            try:
                value, end = self._decode(self._text, self.at)
            except json.JSONDecodeError as error:
                cut = error.pos > len(self._text) - _CUT or error.msg.startswith("Unterminated string")
                if cut and self._load():
                    continue
                raise self.broken(error.pos) from None
            except (ValueError, RecursionError):  # a number of thousands of digits; thousands of nested lists
                raise self.broken(self.at, beyond=True) from None
            # A number may go on in what is not loaded yet; what ends in a sign of its own does not.
            if isinstance(value, int | float) and end > len(self._text) - _NUMBER_CUT and self._load():
                continue
            self.at = end
            return value

    def broken(self, at: int, *, beyond: bool = False) -> BrokenError:
        """The error that the text is no JSON from a place on."""
        lines = self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at) if lines else self._columns + at + 1
        return BrokenError(self._lines + lines + 1, column, beyond=beyond)

    def _load(self) -> bool:
        """Let go of what is read and load at least as much again as is left; whether there was more."""
        parts: list[str] = []
        found, wanted = 0, max(1, len(self._text) - self.at)
        while found < wanted and (chunk := next(self._chunks, "")):
            found += len(chunk)
            parts.append(chunk)
        if not parts:
            return False
        lines = self._text.count("\n", 0, self.at)
        self._lines += lines
        self._columns = self.at - self._text.rfind("\n", 0, self.at) - 1 if lines else self._columns + self.at
        self._text = self._text[self.at :] + "".join(parts)
        self.at = 0
        return True
