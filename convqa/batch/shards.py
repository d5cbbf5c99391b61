"""What there is to read, cut into shards: pieces of work that can be handed to other processes and machines.

A shard names a file and a part of it, and never holds what stands there. All shards of a plan, read in any order and
put in the order of the plan, give what reading the files one after the other gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import IngestOptions, read_sources
from convqa.ingest.ranges import Range, cut, read_range
from convqa.ingest.sources import Source, unreadable

__all__ = ["SIZE", "Shard", "plan", "read_shard"]

SIZE = 8 * 2**20
"""Bytes of a shard if nothing else is said: some thousand conversations, and some minutes of a few cores."""

_NAME_DIGITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A file, or a part of one.

    Attributes:
        source: where it lies, by its absolute path or its place (`convqa.filesystems`).
        size, changed_ns: of the file as it was planned (`Source.stamp`).
        part: which part; `None` for all of it.
    """

    source: Source
    size: int
    changed_ns: int
    part: Range | None = None

    @property
    def name(self) -> str:
        """A name for what is made of it: of digits and letters only, the same in each plan while the file is the same.

        It says nothing of the path, but for who knows the file.
        """
        span = "" if self.part is None else f"{self.part.start}-{self.part.stop}"
        told = "\n".join((self.source.label, str(self.size), str(self.changed_ns), span))
        return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:_NAME_DIGITS]


def plan(
    found: Sequence[Source | InputError], options: IngestOptions | None = None, *, size: int = SIZE
) -> Iterator[Shard | InputError]:
    """Cut what `convqa.ingest.find_all` found, in its order; what cannot be opened comes as an error.

    Large files of JSON Lines and Parquet are read for it, to learn where no conversation goes on; no other file is.

    Args:
        found: files; those on a disk must lie under the same path wherever the shards are read.
        options: the map and the overrides that they will be read with.
        size: bytes of a shard, of Parquet unpacked; files that cannot be cut may be larger.

    Raises:
        UsageError: standard input or a pipe is among them, whose content would have to be handed on.
    """
    for source in found:
        if isinstance(source, InputError):
            yield source
            continue
        if source.path is None and source.uri is None:
            raise UsageError(f"{source.shown} can be read only here and once, so it cannot be shared out; name a file.")
        try:
            yield from _shards(source, options or IngestOptions(), size)
        except OSError as error:
            yield unreadable(source.shown, error)


def _shards(source: Source, options: IngestOptions, size: int) -> Iterator[Shard]:
    if source.path is not None:
        source = replace(source, path=str(Path(source.path).absolute()))
    length, changed_ns = source.stamp()
    parts: Sequence[Range | None] = cut(source, options, size) or [None]
    for part in parts:
        yield Shard(source=source, size=length, changed_ns=changed_ns, part=part)


def read_shard(shard: Shard, options: IngestOptions | None = None) -> Iterator[Transcript | InputError]:
    """The conversations of a shard, one at a time; arguments and errors as of `convqa.ingest.read_sources`.

    Of a file that is no longer the one that was planned there comes an error alone.
    """
    source = shard.source
    try:
        is_same = source.stamp() == (shard.size, shard.changed_ns)
    except OSError as error:
        yield unreadable(source.shown, error)
        return
    if not is_same:
        yield source.error("the file changed after the run began", "run again over it")
    elif shard.part is None:
        yield from read_sources([source], options)
    else:
        yield from read_range(source, shard.part, options or IngestOptions())
