"""A folder that files arrive in: what is whole in it is handed on, each content once, until told to stop.

By looking again and again, not by the operating system's notices: network shares give none. No time of day is asked:
a file is whole when two looks in a row find the same size and time of change, whatever the clocks say.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from convqa.errors import InputError
from convqa.ingest.sources import Source, unreadable

__all__ = ["CHUNK", "INTERVAL_S", "Arrivals", "watch"]

INTERVAL_S = 10.0
"""Between two looks, in seconds."""

CHUNK = 256
"""How many files are handed on at once, at most."""

_UNFINISHED = (".partial", ".tmp", ".part", ".filepart", ".crdownload")  # also before a suffix: `call.partial.vtt`

_Stamp = tuple[int, int]


class _Handed(NamedTuple):
    """A file that was handed on, and what had been told of it since it last went well."""

    shown: str
    told: frozenset[str]


class Arrivals:
    """Tells, look by look, what has become whole since.

    Keeps about 300 bytes a file that is there. What is gone is forgotten with the first look that meets no trouble: a
    share that was away for a minute does not make all files new.
    """

    def __init__(self) -> None:
        self._resting: dict[str, _Stamp] = {}  # at the last look
        self._given: dict[str, tuple[_Stamp, bytes]] = {}  # with a digest of the content
        self._told: dict[str, set[str]] = {}  # of what is in trouble
        self._handed: dict[str, list[_Handed]] = {}  # by the last look; by all that a failure may call them
        self._is_troubled = False  # the last look, or what it handed on

    def look(self, found: Iterable[Source | InputError]) -> Iterator[Source | InputError]:
        """What of the files that are there is whole, and new or of another content; lazily, and to be read to its end.

        A file is read once to know its content, so one that was only touched is not handed on again. One that cannot
        be read, and whatever else is an error among `found`, is told once, and tried at every look until it passes;
        it is told again where the reason is another one.

        Args:
            found: all that the folder holds now, as `list_folder` finds it.
        """
        self._begin()
        seen: dict[str, _Stamp] = {}
        failed: set[str] = set()
        is_listed = True
        for one in found:
            is_listed &= isinstance(one, Source)
            result = one if isinstance(one, InputError) else self._judge(one, seen)
            if isinstance(result, InputError):
                self._is_troubled = True
                failed.add(result.source)
                if str(result) not in self._told.get(result.source, ()):
                    self._told[result.source] = {str(result)}
                    yield result
            elif result is not None:
                yield result
        if not self._is_troubled:
            self._given = {shown: given for shown, given in self._given.items() if shown in seen}
        if is_listed:  # else nobody knows what has gone
            self._told = {shown: told for shown, told in self._told.items() if shown in seen or shown in failed}
        self._resting = seen

    def take_back(self, error: InputError) -> bool:
        """Take back a file that was handed on and could not be read after all: it comes again once it can be.

        Args:
            error: what failed of it; it is not told by a look that meets the same. Of what a look told itself, and of
                what no look can mend, nothing changes.

        Returns:
            Whether it is to be told: not where it failed for the same reason when it was handed on before.
        """
        handed = self._handed.get(error.source, [])
        for one in handed:
            self._told.setdefault(one.shown, set()).add(str(error))
            if error.passing:
                self._is_troubled = True
                self._given.pop(one.shown, None)
        return not any(str(error) in one.told for one in handed)

    def _begin(self) -> None:
        """Forget what the last look handed on, and what was told of those that nothing is to be tried of again."""
        for one in chain.from_iterable(self._handed.values()):
            if one.shown in self._given:
                self._told.pop(one.shown, None)
        self._handed, self._is_troubled = {}, False

    def _hand_on(self, source: Source, told: frozenset[str]) -> Source:
        one = _Handed(shown=source.shown, told=told)
        for name in {source.shown, source.label}:  # a file is told as it was named, a conversation of it by its label
            self._handed.setdefault(name, []).append(one)
        return source

    def _judge(self, source: Source, seen: dict[str, _Stamp]) -> Source | InputError | None:
        if any(part in _UNFINISHED for part in _suffixes(source.label)):
            return None
        try:
            stamp = seen[source.shown] = source.stamp()
            before, content = self._given.get(source.shown, (None, None))
            if stamp == before or stamp != self._resting.get(source.shown):
                return None
            digest = _digest(source)
            if source.stamp() != stamp:  # written while it was read
                return None
        except FileNotFoundError:
            return None
        except OSError as error:
            return unreadable(source.shown, error)
        self._given[source.shown] = (stamp, digest)
        told = frozenset(self._told.pop(source.shown, ()))
        return None if digest == content else self._hand_on(source, told)


def watch(
    find: Callable[[], Iterable[Source | InputError]],
    wait: Callable[[float], bool],
    *,
    interval_s: float = INTERVAL_S,
    most: int = CHUNK,
    clock: Callable[[], float] = time.monotonic,
    arrivals: Arrivals | None = None,
) -> Iterator[list[Source | InputError]]:
    """Look at a folder until told to stop; gives what is whole in chunks, none of them empty.

    Files that arrive while a chunk is worked on wait for the next look.

    Args:
        find: lists the files, as `list_folder` does; called once a look.
        wait: waits so many seconds, or less where it is told to stop, and then says so: `convqa.batch.stop.Stop.wait`.
        interval_s: between two looks.
        most: files of a chunk.
        clock: seconds that never run backwards.
        arrivals: is asked, and takes back what cannot be read after all.
    """
    arrivals = arrivals or Arrivals()
    while True:
        whole = arrivals.look(find())
        looked = clock()
        while chunk := list(islice(whole, most)):
            yield chunk
            if wait(0.0):
                return
        if wait(max(0.0, looked + interval_s - clock())):
            return


def _suffixes(label: str) -> list[str]:
    name = label.rpartition("/")[2].lower()
    return [f".{part}" for part in name.split(".")[1:]]


def _digest(source: Source) -> bytes:
    digest = hashlib.sha256()
    with source.open() as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.digest()
