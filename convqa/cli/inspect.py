"""`convqa inspect`: what is recognised in files, before anything is scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.loading import Loaders, SpeechLoader, site_redactor
from convqa.cli.reading import SpeechRequest, ingest_options, input_options, speech_options
from convqa.cli.streams import say
from convqa.errors import InputError, MissingExtraError, ModelError, UsageError

if TYPE_CHECKING:
    from convqa.cli.inspection_blocks import View
    from convqa.conversation import Transcript
    from convqa.ingest import SpeechOptions
    from convqa.ingest.sources import Source
    from convqa.inspection import Inspection, Unheard

__all__ = ["InspectRequest", "inspect", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectRequest:
    """The call, as click has read it; `columns` is `--map`, `as_json` is `--json`, `number` is `--input`."""

    inputs: tuple[str, ...]
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    workers: int
    as_json: bool
    speech: SpeechRequest
    names_models: tuple[str, ...] = ()
    number: int | None = None


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@input_options
@speech_options
@click.option("--json", "as_json", is_flag=True, help="The same for programs: an object a line, errors among them.")
@click.option("--input", "number", type=click.IntRange(min=1), metavar="N",
              help="Only say which file is meant by 'input N of 300' in a message.")  # fmt: skip
@click.pass_context
def inspect(context: click.Context, /, **options: Any) -> None:
    """Show what is recognised in files, without scoring them.

    For each conversation: the format, the language, who speaks in which role and why, how much was said and what
    was left out. Recordings are heard for it; where the speech model is missing, only their channels and length are
    shown, and what is missing. No name and no text of a conversation is shown, and no other model is needed; but
    --input shows a whole path, in which a name may be. Exit code 1 if something could not be read, 2 if the call was
    wrong.
    """
    speech = SpeechRequest.take(options, options["workers"])
    context.exit(run(InspectRequest(**options, speech=speech), (context.obj or Loaders()).speech))


def run(request: InspectRequest, load_speech: SpeechLoader) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError: the call was wrong, or standard output cannot be written.
        BrokenPipeError: the reader of standard output left.
    """
    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.batch import assess_all
    from convqa.cli.failures import Places, closing_count, instead_sentence, masked, repeated
    from convqa.ingest import Repeats, find_all, read_sources, transcribed_already
    from convqa.ingest.audio.sound import probe
    from convqa.ingest.sources import Source
    from convqa.inspection import inspect as inspect_one

    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    named = find_all(request.inputs)
    if request.number is not None:
        say(f"{_path(named, request.number)}\n")
        return 0
    redactor = site_redactor(None, request.names_models)
    where, view, done, repeats = Places(named), _view(request), 0, Repeats()
    found, doubles = transcribed_already(named)
    recordings = {one.label: one for one in found if isinstance(one, Source) and one.kind == "audio"}
    speech = load_speech(request.speech)
    missing = _missing(speech) if recordings else None
    unheard = recordings if missing else {}

    def look_at(transcript: Transcript) -> Inspection:
        inspection = inspect_one(transcript, redactor, mapped=request.columns is not None)
        recording = recordings.get(transcript.source)
        return replace(inspection, recording=probe(recording)) if recording else inspection

    heard = [one for one in found if not (isinstance(one, Source) and one.label in unheard)]
    items = repeats.watch(read_sources(heard, replace(options, speech=speech)))
    problems: list[InputError] = []
    with closing(assess_all(items, look_at, workers=request.workers)) as results:
        for result in chain(_unheard(unheard.values(), missing or ""), results):
            if isinstance(result, InputError):
                problems.append(masked(result, where))
                view.fail(problems[-1])
            else:
                done += 1
                view.write(result)
    view.close()
    # At the end, where they are seen: the blocks before may fill many screens.
    for recording, text in doubles:
        click.echo(instead_sentence(recording, text, where), err=True)
    for problem in problems:
        click.echo(str(problem), err=True)
    if (twice := repeated(repeats, where)) is not None:
        click.echo(twice, err=True)
    if problems:
        click.echo(closing_count(failed=len(problems), done=done, verb="read"), err=True)
    return 1 if problems else 0


def _path(found: Sequence[Source | InputError], number: int) -> str:
    """The whole path of one input, with all that messages replace in it: for whoever has to find the file.

    Raises:
        UsageError: there are not so many.
    """
    from convqa.ingest.sources import Source
    from convqa.report.console import printable

    if number > len(found):
        raise UsageError(
            f"--input {number}: there are {len(found):,} inputs; name them as in the call that told of it."
        )
    one = found[number - 1]
    return printable(one.shown if isinstance(one, Source) else one.source)


def _missing(speech: SpeechOptions) -> str | None:
    """What keeps recordings from being heard; `None` where nothing does."""
    try:
        speech.engine()
    except (ModelError, MissingExtraError) as error:
        return str(error)
    return None


def _unheard(recordings: Iterable[Source], missing: str) -> Iterator[Unheard | InputError]:
    from convqa.ingest.audio.sound import probe
    from convqa.ingest.sources import unreadable
    from convqa.inspection import Unheard
    from convqa.redaction import record_path

    for one in recordings:
        try:
            yield Unheard(source=record_path(one.label), recording=probe(one), missing=missing)
        except InputError as error:
            yield error
        except OSError as error:
            yield unreadable(one.shown, error)


def _view(request: InspectRequest) -> View:
    from convqa.cli.inspection_blocks import Blocks, Lines

    if request.as_json:
        return Lines()
    stated = {"language": request.language, "channel": request.channel}
    return Blocks({fact: f"--{fact}" for fact, value in stated.items() if value is not None})
