"""`convqa store load`: results of a cluster into the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convqa.cli.counts import counted
from convqa.cli.reading import READ_FILE
from convqa.cli.store_options import StoreRequest, opened, store_options
from convqa.cli.streams import complain, say

__all__ = ["load"]


@click.command()
@click.argument("folder", metavar="FOLDER")
@store_options
@click.option("--rubric", type=READ_FILE, metavar="FILE", help="The rubric of the run, instead of the shipped one.")
@click.pass_context
def load(context: click.Context, /, folder: str, rubric: Path | None, **options: Any) -> None:
    """Load what convqa score --engine ray wrote into FOLDER, which may be a place such as s3://bucket/scored.

    What is there already is passed over, so it can be called again. Exit code 1 if some of it could not be stored, 2
    if the results cannot be used.
    """
    from convqa.batch.loading import load_results
    from convqa.cli.failures import sentence
    from convqa.rubric import load_rubric

    asked = load_rubric(rubric)
    with opened(StoreRequest(**options)) as one:
        loaded = load_results(one.store, one.log, folder, asked)
    for problem in loaded.problems:
        complain(sentence(problem, {}))
    say(f"{counted(loaded.new, 'conversation')} loaded; {loaded.known:,} were there.\n")
    if loaded.gone:
        complain(f"{loaded.gone:,} were left out, since they were erased or purged, or are older than the store keeps.")
    if loaded.others:
        complain(f"{loaded.others:,} more were scored with another rubric; load them with that --rubric.")
    context.exit(1 if loaded.problems else 0)
