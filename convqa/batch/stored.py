"""Many conversations into a store: what is there is passed over, and a run that was stopped anywhere is gone on with.

    file known and done? pass over -> read -> conversation known and done? pass over -> assess -> chunk -> commit

There is no state besides the store. Memory holds some tens of conversations, however many there are.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from convqa.assessment import Assessment
from convqa.batch.asking import Print, ask, take_print
from convqa.batch.choosing import Choice
from convqa.batch.local import assess_all
from convqa.batch.lookups import failing_lines, known_conversations, known_files
from convqa.batch.seen import Seen
from convqa.batch.single import left_out
from convqa.batch.sink import CHUNK, CHUNK_S, File, Sink, Ticket
from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.grounds import Supplement
from convqa.ingest.sources import Source
from convqa.redaction import SiteKey
from convqa.store import Store
from convqa.store.entry import LONGEST_ID
from convqa.store.gone import content
from convqa.store.known import Asked, FoundFile, Making

__all__ = ["Assess", "StoredBatch"]

_MOST_KEPT = 16 << 20
"""Bytes of files that are looked up together, which are read once for both."""

Assess = Callable[[Transcript], tuple[Assessment, Supplement]]
Read = Callable[[Source], Iterator[Transcript | InputError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBatch:
    """What a run does with what it finds.

    Attributes:
        store: is asked what is known.
        sink: takes what is settled.
        key: the site's.
        making: by what it is assessed.
        options: an HMAC of how files are read.
        name: of the source that ids are of.
        read: a file to its conversations.
        choice: what is asked for.
        retry_failed: try again what failed in an earlier run.
        is_over: asked before anything more is read; what is read by then is still assessed and stored.
        is_news: asked once of each failure; what was told before is stored, and neither counted nor told again.
    """

    store: Store
    sink: Sink
    key: SiteKey
    making: Making
    options: str
    read: Read
    name: str = ""
    choice: Choice = field(default_factory=Choice)
    retry_failed: bool = False
    is_over: Callable[[], bool] = bool
    is_news: Callable[[InputError], bool] = lambda _error: True
    _tickets: deque[Ticket | File | None] = field(default_factory=deque)
    _held: list[tuple[File, int, Transcript | InputError]] = field(default_factory=list)

    def run(
        self, found: Sequence[Source | InputError], assess: Assess, *, workers: int
    ) -> Generator[Assessment | InputError]:
        """Assess and store what is not there yet; what was assessed and what failed, as it is settled.

        Args:
            found: what there is to read, in this order.
            assess: `Pipeline.assess_fully`, or that of `spread`.
            workers: at least 1.

        Raises:
            StoreError: the store is not to be had any more; what is in it is whole.
            RubricError: as `convqa.store.save.save`.
        """
        for result in assess_all(self._items(found), assess, workers=workers):
            ticket = self._tickets.popleft()
            if isinstance(result, InputError):
                is_news = self.is_news(result)
                self.sink.fail(ticket.file if isinstance(ticket, Ticket) else ticket, result, is_news=is_news)
                if is_news:
                    yield result
            elif isinstance(ticket, Ticket):
                self.sink.keep(ticket, *result)
                yield result[0]
            self.sink.flush(unless_early=True)
        self.sink.flush()

    def survey(self, found: Sequence[Source | InputError]) -> Iterator[InputError]:
        """Count what `run` would do, and do nothing; what cannot be read."""
        with Seen() as seen:
            for item in self._items(found):
                ticket = self._tickets.popleft()
                if isinstance(item, InputError):
                    self.sink.fail(ticket.file if isinstance(ticket, Ticket) else ticket, item)
                    yield item
                elif isinstance(ticket, Ticket):
                    one = ticket.asked
                    if seen.add(content(one.identity, one.opening, one.input_hash).encode()):
                        self.sink.count(ticket.found)
                    else:
                        self.sink.counts.known += 1

    def offered(self, found: Sequence[Source | InputError]) -> Iterator[tuple[Transcript, Asked]]:
        """All that is asked for, known or not, to draw from; what cannot be read is told when it is its turn.

        What was deleted is not among it (a sample would bring a person's codes back), nor what is too old to store.
        """
        held: list[tuple[Transcript, Asked]] = []
        for source in found:
            if isinstance(source, InputError) or not self.choice.may_hold(source):
                continue
            for item in self.read(source):
                if isinstance(item, Transcript):
                    asked = ask(item, self.key, self.name)
                    if self.choice.holds(source, item, asked):
                        held.append((item, asked))
                if len(held) >= CHUNK:
                    yield from self._drawable(held)
                    held.clear()
        yield from self._drawable(held)

    def _drawable(self, held: Sequence[tuple[Transcript, Asked]]) -> list[tuple[Transcript, Asked]]:
        found = known_conversations(self.store, [asked for _, asked in held], self.making)
        return [one for one, there in zip(held, found, strict=True) if there.gone is None and not there.is_old]

    def _items(self, found: Sequence[Source | InputError]) -> Iterator[Transcript | InputError]:
        """What is to be assessed; where each comes from is put down in the same order."""
        rest = iter(found)
        while not self.is_over() and (some := list(islice(rest, CHUNK))):
            prints = self._take_prints(some)
            known = known_files(self.store, [one.key for one in prints.values()], self.making)
            read = [one.key for one in prints.values() if self._is_read(known.get(one.key))]
            failed = failing_lines(self.store, read)
            for number, one in enumerate(some):
                if self.is_over():
                    break
                if isinstance(one, InputError):
                    self._tickets.append(self._unread(one))
                    yield one
                else:
                    taken = prints.pop(number)  # with what it holds of the file
                    yield from self._read_file(one, taken, known.get(taken.key), failed.get(taken.key, frozenset()))
        yield from self._release()

    def _unread(self, error: InputError) -> File | None:
        """What was found and cannot be looked at, as if it had been read; `None` where nothing is there."""
        if error.label is None:
            return None
        taken = Print.of_unread(error.label, self.options, self.key, self.name)
        return File(source=Source(label=error.label, shown=error.source), key=taken.key, open=1, is_over=True)

    def _take_prints(self, some: Sequence[Source | InputError]) -> dict[int, Print]:
        """Of each file, by its number; short ones are kept, so that they need not be read twice."""
        prints, most = {}, _MOST_KEPT
        for number, one in enumerate(some):
            if isinstance(one, Source):
                prints[number] = taken = take_print(one, self.options, self.key, self.name, most=most)
                most -= len(taken.content or b"")
        return prints

    def _is_read(self, known: FoundFile | None) -> bool:
        return known is None or (self.retry_failed and known.failures > 0)

    def _read_file(
        self, source: Source, taken: Print, known: FoundFile | None, failing: frozenset[int]
    ) -> Iterator[Transcript | InputError]:
        sink = self.sink
        if known is not None and not self._is_read(known):
            sink.counts.known += known.conversations
            sink.counts.failed_before += known.failures
            sink.watcher.over(source, was_read=False)
            if known.is_back:
                sink.turn_back(taken.key)
                sink.flush(unless_early=True)
            return
        if not self.choice.may_hold(source):
            sink.counts.left_out += 1
            sink.watcher.over(source, was_read=False)
            return
        file, since = File(source=source, key=taken.key, failing=failing), time.monotonic()
        for ordinal, item in enumerate(map(_storable, self.read(taken.reread(source)))):
            if self.is_over():  # so the file is not whole, and is gone on with by the next run
                return
            file.open += 1
            self._held.append((file, ordinal, item))
            sink.watcher.reading(source, min(1.0, _line(item) / max(1, taken.lines)))
            if len(self._held) >= CHUNK or time.monotonic() - since >= CHUNK_S:
                yield from self._release()
                since = time.monotonic()
        sink.end(file)
        sink.watcher.over(source, was_read=True)
        if time.monotonic() - since >= CHUNK_S:  # a recording: the next one may take an hour
            yield from self._release()

    def _release(self) -> Iterator[Transcript | InputError]:
        """Pass on of what was read what is not there yet."""
        held = self._held.copy()
        self._held.clear()
        asked = [None if isinstance(item, InputError) else ask(item, self.key, self.name) for _, _, item in held]
        found = iter(known_conversations(self.store, [one for one in asked if one is not None], self.making))
        for (file, ordinal, item), one in zip(held, asked, strict=True):
            if isinstance(item, InputError) or one is None:
                self._tickets.append(file)
                yield item
                continue
            there, line = next(found), _line(item)
            file.tried |= {line} & file.failing
            if there.gone is not None:
                self.sink.stay_away(file, there.gone)
            elif not self.choice.holds(file.source, item, one):
                self.sink.leave_out(file, line)
            elif there.version_id is not None:
                self.sink.link(file, ordinal, there.version_id)
            elif there.is_old:
                self.sink.defer(file, line)
            else:
                self._tickets.append(Ticket(file=file, ordinal=ordinal, asked=one, found=there))
                yield item
        self.sink.flush(unless_early=True)


def _line(item: Transcript | InputError) -> int:
    """Where it begins; 0 where nothing says."""
    return (item.line if isinstance(item, InputError) else item.utterances[0].line) or 0


def _storable(item: Transcript | InputError) -> Transcript | InputError:
    """One whose id no index holds is left out, or it would take along all others of its chunk."""
    if isinstance(item, InputError) or len(item.id) <= LONGEST_ID:
        return item
    return left_out(
        item,
        f"a conversation was left out, since its id has more than {LONGEST_ID} characters",
        "if another field is the id, name it with --map",
    )
