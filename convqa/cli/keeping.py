"""Keeping what a run makes in a store: the run's own side of `convqa score --store`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from convqa import codebook
from convqa.assessment import Assessment
from convqa.batch.choosing import Among, Choice, Since
from convqa.batch.counts import Counts
from convqa.batch.local import spread
from convqa.batch.sink import Sink
from convqa.batch.stop import Stop
from convqa.batch.stored import StoredBatch
from convqa.batch.watch import Arrivals
from convqa.cli.arriving import arriving
from convqa.cli.batch_progress import BatchProgress, ToldWatcher
from convqa.cli.counts import counted
from convqa.cli.drawing import draw_sample
from convqa.cli.kept_sentences import counts_told, failure_told, sample_told
from convqa.cli.logs import EventLog
from convqa.cli.store_options import Opened, opened
from convqa.cli.streams import complain
from convqa.conversation import Transcript
from convqa.errors import InputError, StoreError
from convqa.ingest.sources import Source
from convqa.store.known import Making
from convqa.store.patience import patiently
from convqa.store.runs import begin_run, end_run, others_since
from convqa.store.samples import Drawn
from convqa.store.writer import Writer

if TYPE_CHECKING:
    from rich.console import Console

    from convqa.batch.stored import Assess
    from convqa.cli.batch_options import BatchRequest
    from convqa.cli.score import ScoreRequest
    from convqa.ingest import Repeats
    from convqa.pipeline import Pipeline

__all__ = ["Keeping", "keeping"]


@contextmanager
def keeping(request: ScoreRequest, batch: BatchRequest, stop: Stop) -> Iterator[Keeping]:
    """Open the store of a call that names one, and its log.

    Args:
        request: the call.
        batch: what it says of the store.
        stop: says when to end.

    Raises:
        StoreError, UsageError, MissingExtraError: as `opened`, and `EventLog`.
    """
    events = EventLog(batch.log)
    store = batch.store(request.key_file)
    try:
        with opened(store, writable=not batch.dry_run) as one:
            yield Keeping(opened=one, request=request, batch=batch, events=events, stopping=stop)
    except StoreError as error:
        events.tell("store", level="error", passing=error.passing)
        raise
    finally:
        events.close()


@dataclass(slots=True, kw_only=True)
class Keeping:
    """One run, and the store it fills.

    Attributes:
        opened: the store.
        request: the call.
        batch: what it says of the store.
        events: the log.
        stopping: says when to look for no more.
        counts: what it has come to.
        drawn: the sample; `None` where none is asked for.
    """

    opened: Opened
    request: ScoreRequest
    batch: BatchRequest
    events: EventLog
    stopping: Stop
    counts: Counts = field(default_factory=Counts)
    drawn: Drawn | None = None
    _sink: Sink | None = None
    _run: int = 0
    _other: str | None = None
    _drawn_at: str | None = None
    _began: float = field(default_factory=time.monotonic)

    def results(
        self,
        found: Sequence[Source | InputError],
        pipeline: Pipeline,
        read: Callable[[Source], Iterator[Transcript | InputError]],
        load: Callable[[], Assess],
        *,
        repeats: Repeats,
        terminal: Console | None,
        passed: Callable[[], None],
    ) -> Generator[Assessment | InputError]:
        """Score and store what is not there yet; what was scored and what failed.

        Args:
            found: what there is to read.
            pipeline: by what.
            read: a file to its conversations.
            load: `pipeline.assess_fully` in another process.
            repeats: counts ids that came before.
            terminal: where to show how far it is; `None` for nowhere.
            passed: is called for each recording that is not heard, since it is known.

        Raises:
            StoreError: as `StoredBatch.run`.
            KeyboardInterrupt: `stopping` was told before all was looked at, and no inbox is watched.
        """
        making = Making(
            model=pipeline.classifier.name,
            redactor=pipeline.redactor.name,
            codebook=codebook.VERSION,
            rubric=pipeline.rubric,
            feedback_language=pipeline.feedback_language,
        )
        options, arrivals = self._options(), Arrivals()
        writer = None if self.batch.dry_run else self._begin(making, options)
        if self._other is not None:
            since = self._other[:16].replace("T", " ")
            complain(f"Another run began {since} (UTC) and has not ended, or was killed; nothing is stored twice.")
            if not self.request.outputs():  # whose order is that of reading
                found = found[::-1]  # the two meet in the middle
        with BatchProgress(found, terminal) as progress:
            watch = ToldWatcher(progress=progress, events=self.events, on_passed=passed)
            self._sink = Sink(writer=writer, watcher=watch, feedback_language=making.feedback_language)
            self.counts = self._sink.counts
            plain = StoredBatch(
                store=self.opened.store,
                sink=self._sink,
                key=self.opened.key,
                making=making,
                options=options,
                read=read,
                choice=Choice() if self.batch.since is None else Since(self.batch.since),
                name=self.batch.name,
                retry_failed=self.batch.retry_failed,
                is_over=lambda: self.stopping.told,
                is_news=arrivals.take_back,
            )
            choice = plain.choice if self.batch.sample is None else self._draw(plain, found, self.batch.sample)
            stored = replace(plain, choice=choice)
            if not self.batch.watch:  # where the same comes again and again, as a ticket grows
                stored = replace(stored, read=lambda source: repeats.watch(read(source)))
            self.events.tell("begin", inputs=len(found), run=self._run, model=making.model, rubric=making.rubric.hash)
            if writer is None:
                yield from stored.survey(found)
            else:
                with (
                    spread(pipeline.assess_fully, workers=self.request.workers, load=load) as assess,
                    closing(self._scored(stored, arrivals, found, assess)) as results,
                ):
                    for result in results:
                        progress.settled()
                        if isinstance(result, InputError):
                            self.events.tell("failed", level="warning", **failure_told(result))
                        yield result
        if self.stopping.told and not self.batch.watch:
            raise KeyboardInterrupt
        self._end("stopped" if self.stopping.told else "finished")

    def stop(self) -> str:
        """Store what is scored, since the run ends before its time; what to say of it.

        Raises:
            StoreError: it cannot be stored; nothing else is lost.
        """
        if self._sink is not None and self._sink.writer is not None:
            self._sink.flush()
        self._end("stopped")
        return (
            f"Stopped; {counted(self.counts.new, 'conversation')} of this run stored. The same call goes on from there."
        )

    def told(self) -> str:
        """What the run came to."""
        told = [counts_told(self.counts, is_dry=self.batch.dry_run)]
        if self.drawn is not None:
            told += sample_told(self.drawn, self._drawn_at, whole=self.batch.dry_run)
        return "\n".join(told)

    def _begin(self, making: Making, options: str) -> Writer:
        store, key, log = self.opened.store, self.opened.key, self.opened.log

        def begin() -> tuple[int, str | None]:
            with store.writing() as connection:
                number = begin_run(connection, "score", options, key)
                log.append(connection, "score.begin", {"run": number})
                return number, others_since(connection, number)

        self._run, self._other = patiently(begin)
        return Writer(store=store, rubric=making.rubric, run_id=self._run)

    def _draw(self, plain: StoredBatch, found: Sequence[Source | InputError], size: int) -> Among:
        """Draw the sample, and note it before any of it is scored."""
        drawn, self._drawn_at = draw_sample(
            self.opened, plain, found, size, self.batch.seed, keep=not self.batch.dry_run
        )
        self.drawn = drawn
        self.events.tell("sample", size=size, agents=len(drawn.population), members=len(drawn.all))
        return Among(drawn.all)

    def _scored(
        self, stored: StoredBatch, arrivals: Arrivals, found: Sequence[Source | InputError], assess: Assess
    ) -> Generator[Assessment | InputError]:
        """Score all that is found; of an inbox what arrives, until it is told to stop."""
        chunks: Iterable[Sequence[Source | InputError]] = [found]
        if self.batch.watch:
            beat = stored.sink.beat
            chunks = arriving(self.request.inputs[0], self.stopping, beat, self.batch.every, arrivals)
        for chunk in chunks:
            with closing(stored.run(chunk, assess, workers=self.request.workers)) as results:
                yield from results

    def _end(self, state: str) -> None:
        counts = asdict(self.counts)
        if self._run:

            def end() -> None:
                with self.opened.store.writing() as connection:
                    end_run(connection, self._run, state, counts)
                    self.opened.log.append(connection, "score.end", counts | {"run": self._run})

            patiently(end)
        self.events.tell("end", state=state, seconds=round(time.monotonic() - self._began, 1), **counts)

    def _options(self) -> str:
        """An HMAC of all in the call that decides what a file is read as."""
        request, speech = self.request, self.request.speech
        said = [
            self.batch.name, request.columns, request.language, request.channel, request.agent, request.encoding,
            speech.model, speech.precision, speech.agent_channel, speech.speakers, speech.diarization_model,
        ]  # fmt: skip
        return self.opened.key.hmac("options", json.dumps(said, default=str))
