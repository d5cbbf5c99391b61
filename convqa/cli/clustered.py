"""A run of `convqa score --engine ray`: what is planned, handed out, and told at the end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convqa import filesystems
from convqa.batch.pieces import Piece, Reader, Settings, Work, done_already, name_pieces
from convqa.batch.ray import spread
from convqa.batch.shards import Shard, plan
from convqa.cli.counts import counted
from convqa.cli.failures import Places, closing_count, instead_sentence, sentence
from convqa.cli.loading import check_speech
from convqa.cli.outputs import check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import ingest_options
from convqa.cli.scoring import make_pipeline
from convqa.cli.streams import complain, say
from convqa.errors import InputError, UsageError
from convqa.ingest import find_all, transcribed_already
from convqa.ingest.sources import Source

if TYPE_CHECKING:
    from convqa.cli.engine import EngineRequest
    from convqa.cli.loading import ClassifierLoader, SpeechLoader
    from convqa.cli.score import ScoreRequest

__all__ = ["run_on_cluster"]


def run_on_cluster(
    request: ScoreRequest, engine: EngineRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader
) -> int:
    """Score into a folder of results, going on where an earlier run stopped; returns the exit code.

    Raises:
        UsageError, RubricError, ModelError, MissingExtraError: the call was wrong, or the cluster gives up.
    """
    _check(request, engine.into)
    into = engine.into if filesystems.is_uri(engine.into) else str(Path(engine.into).absolute())
    request = _absolute(request)
    load = partial(_load, request, load_classifier, load_speech)
    reader = load()
    named = find_all(request.inputs)
    where = Places(named)
    found, doubles = transcribed_already(named)
    recordings = [source for source in found if isinstance(source, Source) and source.kind == "audio"]
    if reader.options.speech is not None:
        check_speech(found, recordings, reader.options.speech, named=request.speech.model is not None)
    for recording, text in doubles:
        click.echo(instead_sentence(recording, text, where), err=True)
    work = Work(
        load=load,
        settings=Settings.of(reader, _reading(request, engine)),
        into=into,
        workers=request.workers,
        source=engine.name,
    )
    planned = list(plan(found, reader.options))
    pieces = list(name_pieces([one for one in planned if isinstance(one, Shard)], work.settings))
    errors = [one for one in planned if isinstance(one, InputError)]
    scored = there = 0
    rest: list[Piece] = []
    for piece in pieces:
        done = done_already(into, piece)
        if done is None or not done.is_settled:
            rest.append(piece)
        else:
            there += done.assessments
            errors += done.errors(piece)
    processors = set()
    for one in with_progress(spread(work, rest, engine.address), None if request.quiet else watched_terminal()):
        scored += one.done.assessments
        errors += one.done.errors(one.piece)
        processors.add(one.processor)
    for error in errors:
        complain(sentence(error, where))
    if not request.quiet:
        before = f"; {there:,} were there" if there else ""
        say(f"{counted(scored, 'conversation')} scored into {engine.into}{before}.\n")
    if len(processors) > 1:
        complain(
            "The machines' processors are of different kinds, so what they say can differ: values by about 0.02 on "
            "average and up to 0.2, and about two labels of a hundred."
        )
    if errors:
        click.echo(closing_count(failed=len(errors), done=scored + there), err=True)
    return 1 if errors else 0


def _check(request: ScoreRequest, into: str) -> None:
    if request.batch is not None:
        raise UsageError(
            "--engine ray writes into the folder of --into; leave --store out, and load that folder later."
        )
    if outputs := request.outputs():
        raise UsageError(
            f"--engine ray writes into the folder of --into and nowhere else; leave {next(iter(outputs))} out."
        )
    if not filesystems.is_uri(into):
        kept = (request.rubric, request.key_file, request.calibration)
        check_outputs({"--into": Path(into)}, request.inputs, [path for path in kept if path])
    elif any(into.startswith(one.rstrip("/") + "/") for one in request.inputs if filesystems.is_uri(one)):
        raise UsageError("--into lies inside what is scored, where the next run would read it; choose a place outside.")


def _absolute(request: ScoreRequest) -> ScoreRequest:
    """With paths that lead to the same files from whatever folder a process begins in."""
    kept = ("rubric", "model", "calibration", "key_file")
    paths = {name: path.absolute() for name in kept if (path := getattr(request, name)) is not None}
    return replace(request, **paths)


def _reading(request: ScoreRequest, engine: EngineRequest) -> str:
    """What the call says of how files are read, and of what they are."""
    told = (engine.name, request.columns, request.language, request.channel, request.agent, request.encoding)
    return repr((*told, replace(request.speech, threads=0)))


def _load(request: ScoreRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader) -> Reader:
    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    return Reader(
        options=replace(options, speech=load_speech(request.speech)),
        pipeline=make_pipeline(request, load_classifier),
    )
