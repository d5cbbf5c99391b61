"""`convqa score`: conversations in, assessments out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from convqa.cli.batch_options import BatchRequest, batch_options
from convqa.cli.engine import EngineRequest, engine_options
from convqa.cli.loading import Loaders
from convqa.cli.outputs import check_outputs
from convqa.cli.reading import LANGUAGE, READ_FILE, SpeechRequest, reading_options, speech_options
from convqa.errors import UsageError

__all__ = ["ScoreRequest", "score"]

_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRequest:
    """The call, as click has read it; the option's name is in brackets where it differs.

    Attributes:
        output, csv, xlsx, parquet, report: files to write; `None` for none.
        columns: (`--map`) which column is what, `field=column,…`.
        speech: how recordings are read.
        batch: what is said of the store; `None`: nothing is kept.
    """

    inputs: tuple[str, ...]
    output: Path | None
    csv: Path | None
    xlsx: Path | None
    parquet: Path | None
    report: Path | None
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    feedback_language: str | None
    rubric: Path | None
    model: Path | None
    calibration: Path | None
    key_file: Path | None
    workers: int
    quiet: bool
    speech: SpeechRequest
    names_models: tuple[str, ...] = ()
    batch: BatchRequest | None = None

    def outputs(self) -> dict[str, Path]:
        """Option name to the file it asks for."""
        asked = {
            "--output": self.output,
            "--csv": self.csv,
            "--xlsx": self.xlsx,
            "--parquet": self.parquet,
            "--report": self.report,
        }
        return {option: path for option, path in asked.items() if path is not None}


@click.command(short_help="Score conversations: a table, records, summaries, a report.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), metavar="FILE.jsonl",
              help="Write the records, one a line; - for standard output.")  # fmt: skip
@click.option("--csv", type=_FILE, metavar="FILE", help="Write a row per conversation and agent as CSV.")
@click.option("--xlsx", type=_FILE, metavar="FILE", help="The same as an Excel workbook.")
@click.option("--parquet", type=_FILE, metavar="FILE", help="The same as Parquet.")
@click.option("--report", type=_FILE, metavar="FILE.html", help="Write the report, one page that opens from disk.")
@reading_options
@speech_options
@click.option("--feedback-language", type=LANGUAGE, help="The language of feedback; else the conversation's own.")
@click.option("--rubric", type=READ_FILE, metavar="FILE", help="Your company's rubric, instead of the shipped one.")
@click.option("--calibration", type=READ_FILE, metavar="FILE", help="Your site's calibration, from convqa calibrate.")
@click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key for agent and customer keys.")
@batch_options
@engine_options
@click.option("--quiet", is_flag=True, help="No table and no progress; failures are still listed.")
@click.pass_context
def score(context: click.Context, /, **options: Any) -> None:
    """Score conversations: files, folders, patterns, or - for standard input.

    Reads text transcripts, JSON, JSON Lines, CSV, TSV, XLSX, Parquet, WebVTT and SRT, and recordings: WAV, MP3,
    M4A, OGG, OPUS and FLAC. Prints a table, writes what the options ask for, and lists what could not be scored.
    Exit code 1 if something could not, 2 if the call was wrong.
    """
    engine = EngineRequest.take(options)
    speech, batch = SpeechRequest.take(options, options["workers"]), BatchRequest.take(options)
    request = ScoreRequest(**options, speech=speech, batch=batch)
    if batch is not None and batch.watch:
        _check_watching(request)
    kept = [path for path in (request.rubric, request.key_file, request.calibration) if path]
    kept += batch.store(request.key_file).files() if batch else []
    log = {"--log": batch.log} if batch and batch.log else {}
    check_outputs(request.outputs() | log, request.inputs, kept)

    # Heavy from here on; a wrong call and --help were answered without it.
    loaders = context.obj or Loaders()
    if engine is not None:
        from convqa.cli.clustered import run_on_cluster

        context.exit(run_on_cluster(request, engine, loaders.classifier, loaders.speech))
    from convqa.cli.scoring import run

    context.exit(run(request, loaders.classifier, loaders.speech))


def _check_watching(request: ScoreRequest) -> None:
    if len(request.inputs) != 1 or not Path(request.inputs[0]).is_dir():
        raise UsageError("--watch looks into one folder on a disk; name one that is there, and nothing else.")
    if request.outputs():
        raise UsageError(f"--watch keeps results in the store alone; leave out {next(iter(request.outputs()))}.")
