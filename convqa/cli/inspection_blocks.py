"""What was found out of conversations, for a terminal of 80 columns and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from convqa.cli.counts import counted
from convqa.cli.streams import say, show
from convqa.conversation import Doubt
from convqa.errors import InputError
from convqa.ingest.audio.sound import Sound
from convqa.ingest.formats import FORMATS
from convqa.inspection import Basis, Heard, Inspection, Unheard
from convqa.report.console import printable

__all__ = ["KIND_WORDS", "MAX_SPEAKERS", "Blocks", "Lines", "View"]

KIND_WORDS = {
    "text": "plain text",
    "table": "table",
    "spreadsheet": "workbook",
    "parquet": "Parquet",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "cues": "subtitles",
    "audio": "recording",
}
"""Each of `convqa.ingest.KINDS` in a word or two."""

MAX_SPEAKERS = 20
"""More are counted only: a file that is read wrongly may have one a line."""

_FORMATS = {one.name: one for one in FORMATS}
_DOUBTS = {
    Doubt.SPEAKERS: "it is uncertain who said what",
    Doubt.AGENTS: "it is uncertain which agent said what",
    Doubt.BROKEN_OFF: "part of the conversation is missing",
}
_BASES = {
    Basis.CODEBOOK: "the codebook's form",
    Basis.MAP: "by your map",
    Basis.GUESS: "guessed",
    Basis.HEARD: "heard",
}


class View(Protocol):
    """Shows a run on standard output; each may raise as `convqa.cli.streams.show` does."""

    def write(self, inspection: Inspection | Unheard) -> None:
        """Show one conversation, or the recording of one that cannot be heard."""

    def fail(self, error: InputError) -> None:
        """Take note of what cannot be read; its source is masked."""

    def close(self) -> None:
        """Show what there is to say of all."""


class Blocks:
    """A block a conversation, a line a fact; only plain ASCII is added to what source and id hold.

    Args:
        told: fact (`language`, `channel`) -> the option by which the user stated it, where that was done.
    """

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told
        self._formats: Counter[str] = Counter()

    def write(self, inspection: Inspection | Unheard) -> None:
        """Show one conversation, or the recording of one that cannot be heard."""
        if isinstance(inspection, Unheard):
            self._formats["not heard"] += 1
            facts = _unheard_facts(inspection)
        else:
            self._formats[_short_format(inspection)] += 1
            facts = _facts(inspection, self._told)
        show(_block(inspection.source, facts), Text())

    def fail(self, error: InputError) -> None:
        """Nothing: sentences go to standard error."""

    def close(self) -> None:
        """Count the conversations by what they were taken for: "12 conversations: contact-lens 9, guessed 3"."""
        ranked = sorted(self._formats.items(), key=lambda pair: (-pair[1], pair[0]))
        parts = _listed(ranked)
        summed = counted(self._formats.total(), "conversation") + (f": {parts}" if parts else "")
        show(Text(summed, style="dim"))


class Lines:
    """JSON Lines: an object a conversation, and an object with `error` for what cannot be read, in their order."""

    def write(self, inspection: Inspection | Unheard) -> None:
        """Write one conversation, or the recording of one that cannot be heard."""
        self._write(asdict(inspection))

    def fail(self, error: InputError) -> None:
        """Write what is wrong."""
        names = ("source", "line", "problem", "remedy")
        self._write({"error": {name: getattr(error, name) for name in names}})

    def close(self) -> None:
        """Nothing is to be said of all."""

    def _write(self, plain: dict[str, Any]) -> None:
        say(json.dumps(plain) + "\n")


def _block(source: str, facts: Iterable[tuple[str, str | RenderableType]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, fact in facts:
        grid.add_row(f"  {name}", Text(fact) if isinstance(fact, str) else fact)
    return Group(Text(printable(source), style="bold", overflow="fold"), grid)


def _facts(of: Inspection, told: Mapping[str, str]) -> Iterator[tuple[str, str | RenderableType]]:
    yield "id", printable(of.id) + ("" if of.id_given else " (made from the file's name)")
    yield "format", _format(of)
    if of.recording is not None:
        yield "sound", _sound(of.recording)
    if of.speech is not None:
        yield "speech", f"recognised by {printable(of.speech)}"
    yield "language", _language(of, told)
    yield "channel", _channel(of, told)
    yield "speakers", _speakers(of.speakers)
    yield "length", f"{counted(of.turns, 'turn')} of {counted(of.utterances, 'utterance')}"
    yield "time", _time(of)
    yield "left out", _left_out(of)
    if of.unknown_agents:
        remedy = "; --agent ID says who it is" if of.unknown_agents == 1 else ""
        yield "agents", f"{of.unknown_agents} without an id or a name, so unknown beyond this conversation{remedy}"
    if of.doubts:
        yield "doubts", "; ".join(_DOUBTS[doubt] for doubt in of.doubts)


def _unheard_facts(of: Unheard) -> Iterator[tuple[str, str | RenderableType]]:
    yield "format", f"not heard ({KIND_WORDS['audio']})"
    yield "sound", _sound(of.recording)
    yield "speech", printable(f"not recognised: {of.missing}")


def _sound(of: Sound) -> str:
    length = "length unknown" if of.duration_s is None else ("" if of.exact else "about ") + _clock(of.duration_s)
    return f"{counted(of.channels, 'channel')}, {length}, {of.codec}, {of.rate:,} Hz"


def _short_format(of: Inspection) -> str:
    return of.format or _BASES[of.basis]


def _format(of: Inspection) -> str:
    if of.format is None:
        return f"{_BASES[of.basis]} ({KIND_WORDS.get(of.kind or '', of.kind)})"
    found = _FORMATS.get(of.format)
    title = f": {found.title}" if found else ""
    doubt = " (experimental: its maker does not describe it in full)" if found and not found.documented else ""
    return f"{of.format}{title}{doubt}"


def _language(of: Inspection, told: Mapping[str, str]) -> str:
    if of.language_certainty is None:
        return f"{of.language}, stated by {told.get('language', 'the source')}"
    return f"{of.language}, found in the text, {of.language_certainty:.2f} sure"


def _channel(of: Inspection, told: Mapping[str, str]) -> str:
    if of.channel is None:
        return "not stated"
    return f"{of.channel}, stated by {told['channel']}" if "channel" in told else of.channel.value


def _speakers(speakers: tuple[Heard, ...]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        grid.add_column(no_wrap=True)
    grid.add_column()
    shown = speakers[:MAX_SPEAKERS]
    width = max((len(f"{speaker.turns:,}") for speaker in shown), default=0)
    for number, speaker in enumerate(shown, start=1):
        turns = counted(speaker.turns, "turn", width=width)
        grid.add_row(
            f"speaker {number}", speaker.role.value, f"{speaker.certainty:.2f} sure", turns, Text(speaker.reason)
        )
    more = len(speakers) - len(shown)
    return Group(grid, Text(f"... and {more:,} more")) if more else grid


def _time(of: Inspection) -> str:
    span = "" if of.start_s is None or of.end_s is None else f"{_clock(of.start_s)} to {_clock(of.end_s)}"
    return ", ".join(part for part in (of.started_at, span) if part) or "not stated"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _left_out(of: Inspection) -> str:
    if of.skipped is None:
        return "not counted"
    return _listed(of.skipped.items()) or "nothing"


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts)
