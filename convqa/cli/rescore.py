"""`convqa rescore`: another rubric over what a store holds, and before that a look at what it would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.outputs import check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import READ_FILE
from convqa.cli.store_options import Opened, StoreRequest, opened, store_options
from convqa.cli.streams import say, show
from convqa.cores import usable_cores

if TYPE_CHECKING:
    from convqa.rubric import Rubric

__all__ = ["rescore"]


@click.command(short_help="Apply another rubric to a store, without the model.")
@click.option("--rubric", required=True, type=READ_FILE, metavar="FILE", help="The new rubric (docs/rubric.md).")
@click.option("--compare", "only_compare", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="With --compare: write all figures for programs.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=usable_cores, show_default="one a core", metavar="N",
              help="Processes that judge at once; never changes a result.")  # fmt: skip
@store_options
def rescore(rubric: Path, only_compare: bool, as_json: Path | None, workers: int, **options: Any) -> None:
    """Score all that a store holds with another rubric, from the labels and ratings that are there.

    No model runs. What was scored before stays; the views show the new. Stopped half way, the same call goes on from
    there. Exit code 2 if the call was wrong.
    """
    from convqa.rubric import load_rubric

    request = StoreRequest(**options)
    if as_json is not None:
        if not only_compare:
            raise click.UsageError("--json writes what --compare shows; give both.")
        check_outputs({"--json": as_json}, (), [rubric, *request.files()])
    new = load_rubric(rubric)
    with opened(request) as one:
        if only_compare:
            _compare(one, new, as_json, workers)
        else:
            _rescore(one, new, workers)


def _compare(one: Opened, rubric: Rubric, as_json: Path | None, workers: int) -> None:
    from convqa.cli.comparison import as_text, comparison_tables
    from convqa.report.writers import write_text
    from convqa.store.compare import compare

    found = compare(one.store, one.log, rubric, workers=workers)
    if as_json is not None:
        write_text(as_json, as_text(found))
    show(*comparison_tables(found))


def _rescore(one: Opened, rubric: Rubric, workers: int) -> None:
    from convqa.store.rescore import find_todo, rescore_all

    with one.store.reading() as connection:
        before = find_todo(connection, rubric)
    done = rescore_all(one.store, one.log, rubric, workers=workers)
    tried = new = 0
    for is_new in with_progress(done, watched_terminal()):
        tried, new = tried + 1, new + is_new
    meanwhile = f" {tried - new:,} more were scored or deleted by others meanwhile." if tried > new else ""
    say(f"{counted(new, 'conversation')} scored with {rubric.reference}; {before.known:,} were before.{meanwhile}\n")
    if before.overtaken:
        say(
            f"{before.overtaken:,} of those were scored with another rubric since, and the views show the later one; "
            "to go back to this one, give it a new version.\n"
        )
