"""`convqa redact`: conversations in, redacted transcripts out, for other tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.exit_codes import INTERRUPTED
from convqa.cli.loading import site_redactor
from convqa.cli.outputs import check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import READ_FILE, ingest_options, input_options
from convqa.cli.streams import complain, say
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.ingest import IngestOptions, Repeats
    from convqa.ingest.sources import Source
    from convqa.redaction import Kind
    from convqa.transcription import RedactionJob, Written

__all__ = ["RedactRequest", "redact", "run"]

_ONLY_RECORDINGS = (
    "all inputs are recordings; convqa transcribe hears those, and writes redacted transcripts of them. "
    "Here, name what is text: exports, chats, tables, subtitles."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactRequest:
    """The call, as click has read it; `form` is `--to`, `columns` is `--map`."""

    inputs: tuple[str, ...]
    output: Path
    form: str
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    workers: int
    key_file: Path | None
    quiet: bool
    names_models: tuple[str, ...] = ()


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", required=True,
              help="Where the transcripts go, under the relative path of what they are made of.")  # fmt: skip
@click.option("--to", "form", type=click.Choice(["jsonl", "vtt", "txt"]), default="jsonl", show_default=True,
              help="JSON Lines in the codebook's form, WebVTT, or plain text.")  # fmt: skip
@input_options
@click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key for agent and customer keys.")
@click.option("--quiet", is_flag=True, help="No count and no progress; failures are still listed.")
@click.pass_context
def redact(context: click.Context, /, **options: Any) -> None:
    """Write redacted transcripts of conversations.

    Reads all that convqa score reads but recordings, which convqa transcribe hears. What is written is pseudonymised,
    not anonymous. Exit code 1 if something could not be read, 2 if the call was wrong.
    """
    context.exit(run(RedactRequest(**options)))


def run(request: RedactRequest) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError: the call was wrong, or a file cannot be written.
    """
    check_outputs({"--output": request.output}, request.inputs, [request.key_file] if request.key_file else [])

    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa import __version__
    from convqa.cli.failures import Places, closing_count, repeated, sentence
    from convqa.ingest import Repeats, find_all
    from convqa.transcription import Folder, Form, RedactionJob, split

    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    named = find_all(request.inputs)
    found, recordings = split(named, recordings=False)
    if not found:
        raise UsageError(_ONLY_RECORDINGS)
    where, repeats, form, outcome = Places(named), Repeats(), Form(request.form), _Outcome(recordings=recordings)
    redactor = site_redactor(request.key_file, request.names_models)
    settings = f"convqa {__version__}, redactor {redactor.name}"
    with closing(Folder(request.output, form, private=False)) as folder:
        job = RedactionJob(folder=folder, form=form, redactor=redactor, settings=settings, workers=request.workers)
        terminal = None if request.quiet else watched_terminal()
        try:
            with closing(_results(job, found, options, repeats, outcome)) as results:
                for result in with_progress(results, terminal):
                    if isinstance(result, InputError):
                        outcome.failed += 1
                        complain(sentence(result, where))
                    else:
                        outcome.written += 1
                        outcome.replaced.update(result.replaced)
        except KeyboardInterrupt:
            click.echo(f"Stopped; {counted(outcome.sources, 'input was', 'inputs were')} written in whole.", err=True)
            return INTERRUPTED
    if not request.quiet:
        say(outcome.report(request.output))
    if (twice := repeated(repeats, where)) is not None:
        click.echo(twice, err=True)
    if outcome.failed:
        click.echo(closing_count(failed=outcome.failed, done=outcome.written, verb="redacted"), err=True)
    return 1 if outcome.failed else 0


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What has come of a run so far; `sources`: inputs that were read to the end, `recordings`: those left out."""

    recordings: int
    sources: int = 0
    written: int = 0
    failed: int = 0
    replaced: Counter[Kind] = field(default_factory=Counter)

    def report(self, output: Path) -> str:
        """What to say at the end, a line a thing."""
        from convqa.redaction.leak import leak_sentence

        lines = [f"{counted(self.written, 'conversation was', 'conversations were')} written to {output}."]
        if self.recordings:
            left_out = counted(self.recordings, "input is a recording and was", "inputs are recordings and were")
            lines.append(f"{left_out} left out; convqa transcribe hears them.")
        counts = ", ".join(f"{number:,} {kind}" for kind, number in sorted(self.replaced.items(), key=_most_first))
        lines.append(f"Replaced: {counts or 'nothing'}.")
        if self.written:
            lines.append(leak_sentence())
        return "".join(f"{line}\n" for line in lines)


def _most_first(item: tuple[Kind, int]) -> tuple[int, str]:
    kind, number = item
    return -number, kind


def _results(
    job: RedactionJob,
    found: Sequence[Source | InputError],
    options: IngestOptions,
    repeats: Repeats,
    outcome: _Outcome,
) -> Generator[Written | InputError]:
    from convqa.ingest import read_sources

    for one in found:
        if isinstance(one, InputError):
            yield one
            continue
        with closing(job.write(one, repeats.watch(read_sources([one], options)))) as written:
            yield from written
        outcome.sources += 1
