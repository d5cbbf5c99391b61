"""`convqa score`: conversations in, assessments out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.engine import EngineRequest, engine_options, run_on_cluster
from convqa.cli.exit_codes import INTERRUPTED
from convqa.cli.outputs import STANDARD_OUTPUT, Outputs, check_outputs
from convqa.cli.progress import SoundProgress, lengths, watched_terminal, with_progress
from convqa.cli.reading import (
    LANGUAGE,
    READ_FILE,
    ClassifierLoader,
    Loaders,
    SpeechRequest,
    check_speech,
    ingest_options,
    load_speech,
    reading_options,
    site_redactor,
    speech_options,
)
from convqa.cli.streams import complain, show
from convqa.conversation import Language
from convqa.errors import InputError

if TYPE_CHECKING:
    from convqa.assessment import Assessment
    from convqa.cli.reading import SpeechLoader
    from convqa.conversation import Transcript
    from convqa.ingest import IngestOptions, SpeechOptions
    from convqa.ingest.sources import Source
    from convqa.pipeline import Pipeline

__all__ = ["ScoreRequest", "run", "score"]

_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRequest:
    """The call, as click has read it; the option's name is in brackets where it differs.

    Attributes:
        output, csv, xlsx, parquet, report: files to write; `None` for none.
        columns: (`--map`) which column is what, `field=column,…`.
        speech: how recordings are read.
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
@engine_options
@click.option("--quiet", is_flag=True, help="No table and no progress; failures are still listed.")
@click.pass_context
def score(context: click.Context, /, **options: Any) -> None:
    """Score conversations: files, folders, patterns, or - for standard input.

    Reads text transcripts, JSON, JSON Lines, CSV, TSV, XLSX, Parquet, WebVTT and SRT, and recordings: WAV, MP3,
    M4A, OGG, OPUS and FLAC. Prints a table, writes what the options ask for, and lists what could not be scored.
    Exit code 1 if something could not, 2 if the call was wrong.
    """
    loaders = context.obj or Loaders()
    speech = SpeechRequest.take(options, options["workers"])
    engine = EngineRequest.take(options)
    request = ScoreRequest(**options, speech=speech)
    if engine is not None:
        context.exit(run_on_cluster(request, engine, loaders.classifier, loaders.speech))
    context.exit(run(request, loaders.classifier, loaders.speech))


def run(request: ScoreRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader = load_speech) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError, RubricError, ModelError, MissingExtraError: the call was wrong and nothing was scored, or an
            output cannot be written.
        BrokenPipeError: the reader of standard output left.
    """
    kept = (request.rubric, request.key_file, request.calibration)
    check_outputs(request.outputs(), request.inputs, [path for path in kept if path])

    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.batch import assess_all
    from convqa.cli.failures import closing_count, instead_sentence, places, repeated, sentence
    from convqa.drift import Batch
    from convqa.ingest import Repeats, find_all, transcribed_already
    from convqa.ingest.sources import Source
    from convqa.report.console import Summary, drift_sentence

    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    named = find_all(request.inputs)
    where, repeats = places(named), Repeats()
    found, doubles = transcribed_already(named)
    recordings = [source for source in found if isinstance(source, Source) and source.kind == "audio"]
    speech = load_speech(request.speech)
    check_speech(found, recordings, speech, named=request.speech.model is not None)
    pipeline = _pipeline(request, load_classifier)
    for recording, text in doubles:
        click.echo(instead_sentence(recording, text, where), err=True)
    outputs = Outputs(request.outputs(), pipeline.feedback_language, pipeline.rubric.thresholds)
    summary, batch, scored, failed = Summary(), Batch(pipeline.classifier.reference), 0, 0
    try:
        terminal = None if request.quiet else watched_terminal()
        with (
            SoundProgress(lengths(recordings) if terminal else [], terminal) as sound,
            closing(
                assess_all(
                    repeats.watch(_read(found, options, speech, sound)),
                    pipeline.assess,
                    workers=request.workers,
                    load=partial(_assess, request, load_classifier),
                )
            ) as results,
        ):
            for result in with_progress(results, terminal, sound=sound if recordings else None):
                if isinstance(result, InputError):
                    failed += 1
                    complain(sentence(result, where))
                else:
                    scored += 1
                    summary.write(result)
                    batch.add(result)
                    outputs.write(result)
        drift = batch.drift()
        outputs.close(failed=failed, drift=drift)
    except BaseException as error:
        outputs.discard()
        if not isinstance(error, KeyboardInterrupt):
            raise
        click.echo(_stopped(request.output), err=True)
        return INTERRUPTED
    if not request.quiet and request.output != STANDARD_OUTPUT:
        show(summary.table())
    if drift is not None:
        click.echo(drift_sentence(drift), err=True)
    if (twice := repeated(repeats, where)) is not None:
        click.echo(twice, err=True)
    if failed:
        click.echo(closing_count(failed=failed, done=scored), err=True)
    return 1 if failed else 0


def _read(
    found: Sequence[Source | InputError], options: IngestOptions, speech: SpeechOptions, sound: SoundProgress
) -> Iterator[Transcript | InputError]:
    """What was found, read one source after the other, telling how far the hearing of recordings is."""
    from convqa.ingest import read_sources

    heard = replace(options, speech=replace(speech, progress=sound.hear))
    for source in found:
        yield from read_sources([source], heard)
        if not isinstance(source, InputError) and source.kind == "audio":
            sound.finish()


def _stopped(output: Path | None) -> str:
    if output is None or output == STANDARD_OUTPUT:
        return "Stopped."
    from convqa.report.writers import partial_path

    partial = partial_path(output)
    return f"Stopped; the records written so far are in {partial}." if partial.exists() else "Stopped."


def _assess(request: ScoreRequest, load_classifier: ClassifierLoader) -> Callable[[Transcript], Assessment]:
    """What a process of its own does with each conversation."""
    return _pipeline(request, load_classifier).assess


def _pipeline(request: ScoreRequest, load_classifier: ClassifierLoader) -> Pipeline:
    from convqa.pipeline import Pipeline
    from convqa.rubric import load_rubric

    return Pipeline(
        classifier=load_classifier(request.model, request.calibration),
        rubric=load_rubric(request.rubric),
        redactor=site_redactor(request.key_file, request.names_models),
        feedback_language=Language(request.feedback_language) if request.feedback_language else None,
    )
