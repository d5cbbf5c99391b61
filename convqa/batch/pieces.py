"""Pieces of work of a large run: each is read, assessed and written by itself, on any machine and as often as need be.

What is made of a piece depends on its shard and on the run's `Settings` alone, and lies under a name that both give.
So a piece that is begun twice, by a machine that died and by another, is there once; and a run that is called again
does what is not finished.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from convqa import __version__
from convqa.batch.asking import ask
from convqa.batch.local import assess_all
from convqa.batch.results import ResultsWriter, finished
from convqa.batch.shards import Shard, read_shard
from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import IngestOptions
from convqa.pipeline import Pipeline
from convqa.store.entry import Entry
from convqa.store.keys import key_check

__all__ = ["Done", "Piece", "Reader", "Settings", "Work", "assess_piece", "done_already", "name_pieces", "processor"]

_NAME_DIGITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a machine holds to do pieces: how to read them, and the models."""

    options: IngestOptions
    pipeline: Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that results depend on beside the files. `key` is by what the site's key is known again, not the key."""

    convqa: str
    model: str
    redactor: str
    rubric: str
    key: str
    feedback_language: str
    reading: str

    @classmethod
    def of(cls, reader: Reader, reading: str) -> Settings:
        """Those of a machine; `reading` is how files are read, as the call has it."""
        pipeline = reader.pipeline
        return cls(
            convqa=__version__,
            model=pipeline.classifier.name,
            redactor=pipeline.redactor.name,
            rubric=pipeline.rubric.hash,
            key=key_check(pipeline.redactor.key),
            feedback_language=pipeline.feedback_language or "",
            reading=reading,
        )

    def check(self, here: Settings) -> None:
        """Make sure that another machine makes what this one would.

        Raises:
            UsageError: something of it is another there.
        """
        for name, words in _WORDS.items():
            if getattr(self, name) != getattr(here, name):
                raise UsageError(
                    f"A machine of the cluster has another {words} than the one that began the run; "
                    "give all of them the same, under the same path."
                )


_WORDS = {
    "convqa": "version of convqa",
    "model": "model or calibration",
    "redactor": "finder of names",
    "rubric": "rubric",
    "key": "site key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A shard, and the name of what is made of it."""

    name: str
    shard: Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What all pieces of a run have in common; can be sent to another process.

    Attributes:
        load: makes the `Reader` there.
        settings: what it has to be like.
        into: the folder of results, as an absolute path or a place.
        workers: conversations that are read at once.
        source: the name of what ids belong to, as in `ask`; part of the settings' `reading`.
    """

    load: Callable[[], Reader]
    settings: Settings
    into: str
    workers: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a piece: how many were assessed, and what could not be; no text, and no place but the line."""

    assessments: int
    failures: tuple[Mapping[str, Any], ...]

    @property
    def is_settled(self) -> bool:
        """Whether it need not be done again: no failure may pass, as a lost connection does.

        Where nothing at all could be read, it costs nothing to try.
        """
        may_pass = any(one.get("passing", False) for one in self.failures)  # runs of earlier versions did not say
        return not may_pass and (bool(self.assessments) or not self.failures)

    def errors(self, piece: Piece) -> Iterator[InputError]:
        """What could not be read or assessed, with its file."""
        for one in self.failures:
            yield piece.shard.source.error(one["problem"], one["remedy"], one["line"])


def name_pieces(shards: Iterable[Shard], settings: Settings) -> Iterator[Piece]:
    """Name what will be made of each shard under these settings."""
    for shard in shards:
        source = shard.source
        told = (shard.name, source.uri or source.path or "", *astuple(settings))
        digest = hashlib.sha256("\n".join(told).encode(errors="surrogatepass")).hexdigest()
        yield Piece(name=digest[:_NAME_DIGITS], shard=shard)


def done_already(into: str, piece: Piece) -> Done | None:
    """What became of a piece, now or in an earlier run; `None` where it is not finished.

    Raises:
        OSError: the results cannot be read.
    """
    told = finished(into, piece.name)
    return None if told is None else Done(assessments=told["assessments"], failures=tuple(told["failures"]))


def assess_piece(piece: Piece, work: Work, reader: Reader) -> Done:
    """Read, assess and write a piece; it is finished when this returns.

    Raises:
        UsageError: the results cannot be written.
        MissingExtraError: pyarrow is not installed.
    """
    pipeline, key = reader.pipeline, reader.pipeline.redactor.key

    def assess(transcript: Transcript) -> Entry:
        assessment, supplement = pipeline.assess_fully(transcript)
        asked = ask(transcript, key, work.source)
        return Entry(
            assessment=assessment,
            supplement=supplement,
            identity=asked.identity,
            opening=asked.opening,
            input_hash=asked.input_hash,
            feedback_language=pipeline.feedback_language or assessment.conversation.language,
        )

    writer = ResultsWriter(work.into, piece.name, rubric_hash=pipeline.rubric.hash)
    assessments, failures = 0, []
    for result in assess_all(read_shard(piece.shard, reader.options), assess, workers=work.workers):
        if isinstance(result, InputError):
            failures.append(
                {
                    "line": result.line,
                    "problem": result.problem,
                    "remedy": result.remedy,
                    "passing": result.passing,
                }
            )
        else:
            writer.write(result)
            assessments += 1
    writer.close({"failures": failures, "key": work.settings.key})
    return Done(assessments=assessments, failures=tuple(failures))


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """The kind of this machine's processor: machines of one kind make the same bytes; `""` where unknown.

    x86-64 processors with AVX2 are of one kind (`docs/adr/0013-the-same-bits.md`), any other is of its own.

    Args:
        told: what Linux says of the processor.
    """
    try:
        lines = told.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in reversed(lines))}
    if {"avx2", "fma"} <= set(said.get("flags", "").split()):
        return "x86-64 with AVX2"
    return said.get("model name", platform.machine())
