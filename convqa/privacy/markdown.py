"""Markdown made of values that may hold anything, and the same as HTML."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["FLOW", "Gap", "Markdown", "Step", "body", "flow", "gaps", "headings", "plain", "table"]

FLOW = "flow"
"""The info string of the block that holds the data-flow picture."""

_OPEN, _CLOSE = "\ue000", "\ue001"
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#&]")
_BLANK = re.compile(rf"(?:[^\S\xa0]|[{_OPEN}{_CLOSE}])+")
_MARKER = re.compile(r"^(\d*)([.)](?=\s|$)|[-+=])")  # would begin a list or a heading at the start of a line
_GAP = re.compile(r"(?<!\\)\[\[(.+?)\]\]")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_WIDTH = 72


class Markdown(str):
    """Text that is Markdown already; all other text is escaped before it goes into a paper."""

    __slots__ = ()


def plain(value: object) -> Markdown:
    """A value as Markdown that shows it as it is, on one line."""
    if isinstance(value, Markdown):
        return value
    text = _BLANK.sub(" ", str(value)).strip()
    return Markdown(_MARKER.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", text)))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> Markdown:
    """A table, its last `numbers` columns set to the right."""
    words = len(heads) - numbers
    lines = [heads, [*["---"] * words, *["--:"] * numbers], *rows]
    return Markdown("\n".join("| " + " | ".join(plain(cell) for cell in line) + " |" for line in _ruled(lines)))


def _ruled(lines: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    for place, line in enumerate(lines):
        yield [Markdown(cell) for cell in line] if place == 1 else line


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One box of the data-flow picture; `kind` is `raw`, `door`, `replaced` or `person`."""

    kind: str
    title: str
    text: str


def flow(steps: Sequence[Step]) -> Markdown:
    """The data-flow picture in letters, for Markdown."""
    edge = "─" * (_WIDTH + 2)
    lines: list[str] = []
    for number, step in enumerate(steps, start=1):
        if lines:
            lines += [" " * 8 + "│", " " * 8 + "▼"]
        inside = [f"{number}  {step.title}", *textwrap.wrap(step.text, _WIDTH - 3, initial_indent="   ",
                                                            subsequent_indent="   ")]  # fmt: skip
        lines += [f"┌{edge}┐", *(f"│ {line:<{_WIDTH}} │" for line in inside), f"└{edge}┘"]
    return Markdown("\n".join([f"```{FLOW}", *lines, "```"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What the site has to fill in, under a heading (`## …`)."""

    heading: str
    what: str


def gaps(markdown: str) -> Sequence[Gap]:
    """All `[[…]]` in order, each once, with the heading under which it first stands (`""` before the first)."""
    found: dict[str, Gap] = {}
    starts = [(0, ""), *((match.start(), match[1]) for match in _HEADING.finditer(markdown))]
    for match in _GAP.finditer(markdown):
        heading = [title for start, title in starts if start <= match.start()][-1]
        found.setdefault(match[1], Gap(heading=heading, what=match[1]))
    return tuple(found.values())


def headings(markdown: str) -> Sequence[str]:
    """The text of each `##` heading."""
    return _HEADING.findall(markdown)


def body(markdown: str, steps: Sequence[Step]) -> Markup:
    """The Markdown as HTML: nothing in it is taken for HTML, headings have ids `s1`, `s2` …, gaps are marked."""
    marked = _GAP.sub(rf"{_OPEN}\1{_CLOSE}", markdown)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(marked)
    number = iter(range(1, html.count("<h2>") + 1))
    html = re.sub(r"<h2>", lambda _: f'<h2 id="s{next(number)}">', html)
    html = html.replace(' style="text-align:right"', ' class="num"')
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    html = re.sub(rf'<pre><code class="language-{FLOW}">.*?</code></pre>', lambda _: _picture(steps), html, flags=re.S)
    html = html.replace(_OPEN, '<mark class="gap">[[').replace(_CLOSE, "]]</mark>")
    return Markup(html)  # noqa: S704 - every value was escaped, and HTML in Markdown is not let through


def _picture(steps: Sequence[Step]) -> str:
    boxes = "\n".join(
        Markup('<li class="{kind}"><strong>{title}</strong> {text}</li>').format(
            kind=step.kind, title=step.title, text=step.text
        )
        for step in steps
    )
    return f'<ol class="flow">\n{boxes}\n</ol>'
