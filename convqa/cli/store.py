"""`convqa store`: making a store, and what is brought into it and asked of it besides conversations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convqa.cli.counts import counted
from convqa.cli.life import erase, export, retention
from convqa.cli.names import read_list
from convqa.cli.outputs import check_outputs
from convqa.cli.reading import READ_FILE
from convqa.cli.reviewing import REVIEWS_PLACE, read_all, reading_remarks, review_map_option
from convqa.cli.store_care import backup, check, copy, failures, info, upgrade
from convqa.cli.store_options import StoreRequest, opened, site_key, store_options
from convqa.cli.streams import complain, say, show

__all__ = ["store"]


@click.group(short_help="Make a store and work with it.")
def store() -> None:
    """Make a store, look after it and work with it: reviews, people, figures on agents."""


@store.command(short_help="Make an empty store.")
@store_options
def init(**options: Any) -> None:
    """Make an empty store: a file that only you may read, or the tables in an empty PostgreSQL database.

    Everything in it is tied to the site's key: with another key, or without it, the store cannot be used.
    """
    from convqa.store import create_store
    from convqa.store.audit import AuditLog
    from convqa.store.keys import key_check

    request = StoreRequest(**options)
    key = site_key(request.key_file)
    log = AuditLog.own(key)
    made = create_store(
        request.where, key_check=key_check(key), noting=lambda connection: log.append(connection, "store.init", {})
    )
    made.close()
    say(f"The store {made.address.shown} is made.\n")
    if request.key_file is None:
        complain("It is tied to the published key, which protects nobody against guessing: see docs/privacy.md.")


@store.command(short_help="Keep what people said beside what the machine says.")
@click.argument("files", nargs=-1, required=True, type=REVIEWS_PLACE, metavar="REVIEWS...")
@store_options
@review_map_option
@click.pass_context
def reviews(context: click.Context, /, files: tuple[Path, ...], review_map: tuple[str, ...], **options: Any) -> None:
    """Keep what people said beside what the machine says.

    REVIEWS are files or folders of evaluations, as for convqa evaluate. Each is kept once, however often it is read;
    saved again, the later one counts. Exit code 1 if something could not be read, 2 if the call was wrong.
    """
    from convqa.cli.failures import sentence
    from convqa.store.reviews import keep_reviews

    request = StoreRequest(**options)
    with opened(request) as one:
        found = [read_all(place, review_map, one.key) for place in files]
        problems = [problem for part in found for problem in part.problems]
        for problem in problems:
            complain(sentence(problem, {}))
        said = [review for part in found for review in part.reviews]
        with one.store.writing() as connection:
            kept = keep_reviews(connection, one.log, said)
    for problem in kept.problems:
        complain(sentence(problem, {}))
    total = kept.new + kept.changed + kept.known
    say(f"{counted(total, 'review')}: {kept.new:,} new, {kept.changed:,} changed, {kept.known:,} known.\n")
    for remark in dict.fromkeys(remark for part in found for remark in reading_remarks(part)):
        say(f"{remark}\n")
    if kept.unmatched:
        say(f"{kept.unmatched:,} of them of conversations that are not in the store; they count once those are.\n")
    if kept.gone:
        say(f"Besides, {counted(kept.gone, 'review')} of what was erased or purged; nothing of that is kept again.\n")
    context.exit(1 if problems or kept.problems else 0)


@store.command(short_help="Take over agents, teams and users from your list.")
@click.argument("people", type=READ_FILE, metavar="LIST")
@store_options
@click.option("--map", "columns", metavar="FIELD=COLUMN,...", help="Which column of the list holds which field.")
@click.pass_context
def people(context: click.Context, /, people: Path, columns: str | None, **options: Any) -> None:
    """Take over agents, teams and users from LIST, a CSV file; names of people are left to convqa names import.

    Exit code 1 if some of the list could not be used, 2 if the call was wrong.
    """
    from convqa.store.people import keep_people

    request = StoreRequest(**options)
    listed, failed = read_list(people, columns, request)
    with opened(request) as one, one.store.writing() as connection:
        kept = keep_people(connection, one.log, listed)
    counts = f"{counted(kept.agents, 'agent')}, {counted(kept.teams, 'team')}, {counted(kept.users, 'user')}"
    say(f"{counts}: {counted(kept.changed, 'row')} new or changed.\n")
    context.exit(1 if failed else 0)


@store.command("minimum-n", short_help="How many conversations a figure on an agent needs.")
@click.argument("number", type=int, required=False, metavar="[N]")
@store_options
def minimum(number: int | None, **options: Any) -> None:
    """Print, or with N change, how many conversations there must be before a figure on an agent is given.

    At least 5. The audit log tells of each change.
    """
    from convqa.store.figures import change_minimum_n, minimum_n

    with opened(StoreRequest(**options), writable=number is not None) as one:
        if number is not None:
            with one.store.writing() as connection:
                change_minimum_n(connection, one.log, number)
        with one.store.reading() as connection:
            least = minimum_n(connection)
    say(f"Figures are given on an agent who has {least:,} conversations or more.\n")


@store.command(short_help="Print what may be said of each agent.")
@store_options
@click.option("--agent", "agent_id", metavar="KEY", help="Of this agent alone, by the key in the records.")
@click.option("--json", "as_json", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write all figures for programs.")  # fmt: skip
def figures(agent_id: str | None, as_json: Path | None, **options: Any) -> None:
    """Print what may be said of each agent: means with their 95 % intervals and the conversations they rest on.

    Nothing is printed of an agent with fewer conversations than convqa store minimum-n says. The audit log tells who
    looked.
    """
    from convqa.cli.figures import as_text, figures_table
    from convqa.report.writers import write_text
    from convqa.store.figures import agent_figures

    request = StoreRequest(**options)
    if as_json is not None:
        check_outputs({"--json": as_json}, (), request.files())
    with opened(request) as one:
        found = agent_figures(one.store, one.log, agent_id=agent_id)
    if as_json is not None:
        write_text(as_json, as_text(found))
    show(*figures_table(found))


for one in (retention, erase, export, info, failures, check, backup, copy, upgrade):
    store.add_command(one)
