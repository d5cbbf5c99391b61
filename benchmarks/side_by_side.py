"""convqa beside the bare encoder and beside what is usually done, in one run on the same conversations.

    python -m benchmarks.side_by_side [--conversations 200] [--usual N] [--slow 20] [--rounds 3] [--workers N]
                                      [--model FOLDER] [--encoder FOLDER]

Prints, and judges nothing. Rows are run one after the other, round by round, so that what else the machine does falls
on all of them; seconds are medians over the rounds, and so are ratios, each taken within a round. The rows of
`transformers` need PyTorch (`pip install 'convqa[train]'`) and are left out without it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from benchmarks.measuring import finished, machine, score_command, write_lines
from convqa.classify import Classifier
from convqa.conversation import Conversation, Transcript
from convqa.ingest import read
from convqa.models import find_model, find_names
from convqa.pipeline import Pipeline, prepare
from convqa.redaction import load_redactor
from convqa.rubric import load_rubric

T = TypeVar("T")

USUAL = ("torch", "transformers")
BARE, COMMAND, PIPELINE = "bare encoder", "whole command, its start included", "pipeline, one head, turn by turn"


@dataclass(slots=True, kw_only=True)
class Row:
    """One way to read conversations.

    Attributes:
        conversations: how many.
        tokens: of their turns.
        threads: that it uses.
        run: does it once.
        seconds: that it took, round by round.
    """

    name: str
    conversations: int
    tokens: int
    threads: int
    run: Callable[[], object]
    seconds: list[float] = field(default_factory=list)

    def beside(self, other: Row) -> float:
        """How many times the tokens a second of another: the median of the rounds."""
        pairs = zip(self.seconds, other.seconds, strict=True)
        return statistics.median(self.tokens / mine / (other.tokens / theirs) for mine, theirs in pairs)


class Bench:
    """The conversations, and the rows there are."""

    def __init__(self, call: argparse.Namespace, folder: Path) -> None:
        self.call, self.model = call, find_model(call.model)
        self.classifier = Classifier.load(self.model)
        self.pipeline = Pipeline(classifier=self.classifier, rubric=load_rubric(), redactor=load_redactor(find_names()))
        self.source = write_lines(folder / "in.jsonl", call.conversations)
        self.transcripts = [item for item in read([str(self.source)]) if isinstance(item, Transcript)]
        self.conversations = [prepare(transcript, self.pipeline.redactor) for transcript in self.transcripts]
        self.all = len(self.conversations)

    def row(self, name: str, run: Callable[[], object], *, threads: int, part: Sequence[Conversation] = ()) -> Row:
        """A row; `part`: of which conversations, if not of all."""
        read_ = part or self.conversations
        tokens = sum(len(ids) for one in read_ for ids in self.classifier.encoder.tokenize(one.turns).ids)
        return Row(name=name, conversations=len(read_), tokens=tokens, threads=threads, run=run)

    def convqa(self) -> Iterator[Row]:
        """The encoder alone, what is added to it, and all of it."""
        encoder, workers = self.classifier.encoder, self.call.workers
        windows = [one.ids for c in self.conversations for one in encoder.windows(encoder.tokenize(c.turns))]
        for threads in sorted({1, workers}):
            yield self.row(BARE, partial(_each, encoder.run, windows, threads), threads=threads)
            classify = partial(_each, self.classifier.classify, self.conversations, threads)
            yield self.row("classify", classify, threads=threads)
        steps = partial(_each, self.pipeline.assess, self.transcripts, workers)
        yield self.row("every step from language to feedback", steps, threads=workers)
        arguments = [self.source, "--output", self.source.with_name("out.jsonl")]
        command = score_command(arguments, workers=workers, model=self.call.model)
        yield self.row(COMMAND, partial(finished, command), threads=workers)

    def usual(self) -> Iterator[Row]:
        """What is usually done, with PyTorch."""
        from benchmarks.usual import Usual

        usual = Usual(self.model / "tokenizer.json", self.call.encoder, self.call.workers)
        slow = self._evenly(self.call.slow)
        for name, run, part in (
            (PIPELINE, usual.one_head, self._evenly(self.call.usual or self.all)),
            ("pipeline, a head for each group", usual.head_by_head, slow),
            ("zero-shot, a label at a time", usual.zero_shot, slow),
        ):
            run(part[:1])
            yield self.row(name, partial(run, part), threads=self.call.workers, part=part)

    def _evenly(self, count: int) -> list[Conversation]:
        """About so many of the conversations, from all over."""
        return self.conversations[:: max(1, self.all // count)]


def _each(work: Callable[[T], object], items: Sequence[T], threads: int) -> None:
    """Do it with each, on so many threads."""
    if threads == 1:
        deque(map(work, items), maxlen=0)
        return
    with ThreadPoolExecutor(threads) as pool:
        deque(pool.map(work, items), maxlen=0)


def main() -> None:
    """Measure and print."""
    call = _parse()
    there = [name for name in USUAL if find_spec(name)]
    print(machine(call.workers, *there))
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(call, Path(scratch))
        rows = [*bench.convqa(), *(bench.usual() if len(there) == len(USUAL) else ())]
        for _ in range(call.rounds):
            for row in rows:
                started = time.perf_counter()
                row.run()
                row.seconds.append(time.perf_counter() - started)
    turns = sum(len(conversation.turns) for conversation in bench.conversations)
    print(f"n={bench.all:,} conversations, {turns:,} turns, {rows[0].tokens:,} tokens; {call.rounds} rounds.\n")
    show(rows)
    if len(there) < len(USUAL):
        missing = " and ".join(name for name in USUAL if name not in there)
        print(f"\nThe rows of transformers are left out without {missing}: pip install 'convqa[train]' brings them.")


def show(rows: Sequence[Row]) -> None:
    """The table: each row beside the bare encoder on as many threads, and beside the usual pipeline."""
    bare = {row.threads: row for row in rows if row.name == BARE}
    usual = next((row for row in rows if row.name == PIPELINE), None)
    print(
        f"  {'':<38} {'threads':>7} {'n':>6} {'s':>8} {'conv./s':>8} {'tokens/s':>9} {'x bare':>7} {'x pipeline':>10}"
    )
    for row in rows:
        seconds = statistics.median(row.seconds)
        line = f"  {row.name:<38} {row.threads:>7} {row.conversations:>6,} {seconds:>8.2f}"
        line += (
            f" {row.conversations / seconds:>8.2f} {row.tokens / seconds:>9,.0f} {row.beside(bare[row.threads]):>7.3f}"
        )
        print(f"{line} {'' if usual is None else f'{row.beside(usual):.3f}':>10}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--usual", type=int, help="how many of them for the row of one head (default: all)")
    parser.add_argument("--slow", type=int, default=20, help="how many of them for the two slowest rows (default 20)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each row is run (default 3)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--model", type=Path, default=None)
    parser.add_argument("--encoder", type=Path, help="a Hugging Face folder of it, for the rows of transformers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
