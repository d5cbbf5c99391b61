"""`convqa formats`: what is read as it is, and what else is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.streams import say, show

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["formats"]


@click.command(short_help="List the formats that are read.")
@click.option("--json", "as_json", is_flag=True, help="The same for programs, as one JSON document.")
def formats(as_json: bool) -> None:
    """List the formats that are read as they are, and the kinds of files whose shape is guessed.

    A documented format was built from its maker's documentation or schema; an experimental one from less.
    """
    if as_json:
        say(json.dumps(_values(), ensure_ascii=False, indent=2) + "\n")
        return
    show(_tables())


def _values() -> dict[str, Any]:
    from convqa.ingest import KINDS
    from convqa.ingest.formats import FORMATS

    return {
        "formats": [
            {"name": one.name, "title": one.title, "documented": one.documented, "marks": one.marks}
            for one in sorted(FORMATS, key=lambda one: (not one.documented, one.name))
        ],
        "kinds": [{"name": kind, "title": title, "suffixes": _suffixes(kind)} for kind, title in KINDS.items()],
    }


def _suffixes(kind: str) -> list[str]:
    from convqa.ingest.sources import SUFFIXES

    return [suffix for suffix, of in SUFFIXES.items() if of == kind]


def _tables() -> RenderableType:
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def table(*heads: str) -> Table:
        made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
        for head in heads:
            made.add_column(head, no_wrap=head != heads[-1])
        return made

    listed = _values()
    exact = table("format", "status", "what it is, and what it is recognised by")
    for one in listed["formats"]:
        status = "documented" if one["documented"] else "experimental"
        exact.add_row(
            one["name"], status, Group(Text(one["title"]), Padding(Text(one["marks"], style="dim"), (0, 0, 0, 2)))
        )
    guessed = table("kind", "suffixes", "what it is")
    for kind in listed["kinds"]:
        guessed.add_row(kind["name"], " ".join(kind["suffixes"]), Text(kind["title"]))
    return Group(
        Text("Read as they are; told by what is in a file, whatever it is called:\n"),
        exact,
        Text("\nOther files, by their suffix. Shapes are guessed or read by your --map, recordings are heard:\n"),
        guessed,
        Text("\n'convqa inspect FILE' says what a file is taken for.", style="dim"),
    )
