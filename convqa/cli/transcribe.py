"""`convqa transcribe`: recordings in, redacted transcripts out, one file a recording."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.counts import counted
from convqa.cli.exit_codes import INTERRUPTED
from convqa.cli.loading import Loaders, SpeechLoader, site_redactor
from convqa.cli.outputs import check_outputs
from convqa.cli.progress import SoundProgress, lengths, watched_terminal
from convqa.cli.reading import LANGUAGE, READ_FILE, SpeechRequest, ingest_options, names_option, speech_options
from convqa.cli.streams import complain, say
from convqa.conversation import Channel, Doubt
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.conversation import Conversation
    from convqa.ingest import IngestOptions, SpeechOptions
    from convqa.ingest.sources import Source
    from convqa.redaction import Redactor
    from convqa.transcription import Job

__all__ = ["TranscribeRequest", "run", "transcribe"]

_RAW = (
    "With --raw the files will hold what was said as it was said: names, numbers, addresses, whatever callers told. "
    "Nobody but those who may hear the recordings should see them, and you should delete them when they have served."
)
_NO_RECORDING = (
    "none of the inputs is a recording; name a sound file, or a folder that holds some. "
    "Text is read by convqa score as it is."
)
_DOUBTED = {
    Doubt.SPEAKERS: "it is uncertain who said what",
    Doubt.AGENTS: "it is uncertain which agent said what",
    Doubt.BROKEN_OFF: "the recording breaks off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribeRequest:
    """The call, as click has read it; `form` is `--to`, `speech` how recordings are read."""

    inputs: tuple[str, ...]
    output: Path
    form: str
    raw: bool
    yes: bool
    language: str | None
    channel: str | None
    agent: str | None
    key_file: Path | None
    quiet: bool
    speech: SpeechRequest
    names_models: tuple[str, ...] = ()


@click.command(short_help="Write redacted transcripts of recordings.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", required=True,
              help="Where the transcripts go, one a recording, under the same relative path.")  # fmt: skip
@click.option("--to", "form", type=click.Choice(["vtt", "json"]), default="vtt", show_default=True,
              help="WebVTT for people and players, or JSON in the codebook's form for programs.")  # fmt: skip
@click.option(
    "--raw", is_flag=True, help="Do not replace names and numbers. Asks first, since it writes personal data."
)
@click.option("--yes", is_flag=True, help="With --raw: do not ask.")
@click.option("--language", type=LANGUAGE, help="The language of all recordings, instead of recognising it.")
@click.option("--channel", type=click.Choice([channel.value for channel in Channel]), help="The channel of all.")
@click.option("--agent", metavar="ID", help="Who the agent is in all of them.")
@names_option
@speech_options
@click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key for agent and customer keys.")
@click.option("--quiet", is_flag=True, help="No count and no progress; failures are still listed.")
@click.pass_context
def transcribe(context: click.Context, /, **options: Any) -> None:
    """Write redacted transcripts of recordings: files, folders, patterns, or - for standard input.

    Names and numbers are replaced as in the records. A run that was stopped goes on where it was when it is called
    again: what is in the folder already is not heard twice. convqa score reads the folder. Exit code 1 if something
    could not be read, 2 if the call was wrong.
    """
    loaders = context.obj or Loaders()
    speech = SpeechRequest.take(options)
    context.exit(run(TranscribeRequest(**options, speech=speech), loaders.speech))


def run(request: TranscribeRequest, load_speech: SpeechLoader) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError, ModelError, MissingExtraError: the call was wrong and nothing was heard, or no file can be written.
    """
    check_outputs({"--output": request.output}, request.inputs, [request.key_file] if request.key_file else [])
    if request.raw:
        _require_consent(yes=request.yes)

    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.cli.failures import Places, closing_count, sentence
    from convqa.ingest import find_all
    from convqa.transcription import Folder, Form, Job, split

    named = find_all(request.inputs)
    found, others = split(named, recordings=True)
    if not found:
        raise UsageError(_NO_RECORDING)
    where, speech, form = Places(named), load_speech(request.speech), Form(request.form)
    redactor = site_redactor(request.key_file, request.names_models)
    settings = _settings(request, speech, redactor)
    outcome = _Outcome(others=others)
    with closing(Folder(request.output, form, private=request.raw)) as folder:
        job = Job(folder=folder, form=form, redactor=redactor, settings=settings, raw=request.raw)
        to_do = [one for one in found if isinstance(one, InputError) or not job.is_done(one)]
        outcome.there = len(found) - len(to_do)
        try:
            with _progress(request, to_do) as sound:
                options = _options(request, replace(speech, progress=sound.hear))
                for result in _results(job, to_do, options, sound):
                    if isinstance(result, InputError):
                        outcome.failed += 1
                        complain(sentence(result, where))
                    else:
                        outcome.written += 1
                        outcome.doubts.update(result.doubts)
        except KeyboardInterrupt:
            click.echo(f"Stopped; {outcome.account()}. The same call goes on from there.", err=True)
            return INTERRUPTED
    if not request.quiet:
        say(outcome.report(request.output))
    if outcome.failed:
        click.echo(closing_count(failed=outcome.failed, done=outcome.written, verb="transcribed"), err=True)
    return 1 if outcome.failed else 0


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What has come of a run so far; `there`: recordings that had a transcript, `others`: inputs that are none."""

    others: int
    there: int = 0
    written: int = 0
    failed: int = 0
    doubts: Counter[Doubt] = field(default_factory=Counter)

    def account(self) -> str:
        """How many were written."""
        return f"{counted(self.written, 'transcript was', 'transcripts were')} written"

    def report(self, output: Path) -> str:
        """What to say at the end, a line a thing."""
        lines = [f"{self.account()} to {output}."]
        if self.there:
            total = counted(self.there + self.written + self.failed, "was", "were")
            lines.append(f"{self.there:,} of {total} there already.")
        if self.others:
            others = counted(self.others, "input is no recording and was", "inputs are no recordings and were")
            lines.append(f"{others} left out.")
        lines += [
            f"In {self.doubts[doubt]:,} of the transcripts {_DOUBTED[doubt]}." for doubt in Doubt if self.doubts[doubt]
        ]
        return "".join(f"{line}\n" for line in lines)


def _progress(request: TranscribeRequest, to_do: Sequence[Source | InputError]) -> SoundProgress:
    from convqa.ingest.sources import Source

    terminal = None if request.quiet else watched_terminal()
    recordings = [one for one in to_do if isinstance(one, Source)]
    return SoundProgress(lengths(recordings) if terminal else [], terminal)


def _results(
    job: Job, to_do: Sequence[Source | InputError], options: IngestOptions, sound: SoundProgress
) -> Iterator[Conversation | InputError]:
    for one in to_do:
        if isinstance(one, InputError):
            yield one
        else:
            yield from job.transcribe(one, options)
            sound.finish()


def _options(request: TranscribeRequest, speech: SpeechOptions) -> IngestOptions:
    options = ingest_options(
        columns=None, language=request.language, channel=request.channel, agent=request.agent, encoding=None
    )
    return replace(options, speech=speech)


def _settings(request: TranscribeRequest, speech: SpeechOptions, redactor: Redactor) -> str:
    """All that a transcript depends on besides the recording; `Origin.settings`."""
    from convqa import __version__
    from convqa.redaction import agent_key

    options = {
        "raw": "yes" if request.raw else None,
        "language": request.language,
        "channel": request.channel,
        "agent": agent_key(request.agent, redactor.key) if request.agent else None,
        "agent in channel": speech.agent_channel,
        "speakers": speech.speakers,
        "voices by": request.speech.diarization_model and request.speech.diarization_model.name,
    }
    chosen = [f"{name} {value}" for name, value in options.items() if value is not None]
    return ", ".join([f"convqa {__version__}", f"redactor {redactor.name}", speech.engine().name, *chosen])


def _require_consent(*, yes: bool) -> None:
    """Warn of what --raw writes, and have it confirmed.

    Raises:
        UsageError: it was not.
    """
    click.echo(_RAW, err=True)
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("--raw asks before it writes, and there is nobody to ask; add --yes if you are sure.")
    if not click.confirm("Write them?", err=True):
        raise UsageError("nothing was written.")
