"""`convqa store info`, `failures`, `check`, `backup`, `copy` and `upgrade`: looking after a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.store_options import F, StoreRequest, opened, site_key, store_options
from convqa.cli.streams import complain, say, show
from convqa.errors import StoreError

if TYPE_CHECKING:
    from convqa.redaction import SiteKey
    from convqa.store import Store
    from convqa.store.audit import Deed

__all__ = ["backup", "check", "copy", "failures", "info", "upgrade"]

_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


def _looking(command: F) -> F:
    """Let a command be told where to look for files, and of which sources they are."""
    for add in (
        click.option("--source", "names", multiple=True, metavar="NAME", help="As in convqa score. May be repeated."),
        click.argument("inputs", nargs=-1, metavar="[INPUTS]..."),
    ):
        command = add(command)
    return command


@click.command(short_help="Print what a store holds, and what to see to.")
@_looking
@store_options
def info(inputs: tuple[str, ...], names: tuple[str, ...], **options: Any) -> None:
    """Print where a store lies, how large it is, and what it holds since when.

    With INPUTS, all that you score into it, named as for convqa score, it says of how many of those that could not be
    scored the files have gone.
    """
    from convqa.cli.store_info import info_table, reminders
    from convqa.store.info import info

    with opened(StoreRequest(**options), writable=False) as one:
        found = info(one.store, _there(inputs, names, one.key))
    show(info_table(found))
    for reminder in reminders(found):
        say(f"{reminder}\n")


def _there(inputs: Sequence[str], names: Sequence[str], key: SiteKey) -> Mapping[str, str] | None:
    """By what a store knows the places of what lies in INPUTS, and which input it is; `None` where none was named."""
    from convqa.batch.asking import places_there
    from convqa.cli.failures import place_of
    from convqa.ingest.finding import find_sources

    if names and not inputs:
        raise click.UsageError("--source says whose files are looked for; name them as well.")
    if not inputs:
        return None
    found = find_sources(inputs, None)
    numbers = places_there(found, key, names or ("",))
    return {place: place_of(number, len(found)) for place, number in numbers.items()}


@click.command(short_help="List what could not be scored, and why.")
@_looking
@store_options
def failures(inputs: tuple[str, ...], names: tuple[str, ...], **options: Any) -> None:
    """List what could not be scored into the store, and why; convqa score --retry-failed tries it again.

    With INPUTS, all that you score into it, named as for convqa score, it says which of the files have gone, and which
    input a file is whose path has a name or a number replaced.
    """
    from convqa.redaction import count_replaced
    from convqa.report.console import printable
    from convqa.store.failures import unsolved

    with opened(StoreRequest(**options), writable=False) as one:
        there = _there(inputs, names, one.key)  # folders may be large: nothing is being read from the store meanwhile
        with one.store.reading() as connection:
            listed = list(unsolved(connection))
    for found in listed:
        where = None if there is None or not count_replaced((), [found.shown]) else there.get(found.place)
        shown = found.shown if where is None else f"{found.shown} ({where})"
        place = f"{shown}:{found.line}" if found.line else shown
        gone = "" if there is None or found.place in there else " The file is no longer in what you named."
        tries = "" if found.tries == 1 else f" Tried {found.tries:,} times, last {found.last_at}."
        say(f"{printable(place)}: {found.problem}; {found.remedy}.{gone}{tries}\n")
    if not listed:
        complain("There is no input that could not be scored.")


@click.command(short_help="See whether a store is whole.")
@store_options
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """See whether a store is whole: its file, its tables, what adds up, and its audit log. Changes nothing.

    Exit code 1 if something is wrong, 0 if nothing is or only may be, 2 if the store cannot be opened at all.
    """
    from convqa.store.check import check

    wrong = maybe = 0
    with opened(StoreRequest(**options), writable=False) as one:
        for finding in check(one.store, one.key):
            wrong, maybe = wrong + finding.is_fault, maybe + (not finding.is_fault)
            say(f"{'Wrong' if finding.is_fault else 'To look at'}: {finding.problem}; {finding.remedy}.\n")
    if wrong:
        say(f"{counted(wrong, 'thing')} in the store {'is' if wrong == 1 else 'are'} wrong.\n")
    else:
        say("The store is whole.\n")
    context.exit(1 if wrong else 0)


@click.command(short_help="Copy a store into a file while others work.")
@click.argument("file", type=_NEW_FILE, metavar="FILE")
@store_options
def backup(file: Path, **options: Any) -> None:
    """Copy a store into FILE while others work with it; FILE is a store itself.

    It is there when it is whole, and not before. Names of people do not come along. The audit log tells of it.
    """
    from convqa.store.backup import back_up

    with _copying(StoreRequest(**options), "store.backup") as store:
        size = back_up(store, file)
    say(f"The copy {file} is made ({size / 1e6:,.1f} MB). It holds what people said: keep it as the store is kept.\n")


@click.command(short_help="Copy a store into a new one, such as a database.")
@click.argument("to", metavar="TO")
@store_options
def copy(to: str, **options: Any) -> None:
    """Copy a store into a new one, TO: a file, or an empty PostgreSQL database by its URL.

    This is the way from SQLite to PostgreSQL and back, and how a backup is put into a database.
    """
    from convqa.store.address import find_address
    from convqa.store.backup import back_up
    from convqa.store.copying import copy_rows

    address = find_address(to)
    with _copying(StoreRequest(**options), "store.copy") as store:
        if address.path is None:
            copy_rows(store, address)
        else:
            back_up(store, address.path)
    say(f"The store {address.shown} is made.\n")


@click.command(short_help="Bring an older store to this version.")
@store_options
@click.option("--no-backup", is_flag=True, help="Make no copy first; needed for PostgreSQL, where pg_dump makes one.")
def upgrade(no_backup: bool, **options: Any) -> None:
    """Bring a store of an older convqa to this version. A copy of the file is made first.

    All is done or nothing is; an older convqa cannot use the store any more.
    """
    from convqa.store.audit import AuditLog
    from convqa.store.upgrading import upgrade

    request = StoreRequest(**options)
    done = upgrade(request.where, AuditLog.own(site_key(request.key_file)), copying=not no_backup)
    if done.before == done.after:
        say(f"The store has the schema of this convqa, {done.after}; nothing was to be done.\n")
        return
    say(f"The store has schema {done.after} now; it had {done.before}.\n")
    if done.copy is not None:
        say(f"A copy of before lies in {done.copy}; delete it once all is well, since it holds what people said too.\n")


@contextmanager
def _copying(request: StoreRequest, deed: Deed) -> Iterator[Store]:
    """A store that is read to be copied. The log tells of it where it can: a full or read-only disk is to be saved too.

    Raises:
        StoreError: it cannot be read, or is of another key; nothing was written to it then.
    """
    with opened(request, writable=False):
        pass
    try:
        with opened(request) as one, one.store.writing() as connection:
            one.log.append(connection, deed, {})
    except StoreError as error:
        complain(f"The audit log cannot tell of this copy: {error}")
    with opened(request, writable=False) as one:
        yield one.store
