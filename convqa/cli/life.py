"""`convqa purge`, `convqa store erase|export|retention`: how long things are kept, and what a person may ask for."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.outputs import check_outputs
from convqa.cli.store_options import Opened, StoreRequest, opened, store_options
from convqa.cli.streams import complain, say
from convqa.errors import UsageError

if TYPE_CHECKING:
    from convqa.store.export import Kind

__all__ = ["erase", "export", "purge", "retention", "scrubbed"]

_DAYS = re.compile(r"(\d{1,5})d")
_NUMBER = re.compile(r"(\d{1,9})d?")
_PERSON = (
    click.option("--customer", metavar="KEY|-", help="By the customer_key of the records; - reads the id itself."),
    click.option("--agent", metavar="KEY|-", help="By the agent_id of the records; - reads the id or name itself."),
)


def _person_options(command: Any) -> Any:
    for option in reversed(_PERSON):
        command = option(command)
    return command


@click.command(short_help="Delete what is older than you keep it.")
@store_options
@click.option("--older-than", metavar="DAYS|DATE",
              help="What began before: 90d, or a date (2026-08-29). [default: convqa store retention]")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do it; without this, convqa only says what would be deleted.")
@click.option("--vacuum", is_flag=True, help="Write a store of SQLite anew afterwards, to give its space back.")
@click.pass_context
def purge(context: click.Context, /, older_than: str | None, yes: bool, vacuum: bool, **options: Any) -> None:
    """Delete conversations that are older than you keep them, with all that was said of them.

    Their age counts from their start. Without --yes nothing is deleted. What is deleted is not stored again when the
    same folder is scored. Exit code 1 if the store's file could not be tidied afterwards, 2 if the call was wrong.
    """
    from convqa.store.purge import Purged, count_older
    from convqa.store.purge import purge as purge_older

    today = datetime.now(UTC).date()
    before = None if older_than is None else _first_kept(older_than, today)
    with opened(StoreRequest(**options), writable=yes) as one:
        before = before or _retained(one)
        if yes:
            done = Purged()
            for part in purge_older(one.store, one.log, before):
                done = Purged(
                    conversations=done.conversations + part.conversations,
                    reviews=done.reviews + part.reviews,
                    failures=done.failures + part.failures,
                )
        else:
            with one.store.reading() as connection:
                done = count_older(connection, before)
        counts = (
            f"{counted(done.conversations, 'conversation')}, {counted(done.reviews, 'review')} and "
            f"{counted(done.failures, 'report')} of what could not be read, from before {before}"
        )
        say(f"Deleted: {counts}.\n" if yes else f"To be deleted with --yes: {counts}.\n")
        context.exit(0 if not yes or scrubbed(one, rewrite=vacuum) else 1)


@click.command(short_help="Erase one person for good.")
@store_options
@_person_options
@click.pass_context
def erase(context: click.Context, /, customer: str | None, agent: str | None, **options: Any) -> None:
    """Erase one person for good.

    Of a customer everything goes. Of an agent goes all that is said about them; their turns stay, as those of an agent
    whom nobody knows. The same conversations are not stored again, nor the same cards. With - the customer's or agent's
    id is read from standard input, as the source writes it, so that it is in no history of commands. Exit code 1 if the
    store's file could not be tidied afterwards, 2 if the call was wrong.
    """
    from convqa.store.erase import erase_agent, erase_customer

    with opened(StoreRequest(**options)) as one:
        kind, key = _key(customer, agent, one)
        done = (erase_customer if kind == "customer" else erase_agent)(one.store, one.log, key)
        say(
            f"Erased: the {kind} {key}, {counted(done.conversations, 'conversation')}, "
            f"{counted(done.reviews, 'review')}, {counted(done.names, 'name')}.\n"
        )
        if not (done.conversations or done.reviews or done.names):
            complain("The store held nothing said of them; see that the key is right, or the id as the source has it.")
        complain("Backups of the store still hold what was erased: erase there too, or let them go.")
        context.exit(0 if scrubbed(one, rewrite=True) else 1)


@click.command(short_help="Write all that is held on one person.")
@store_options
@_person_options
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE",
              help="Where to write it, as JSON Lines.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Write FILE anew if it is there already.")
def export(out: Path, customer: str | None, agent: str | None, overwrite: bool, **options: Any) -> None:
    """Write all that the store holds on one person, a thing a line.

    Of a customer these are the conversations with what was said of them, and reviews; of an agent their own turns,
    cards, reviews, team and name. The audit log tells of it. With - the id is read from standard input.
    """
    from convqa.report.writers import write_lines
    from convqa.store.export import export as lines_on

    request = StoreRequest(**options)
    check_outputs({"--out": out}, (), request.files())
    if os.path.lexists(out) and not overwrite:
        raise UsageError(f"{out} is there already; choose another name, or add --overwrite.")
    with opened(request) as one:
        kind, key = _key(customer, agent, one)
        lines = (json.dumps(line, ensure_ascii=False) for line in lines_on(one.store, one.log, kind, key))
        number = write_lines(out, lines)
    say(f"{counted(number, 'line')} on the {kind} {key}.\n")


@click.command(short_help="How many days conversations are kept.")
@click.argument("days", required=False, metavar="[DAYS|none]")
@store_options
def retention(days: str | None, **options: Any) -> None:
    """Print, or with DAYS change, how many days conversations are kept; none sets no end.

    It deletes nothing by itself: convqa purge does. The audit log tells of each change.
    """
    from convqa.store.purge import change_retention
    from convqa.store.retention import retention_days

    given = None if days is None else _NUMBER.fullmatch(days.strip())
    if days not in (None, "none") and given is None:
        raise UsageError("give a number of days (180, or 180d), or none.")
    with opened(StoreRequest(**options), writable=days is not None) as one:
        if days is not None:
            with one.store.writing() as connection:
                change_retention(connection, one.log, None if given is None else int(given[1]))
        with one.store.reading() as connection:
            kept = retention_days(connection)
    if kept is None:
        say("Conversations are kept without end, since no number of days is set.\n")
    else:
        say(f"Conversations are kept for {counted(kept, 'day')}.\n")


def _first_kept(older_than: str, today: date) -> date:
    """The first day that is kept."""
    days = _DAYS.fullmatch(older_than.strip())
    try:
        before = today - timedelta(days=int(days[1])) if days else date.fromisoformat(older_than.strip())
    except (ValueError, OverflowError):
        raise UsageError("--older-than is a number of days (90d) or a date (2026-08-29).") from None
    if before > today or (days and int(days[1]) < 1):
        raise UsageError("--older-than keeps today at least; give 1d or more, or a date that is past.")
    return before


def _retained(one: Opened) -> date:
    from convqa.store.retention import first_kept, retention_days

    with one.store.reading() as connection:
        days = retention_days(connection)
    if days is None:
        raise UsageError("say what is too old with --older-than, or set it once with 'convqa store retention'.")
    return first_kept(days)


def _key(customer: str | None, agent: str | None, one: Opened) -> tuple[Kind, str]:
    """Who is meant, by key."""
    from convqa.redaction import agent_key, customer_key

    if customer is not None and agent is None:
        return "customer", customer_key(_read_id(), one.key) if customer == "-" else customer
    if agent is not None and customer is None:
        return "agent", agent_key(_read_id(), one.key) if agent == "-" else agent
    raise UsageError("say whose with --customer or with --agent, one of the two.")


def _read_id() -> str:
    written = "" if sys.stdin is None else sys.stdin.readline().strip()
    if not written:
        raise UsageError("there is no id on standard input; write it there, on a line.")
    return written


def scrubbed(one: Opened, *, rewrite: bool) -> bool:
    """Leave nothing of what was deleted in the store's file, as far as that is ours to do; tells what is not."""
    from convqa.store.deleting import scrub

    if one.store.address.path is None:
        complain("PostgreSQL keeps deleted rows on its disk until it cleans up, and in its log: see docs/store.md.")
        return True
    done = scrub(one.store, rewrite=rewrite)
    if not done:
        complain(
            "All of it is deleted, but the store's file could not be tidied and may hold remains: another program "
            "has it open, or the disk has no room for a copy. Run the same command again when that is over."
        )
    return done
