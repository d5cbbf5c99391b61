"""`convqa names`: the names behind the keys of agents and users, from the site's own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.reading import READ_FILE
from convqa.cli.store_options import StoreRequest, opened, site_key, store_options
from convqa.cli.streams import complain, say, show
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.store.listed import Listed

__all__ = ["names", "read_list"]


@click.group(short_help="Keep and show the names behind keys.")
def names() -> None:
    """Keep and show the names behind the keys of agents and users.

    They come from your own list alone, lie apart from the store, and every look-up is told in the audit log.
    """


@names.command("import")
@click.argument("people", type=READ_FILE, metavar="LIST")
@store_options
@click.option("--map", "columns", metavar="FIELD=COLUMN,...", help="Which column of the list holds which field.")
@click.option("--only", is_flag=True, help="Forget those who are not in the list, of the kinds that it has.")
@click.pass_context
def import_(context: click.Context, /, people: Path, columns: str | None, only: bool, **options: Any) -> None:
    """Take over the names of LIST, a CSV file with the columns agent (or user) and name.

    Exit code 1 if some of the list could not be used, 2 if the call was wrong.
    """
    from convqa.store.names import keep_names

    request = StoreRequest(**options)
    listed, failed = read_list(people, columns, request)
    if not any(one.name for one in listed):
        raise UsageError("the list holds no name; name its column 'name', or say which it is with --map \"name=...\".")
    with opened(request) as one:
        kept = keep_names(one.store, one.log, listed, only=only)
    told = f"{counted(kept.new + kept.changed + kept.known, 'name')}: {kept.new:,} new, {kept.changed:,} changed"
    say(f"{told}.\n" if not kept.gone else f"{told}; {kept.gone:,} forgotten.\n")
    context.exit(1 if failed else 0)


@names.command("show")
@click.argument("keys", nargs=-1, metavar="[KEY...]")
@store_options
@click.option("--kind", type=click.Choice(["agent", "user"]), default="agent", show_default=True, help="Whose keys.")
@click.pass_context
def show_(context: click.Context, /, keys: tuple[str, ...], kind: str, **options: Any) -> None:
    """Print the names behind KEYs, or without any all of them. The audit log tells who looked.

    Exit code 1 if a key has no name, 2 if the call was wrong.
    """
    from convqa.store.names import show_names

    with opened(StoreRequest(**options)) as one:
        found = show_names(one.store, one.log, kind, keys or None)
    if found:
        _print(found, kind)
    absent = [key for key in dict.fromkeys(keys) if key not in found]
    if not found and not keys:
        complain(f"There are no names of {kind}s; take them over with 'convqa names import'.")
    if absent:
        complain(f"{counted(len(absent), 'key has', 'keys have')} no name in the list that was imported.")
    context.exit(1 if absent else 0)


def read_list(people: Path, columns: str | None, request: StoreRequest) -> tuple[Sequence[Listed], int]:
    """Everybody in a site's list, and how many rows could not be used; those are told.

    Raises:
        UsageError: the map or the key file is wrong, or nothing could be used.
    """
    from convqa.cli.failures import sentence
    from convqa.cli.people_list import parse_people_map, read_people

    found = list(read_people(str(people), parse_people_map(columns), site_key(request.key_file)))
    failed = [one for one in found if isinstance(one, InputError)]
    for problem in failed:
        complain(sentence(problem, {}))
    listed = [one for one in found if not isinstance(one, InputError)]
    if not listed:
        raise UsageError("nobody could be read from the list.")
    return listed, len(failed)


def _print(found: Mapping[str, str], kind: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from convqa.report.console import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(kind)
    table.add_column("name", overflow="fold")
    for key, name in found.items():
        table.add_row(key, Text(printable(name)))
    show(table)
