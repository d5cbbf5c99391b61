"""Keeping what a run makes in a store: the run's own side of `convqa score --store`."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from convqa import codebook
from convqa.assessment import Assessment
from convqa.batch.sink import Counts, Sink
from convqa.batch.stored import StoredBatch
from convqa.batch.watch import Stop
from convqa.cli.arriving import arriving
from convqa.cli.batch_progress import BatchProgress
from convqa.cli.counts import counted
from convqa.cli.logs import EventLog
from convqa.cli.store_options import Opened, StoreRequest, opened
from convqa.cli.streams import complain
from convqa.conversation import Transcript
from convqa.errors import InputError, StoreError
from convqa.ingest.sources import Source
from convqa.redaction import mask_path
from convqa.store.known import Making
from convqa.store.runs import beat, begin_run, end_run, others_since
from convqa.store.writer import Writer, patiently

if TYPE_CHECKING:
    from rich.console import Console

    from convqa.batch.stored import Assess
    from convqa.cli.batch_options import BatchRequest
    from convqa.cli.score import ScoreRequest
    from convqa.pipeline import Pipeline

__all__ = ["Keeping", "keeping"]


@contextmanager
def keeping(request: ScoreRequest, batch: BatchRequest) -> Iterator[Keeping]:
    """Open the store of a call that names one, and its log.

    Raises:
        StoreError, UsageError, MissingExtraError: as `opened`, and `EventLog`.
    """
    events = EventLog(batch.log)
    where = batch.where or os.environ.get("CONVQA_STORE") or None
    try:
        with (
            opened(StoreRequest(where=where, key_file=request.key_file), writable=not batch.dry_run) as one,
            Stop() if batch.watch else nullcontext() as stop,
        ):
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
        stopping: hears when to stop looking for more; `None` where the run ends by itself.
        counts: what it has come to.
    """

    opened: Opened
    request: ScoreRequest
    batch: BatchRequest
    events: EventLog
    stopping: Stop | None = None
    counts: Counts = field(default_factory=Counts)
    _sink: Sink | None = None
    _run: int = 0
    _other: str | None = None
    _began: float = field(default_factory=time.monotonic)

    def results(
        self,
        found: Sequence[Source | InputError],
        pipeline: Pipeline,
        read: Callable[[Source], Iterator[Transcript | InputError]],
        load: Callable[[], Assess],
        *,
        terminal: Console | None,
        passed: Callable[[], None],
    ) -> Generator[Assessment | InputError]:
        """Score and store what is not there yet; what was scored and what failed.

        Args:
            found: what there is to read.
            pipeline: by what.
            read: a file to its conversations.
            load: `pipeline.assess_fully` in another process.
            terminal: where to show how far it is; `None` for nowhere.
            passed: is called for each recording that is not heard, since it is known.
        """
        making = Making(
            model=pipeline.classifier.name,
            redactor=pipeline.redactor.name,
            codebook=codebook.VERSION,
            rubric=pipeline.rubric,
            feedback_language=pipeline.feedback_language,
        )
        options = self._options()
        writer = None if self.batch.dry_run else self._begin(making, options)
        if self._other is not None:
            complain(f"Another run has been at work since {self._other}; both go on, and nothing is stored twice.")
            if not self.request.outputs():  # whose order is that of reading
                found = found[::-1]  # the two meet in the middle
        with BatchProgress(found, terminal) as progress:
            watch = _Watch(progress=progress, events=self.events, on_passed=passed)
            self._sink = Sink(writer=writer, watcher=watch, feedback_language=making.feedback_language)
            self.counts = self._sink.counts
            stored = StoredBatch(
                store=self.opened.store,
                sink=self._sink,
                key=self.opened.key,
                making=making,
                options=options,
                read=read,
                name=self.batch.name,
                retry_failed=self.batch.retry_failed,
                is_over=self._is_over,
            )
            self.events.tell("begin", inputs=len(found), run=self._run, model=making.model, rubric=making.rubric.hash)
            if writer is None:
                yield from stored.survey(found)
            else:
                run = partial(stored.run, assess=pipeline.assess_fully, workers=self.request.workers, load=load)
                chunks: Iterable[Sequence[Source | InputError]] = [found]
                if self.stopping is not None:
                    chunks = arriving(self.request.inputs[0], self.stopping, self._beat, self.batch.every)
                for result in (one for chunk in chunks for one in run(chunk)):
                    progress.settled()
                    if isinstance(result, InputError):
                        self.events.tell("failed", level="warning", **_told(result))
                    yield result
        self._end("stopped" if self._is_over() else "finished")

    def stop(self) -> str:
        """Store what is scored, since the run was stopped by Ctrl-C; what to say of it.

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
        return _sentence(self.counts, is_dry=self.batch.dry_run)

    def _is_over(self) -> bool:
        return self.stopping is not None and self.stopping.told

    def _beat(self) -> None:
        def tell() -> None:
            with self.opened.store.writing() as connection:
                beat(connection, self._run, asdict(self.counts))

        patiently(tell)

    def _begin(self, making: Making, options: str) -> Writer:
        store, key, log = self.opened.store, self.opened.key, self.opened.log

        def begin() -> tuple[int, str | None]:
            with store.writing() as connection:
                number = begin_run(connection, "score", options, key)
                log.append(connection, "score.begin", {"run": number})
                return number, others_since(connection, number)

        self._run, self._other = patiently(begin)
        return Writer(store=store, rubric=making.rubric, run_id=self._run)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Tells the terminal and the log how far a run is."""

    progress: BatchProgress
    events: EventLog
    on_passed: Callable[[], None]

    def reading(self, source: Source, share: float) -> None:
        self.progress.reading(source, share)

    def over(self, source: Source, *, was_read: bool) -> None:
        self.progress.over(source)
        if not was_read and source.kind == "audio":
            self.on_passed()

    def stored(self, counts: Counts) -> None:
        self.events.tell("stored", **asdict(counts))


def _told(error: InputError) -> dict[str, object]:
    return {"place": mask_path(error.source), "line": error.line, "problem": error.problem}


def _sentence(counts: Counts, *, is_dry: bool) -> str:
    stored = "would be scored and stored" if is_dry else "stored"
    parts = [f"{counted(counts.new, 'conversation')} {stored}"]
    if counts.changed:
        parts[0] += f", {counts.changed:,} of them changed since an earlier run"
    parts += [f"{counts.known:,} there already"] if counts.known else []
    parts += [f"{counts.left_out:,} not asked for"] if counts.left_out else []
    parts += [f"{counts.gone:,} erased earlier and left out"] if counts.gone else []
    if counts.failed_before:
        parts.append(f"{counts.failed_before:,} that failed earlier not tried again (--retry-failed tries them)")
    sentence = f"{'; '.join(parts)}."
    if counts.apart:
        sentence += (
            f" {counts.apart:,} of them have the id of a conversation that began otherwise: both are kept, and "
            "--source keeps the ids of several systems apart."
        )
    return sentence
