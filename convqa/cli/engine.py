"""`convqa score --engine ray`: its options, and what it does instead of scoring in this process."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from convqa.cli.counts import counted
from convqa.cli.outputs import check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import (
    ClassifierLoader,
    SpeechLoader,
    check_speech,
    ingest_options,
    site_redactor,
)
from convqa.cli.streams import complain, say
from convqa.conversation import Language
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.batch.pieces import Piece, Reader
    from convqa.cli.score import ScoreRequest

__all__ = ["EngineRequest", "engine_options", "run_on_cluster"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
                 help="Score on this machine, or on a Ray cluster."),
    click.option("--address", metavar="HOST:PORT", help="Of a running cluster, or auto; else one begins here."),
    click.option("--into", metavar="FOLDER", help="Where a cluster writes its results: Parquet, a folder a day."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """Where a cluster is and where it writes, as click has read it."""

    address: str | None
    into: str

    @classmethod
    def take(cls, options: MutableMapping[str, Any]) -> Self | None:
        """Take `engine_options` out of what click has read; `None` where this machine scores.

        Raises:
            UsageError: they do not go together.
        """
        engine, address, into = (options.pop(name) for name in ("engine", "address", "into"))
        if engine == "local":
            if address is not None or into is not None:
                raise UsageError(f"{'--into' if address is None else '--address'} goes with --engine ray.")
            return None
        if into is None:
            raise UsageError("--engine ray writes its results into a folder: name it with --into FOLDER.")
        return cls(address=address, into=into)


def engine_options(command: F) -> F:
    """Add them to a command; `EngineRequest.take` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def run_on_cluster(
    request: ScoreRequest, engine: EngineRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader
) -> int:
    """Score into a folder of results, going on where an earlier run stopped; returns the exit code.

    Raises:
        UsageError, RubricError, ModelError, MissingExtraError: the call was wrong, or the cluster gives up.
    """
    from convqa import filesystems
    from convqa.batch.pieces import Settings, Work, done_already, name_pieces
    from convqa.batch.ray import spread
    from convqa.batch.shards import Shard, plan
    from convqa.cli.failures import closing_count, instead_sentence, places, sentence
    from convqa.ingest import find_all, transcribed_already
    from convqa.ingest.sources import Source

    _check(request, engine.into)
    into = engine.into if filesystems.is_uri(engine.into) else str(Path(engine.into).absolute())
    request = _absolute(request)
    load = partial(_load, request, load_classifier, load_speech)
    reader = load()
    named = find_all(request.inputs)
    where = places(named)
    found, doubles = transcribed_already(named)
    recordings = [source for source in found if isinstance(source, Source) and source.kind == "audio"]
    if reader.options.speech is not None:
        check_speech(found, recordings, reader.options.speech, named=request.speech.model is not None)
    for recording, text in doubles:
        click.echo(instead_sentence(recording, text, where), err=True)
    work = Work(load=load, settings=Settings.of(reader, _reading(request)), into=into, workers=request.workers)
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
        complain("The machines' processors are of different kinds, so values can differ by up to 0.02 between them.")
    if errors:
        click.echo(closing_count(failed=len(errors), done=scored + there), err=True)
    return 1 if errors else 0


def _check(request: ScoreRequest, into: str) -> None:
    from convqa import filesystems

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


def _reading(request: ScoreRequest) -> str:
    """What the call says of how files are read."""
    told = (request.columns, request.language, request.channel, request.agent, request.encoding)
    return repr((*told, replace(request.speech, threads=0)))


def _load(request: ScoreRequest, load_classifier: ClassifierLoader, load_speech: SpeechLoader) -> Reader:
    from convqa.batch.pieces import Reader
    from convqa.pipeline import Pipeline
    from convqa.rubric import load_rubric

    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    return Reader(
        options=replace(options, speech=load_speech(request.speech)),
        pipeline=Pipeline(
            classifier=load_classifier(request.model, request.calibration),
            rubric=load_rubric(request.rubric),
            redactor=site_redactor(request.key_file, request.names_models),
            feedback_language=Language(request.feedback_language) if request.feedback_language else None,
        ),
    )
