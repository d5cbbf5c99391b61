"""A run of `convqa score`: what is read, by what it is scored, and what is told at the end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convqa.batch import assess_all
from convqa.batch.stop import Stop
from convqa.cli.exit_codes import INTERRUPTED
from convqa.cli.failures import Places, closing_count, instead_sentence, repeated, sentence
from convqa.cli.loading import check_speech, load_speech, site_redactor
from convqa.cli.outputs import STANDARD_OUTPUT, Outputs
from convqa.cli.progress import SoundProgress, lengths, watched_terminal, with_progress
from convqa.cli.reading import ingest_options
from convqa.cli.streams import complain, show
from convqa.conversation import Language
from convqa.drift import Batch
from convqa.errors import InputError, StoreError
from convqa.ingest import Repeats, find_all, read_sources, transcribed_already
from convqa.ingest.sources import Source
from convqa.pipeline import Pipeline
from convqa.report.console import Summary, drift_sentence
from convqa.rubric import load_rubric

if TYPE_CHECKING:
    from convqa.assessment import Assessment
    from convqa.cli.keeping import Keeping
    from convqa.cli.loading import ClassifierLoader, SpeechLoader
    from convqa.cli.score import ScoreRequest
    from convqa.conversation import Transcript
    from convqa.grounds import Supplement
    from convqa.ingest import IngestOptions

__all__ = ["make_pipeline", "run"]

_NOTICE = "Stopping after the conversation in hand; Ctrl-C again stops at once."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What there is to do: what was found, the recordings of it, what errors call it (`places`); how, and by what."""

    found: Sequence[Source | InputError]
    recordings: Sequence[Source]
    where: Mapping[str, str]
    options: IngestOptions
    pipeline: Pipeline


def run(request: ScoreRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader = load_speech) -> int:
    """Do what the call asks, whose outputs were checked; returns the exit code.

    Raises:
        UsageError, RubricError, ModelError, MissingExtraError: the call was wrong and nothing was scored, or an
            output cannot be written.
        StoreError: the store cannot be used, or no longer; what it holds is whole.
        BrokenPipeError: the reader of standard output left.
    """
    stop = Stop(signal.SIGINT, signal.SIGTERM) if _watches(request) else Stop(signal.SIGINT, notice=_NOTICE)
    with _kept(request, stop) as kept:
        work, repeats = _prepare(request, load_classifier, load_speech), Repeats()
        outputs = Outputs(request.outputs(), work.pipeline.feedback_language, work.pipeline.rubric.thresholds)
        summary, batch, scored, failed = Summary(), Batch(work.pipeline.classifier.reference), 0, 0
        try:
            with closing(_results(request, load_classifier, work, repeats, stop, kept)) as results:
                for result in results:
                    if isinstance(result, InputError):
                        failed += 1
                        complain(sentence(result, work.where))
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
                if kept is not None and not isinstance(error, StoreError):
                    with suppress(StoreError):  # it must not hide what stopped the run
                        kept.stop()
                raise
            click.echo(_stopped(request.output) if kept is None else kept.stop(), err=True)
            return INTERRUPTED
    if not request.quiet and request.output != STANDARD_OUTPUT and (kept is None or scored):
        show(summary.table())
    if drift is not None:
        click.echo(drift_sentence(drift), err=True)
    if (twice := repeated(repeats, work.where)) is not None:
        click.echo(twice, err=True)
    if kept is not None and not request.quiet:
        click.echo(kept.told(), err=True)
    if failed:
        is_dry = request.batch is not None and request.batch.dry_run
        click.echo(closing_count(failed=failed, done=None if is_dry else scored), err=True)
    return 1 if failed else 0


def _kept(request: ScoreRequest, stop: Stop) -> AbstractContextManager[Keeping | None]:
    """The store of the call, opened; what belongs to a database is loaded only where there is one."""
    if request.batch is None:
        return nullcontext()
    from convqa.cli.keeping import keeping

    return keeping(request, request.batch, stop)


def _prepare(request: ScoreRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader) -> _Work:
    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    named = [] if request.batch is not None and request.batch.watch else find_all(request.inputs)
    where = Places(named)
    found, doubles = transcribed_already(named)
    recordings = [source for source in found if isinstance(source, Source) and source.kind == "audio"]
    speech = load_speech(request.speech)
    check_speech(found, recordings, speech, named=request.speech.model is not None)
    pipeline = make_pipeline(request, load_classifier)
    for recording, text in doubles:
        click.echo(instead_sentence(recording, text, where), err=True)
    options = replace(options, speech=speech)
    return _Work(found=found, recordings=recordings, where=where, options=options, pipeline=pipeline)


def _watches(request: ScoreRequest) -> bool:
    """Whether it goes on until it is told to end, and ends well by that."""
    return request.batch is not None and request.batch.watch


def _results(
    request: ScoreRequest,
    load_classifier: ClassifierLoader,
    work: _Work,
    repeats: Repeats,
    stop: Stop,
    kept: Keeping | None,
) -> Generator[Assessment | InputError]:
    """What was scored and what failed, counted on the terminal.

    Raises:
        KeyboardInterrupt: `stop` was told, between two results; of a run that ends by itself.
    """
    terminal, is_watching = None if request.quiet else watched_terminal(), _watches(request)
    with stop, SoundProgress(lengths(work.recordings) if terminal else [], terminal) as sound:
        read = partial(_read, options=work.options, sound=sound)
        if kept is None:
            everything = (item for source in work.found for item in read(source))
            assess, load = work.pipeline.assess, partial(_assess, request, load_classifier)
            results = assess_all(repeats.watch(everything), assess, workers=request.workers, load=load)
        else:
            fully = partial(_assess_fully, request, load_classifier)
            shown = None if work.recordings else terminal
            results = kept.results(
                work.found, work.pipeline, read, fully, repeats=repeats, terminal=shown, passed=sound.finish
            )
        plain = terminal if kept is None else None
        with closing(results):
            for result in with_progress(results, plain, sound=sound if work.recordings else None):
                yield result
                if stop.told and not is_watching:
                    raise KeyboardInterrupt


def _read(
    source: Source | InputError, *, options: IngestOptions, sound: SoundProgress
) -> Iterator[Transcript | InputError]:
    """What is in a source, telling how far the hearing of recordings is."""
    assert options.speech is not None  # noqa: S101 - as `_prepare` has it
    yield from read_sources([source], replace(options, speech=replace(options.speech, progress=sound.hear)))
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
    return make_pipeline(request, load_classifier).assess


def _assess_fully(
    request: ScoreRequest, load_classifier: ClassifierLoader
) -> Callable[[Transcript], tuple[Assessment, Supplement]]:
    """The same where the results are kept."""
    return make_pipeline(request, load_classifier).assess_fully


def make_pipeline(request: ScoreRequest, load_classifier: ClassifierLoader) -> Pipeline:
    """By what the call has conversations assessed; raises as `run`."""
    return Pipeline(
        classifier=load_classifier(request.model, request.calibration),
        rubric=load_rubric(request.rubric),
        redactor=site_redactor(request.key_file, request.names_models),
        feedback_language=Language(request.feedback_language) if request.feedback_language else None,
    )
