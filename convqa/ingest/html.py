"""What a person reads of a message written in HTML, as plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["plain"]

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})

_HIDDEN = re.compile(r"<(?:(!--)|[!?]|(script|style|title)(?=[\s/>]))", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style", "title")}
_STRAY = re.compile("<(?!/?[A-Za-z])")
_OPEN_TAG = re.compile("</?[A-Za-z]")
_ENDLESS_NUMBER = re.compile("&#[0-9]{8,};?")

_SPACE = re.compile("[ \t\n\r\f]+")
_LINE_BREAK = re.compile("\r\n?|\n")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BLANK_LINES = re.compile("\n{3,}")


def plain(html: str) -> str:
    """The text of an HTML message as a browser shows it, without its looks.

    Blocks and ``<br>`` become line breaks, at most one blank line in a row; a list's items begin with ``- ``; the text
    of links and of ``<blockquote>`` stays; pictures, comments, scripts, styles and titles go; entities are decoded.
    Takes any string, also broken HTML or none at all, in time linear in its length, and never raises.
    """
    reader = _Reader()
    reader.feed(_shown(html))
    reader.close()
    return reader.result()


def _shown(html: str) -> str:
    """The HTML without what is never shown and without what the parser takes long over or fails at.

    As in a browser, a comment, a script or a tag that is never closed hides all that follows it. A ``<`` that begins
    no tag (``<3``) is text.
    """
    parts, at = [], 0
    while (found := _HIDDEN.search(html, at)) is not None:
        parts.append(html[at : found.start()])
        at = _end_of(html, found)
    parts.append(html[at:])
    kept = "".join(parts)
    unclosed = _OPEN_TAG.search(kept, kept.rfind(">") + 1)
    if unclosed is not None:
        kept = kept[: unclosed.start()]
    return _STRAY.sub("&lt;", _ENDLESS_NUMBER.sub("\ufffd", kept))


def _end_of(html: str, found: re.Match[str]) -> int:
    """Where what is hidden ends: the end of the text where it is not closed, so that nothing is searched twice."""
    comment, element = found.groups()
    if element:
        closing = _ENDS[element.lower()].search(html, found.end())
        return len(html) if closing is None else closing.start()
    mark = "-->" if comment else ">"
    end = html.find(mark, found.start() + 2)  # the dashes that open a comment may close it: `<!-->`
    return len(html) if end < 0 else end + len(mark)


class _Reader(HTMLParser):
    """Collects text and line breaks; knows no nesting but that of `<pre>`, so that wrong nesting does no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._at_line_start = True
        self._space = False  # white space was seen since the last text, which shows only before more text of a line
        self._mark = ""  # what a list's item puts before its first text
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser calls it so
        """Begin a line at a block, a list's item or a break; keep a space between cells."""
        if tag == "br":
            self._break()
        elif tag in _CELLS:
            self._space = True
        elif tag in _BLOCKS:
            self._new_line()
            self._mark = "- " if tag == "li" else self._mark
            self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        """End a line after a block."""
        if tag not in _BLOCKS:
            return
        self._new_line()
        if tag == "li":
            self._mark = ""
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        """Take text, white space collapsed; in `<pre>` with its line breaks."""
        if self._pre:
            first, *more = _LINE_BREAK.split(data)
            self._add(first)
            for line in more:
                self._break()
                self._add(line)
            return
        words = _SPACE.sub(" ", data)
        if words.startswith(" "):
            self._space = True
        self._add(words.strip(" "))
        if words.endswith(" "):
            self._space = True

    def result(self) -> str:
        """The text so far. A no-break space shows as a space; soft hyphens and the like do not show at all."""
        text = _UNSEEN.sub("", "".join(self._parts)).replace("\u00a0", " ")
        lines = (line.strip(" \t") for line in text.split("\n"))
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()

    def _add(self, words: str) -> None:
        if not words:
            return
        if self._at_line_start:
            words = self._mark + words
            self._mark = ""
        elif self._space:
            words = " " + words
        self._parts.append(words)
        self._at_line_start = self._space = False

    def _break(self) -> None:
        self._parts.append("\n")
        self._at_line_start, self._space = True, False

    def _new_line(self) -> None:
        if not self._at_line_start:
            self._break()
