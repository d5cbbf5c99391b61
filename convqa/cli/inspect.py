"""`convqa inspect`: what is recognised in files, before anything is scored."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.reading import ingest_options, input_options
from convqa.errors import InputError

if TYPE_CHECKING:
    from convqa.cli.inspection_blocks import View
    from convqa.conversation import Transcript

__all__ = ["InspectRequest", "inspect", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectRequest:
    """The call, as click has read it; `columns` is `--map`, `as_json` is `--json`."""

    inputs: tuple[str, ...]
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    workers: int
    as_json: bool


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@input_options
@click.option("--json", "as_json", is_flag=True, help="The same for programs: an object a line, errors among them.")
@click.pass_context
def inspect(context: click.Context, /, **options: Any) -> None:
    """Show what is recognised in files, without scoring them.

    For each conversation: the format, the language, who speaks in which role and why, how much was said and what
    was left out. No name and no text of a conversation is shown, and no model is needed. Exit code 1 if something
    could not be read, 2 if the call was wrong.
    """
    context.exit(run(InspectRequest(**options)))


def run(request: InspectRequest) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError: the call was wrong, or standard output cannot be written.
        BrokenPipeError: the reader of standard output left.
    """
    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.batch import assess_all
    from convqa.cli.failures import closing_count, masked, places, repeated
    from convqa.ingest import Repeats, find_all, read_sources
    from convqa.inspection import Inspection
    from convqa.inspection import inspect as inspect_one

    def look_at(transcript: Transcript) -> Inspection:
        return inspect_one(transcript, mapped=request.columns is not None)

    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    found = find_all(request.inputs)
    where, view, done, repeats = places(found), _view(request), 0, Repeats()
    items = repeats.watch(read_sources(found, options))
    problems: list[InputError] = []
    with closing(assess_all(items, look_at, workers=request.workers)) as results:
        for result in results:
            if isinstance(result, InputError):
                problems.append(masked(result, where))
                view.fail(problems[-1])
            else:
                done += 1
                view.write(result)
    view.close()
    # At the end, where they are seen: the blocks before may fill many screens.
    for problem in problems:
        click.echo(str(problem), err=True)
    if (twice := repeated(repeats, where)) is not None:
        click.echo(twice, err=True)
    if problems:
        click.echo(closing_count(failed=len(problems), done=done, verb="read"), err=True)
    return 1 if problems else 0


def _view(request: InspectRequest) -> View:
    from convqa.cli.inspection_blocks import Blocks, Lines

    if request.as_json:
        return Lines()
    stated = {"language": request.language, "channel": request.channel}
    return Blocks({fact: f"--{fact}" for fact, value in stated.items() if value is not None})
