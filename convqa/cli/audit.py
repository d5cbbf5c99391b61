"""`convqa audit`: who saw and changed what in a store, and whether the log of it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from convqa.cli.counts import counted
from convqa.cli.store_options import StoreRequest, opened, store_options
from convqa.cli.streams import say, show

__all__ = ["audit"]

_SHOWN = 50
_KEY_WIDTH = 16  # so that a key stays in one piece


@click.group(short_help="Show and verify who saw and changed what in a store.")
def audit() -> None:
    """Show and verify the audit log of a store.

    Each entry is one deed: an import, a look-up of a name, a listing of figures on agents, a change of a setting. It is
    sealed with your site's key and tied to the entry before it, and holds no text and no name.
    """


@audit.command()
@store_options
@click.option(
    "--head", metavar="HASH", help="A head of the log that you kept elsewhere: shows that no end was cut off."
)
@click.pass_context
def verify(context: click.Context, /, head: str | None, **options: Any) -> None:
    """See that no entry was changed, taken out, put in or moved, and that the database still refuses to.

    Prints the head of the log, which is the hash of its newest entry: keep it where nobody who can write to the store
    can, and give it with --head next time. Exit code 1 if the log is not as it was written, 2 if the call was wrong.
    """
    from convqa.store.audit import missing_guards, verify

    with opened(StoreRequest(**options), writable=False) as one, one.store.reading() as connection:
        verdict = verify(connection, one.key, head=None if head is None else head.strip().lower())
        guards = missing_guards(connection)
    if verdict.broken is not None:
        say(f"The log is broken at entry {verdict.broken.seq:,}: {verdict.broken.why}.\n")
        say(f"{counted(verdict.entries, 'entry', 'entries')} before it {_be(verdict.entries)} as written.\n")
    elif verdict.holds_head is False:
        say(
            f"{counted(verdict.entries, 'entry', 'entries')} {_be(verdict.entries)} as written, but none has the "
            "head that you gave: entries at the end were cut off, or this is another store's log.\n"
        )
    else:
        say(f"{counted(verdict.entries, 'entry', 'entries')}, all as written.\n")
    if verdict.head:
        say(f"head: {verdict.head}\n")
    if guards:
        say(
            f"Somebody took away what keeps entries from being changed and deleted ({', '.join(guards)}); find out who "
            "can, and make a store that has it with 'convqa store copy'.\n"
        )
    context.exit(0 if verdict.broken is None and verdict.holds_head is not False and not guards else 1)


@audit.command("show")
@store_options
@click.option("--last", type=click.IntRange(min=1), default=_SHOWN, show_default=True, metavar="N",
              help="How many entries, the newest.")  # fmt: skip
@click.option("--jsonl", is_flag=True, help="All columns as JSON Lines, for programs.")
def show_entries(last: int, jsonl: bool, **options: Any) -> None:
    """Print the newest entries of the log, the oldest of them first."""
    from rich.table import Table

    from convqa.store.audit import newest_entries

    with opened(StoreRequest(**options), writable=False) as one, one.store.reading() as connection:
        entries = newest_entries(connection, last)
    if jsonl:
        say("".join(f"{json.dumps(entry)}\n" for entry in entries))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("entry", justify="right", no_wrap=True)
    for name in ("when (UTC)", "by", "deed"):
        table.add_column(name, no_wrap=True)
    table.add_column("of", overflow="fold", min_width=_KEY_WIDTH)
    table.add_column("detail", overflow="fold")
    for entry in entries:
        table.add_row(str(entry["seq"]), _minute(entry["at"]), entry["actor"][:6], entry["action"], *_of(entry))
    show(table)


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def _of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """To what, and the detail, without reading it as JSON: somebody may have changed it. A run tells no zeros."""
    from convqa.report.console import printable

    subject = f"{entry['subject_kind']} {entry['subject_key']}".strip()
    detail = entry["detail"].strip("{}").replace('"', "")
    if entry["action"] == "score.end":
        detail = ", ".join(one for one in detail.split(", ") if not one.endswith(": 0"))
    return printable(subject), printable(detail)


def _be(number: int) -> str:
    return "is" if number == 1 else "are"
