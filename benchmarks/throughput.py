"""How fast and how lean: prints, and judges nothing.

    python benchmarks/throughput.py [--conversations 300] [--memory 100 10000] [--workers N] [--model FOLDER]

In one run, with n, machine and versions: conversations and tokens a second of the whole command, of
each step and of the bare encoder runtime on the same tokens; peak memory of the command at two sizes;
time to the first result from a cold start. Conversations are those of `data/corpus`, repeated under
new ids where more are asked for; languages are recognised, not given. Run it on a quiet machine;
10,000 conversations, though the shortest are taken for it, are some minutes' work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "data" / "corpus" / "conversations.jsonl"
LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "pydantic")
STARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a command took: wall time to its first and last byte of output, and peak memory."""

    first_s: float
    wall_s: float
    peak_mb: float


STEPS = ("read", "language", "roles", "redact", "classify", "score and coach", "write")
RULES = "redact, by rules alone"


def main() -> None:
    """Measure and print."""
    call = _parse()
    print(_machine(call.workers))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # Commands first: a child's peak memory is never reported below this process's size at the
        # time it starts it, so nothing large is loaded before they are done.
        _cold_start(folder, call)
        _memory(folder, call)
        _throughput(folder, call)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--conversations", type=int, default=300, help="for speed (default 300)")
    parser.add_argument("--memory", type=int, nargs="*", default=[100, 10_000], help="sizes (default 100 10000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--model", type=Path, default=None)
    return parser.parse_args()


def _machine(workers: int) -> str:
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"convqa {version('convqa')} on {platform.system()}, {processor}, {os.cpu_count()} cores, {workers} workers\n"
        f"Python {platform.python_version()}, {libraries}\n"
    )


def _cold_start(folder: Path, call: argparse.Namespace) -> None:
    """A new process for one conversation; the files may lie in the system's cache, the process has nothing."""
    one = _write_input(folder / "one.jsonl", 1)
    times = [_command([str(one), "--output", "-", "--quiet"], call).first_s for _ in range(STARTS)]
    print(f"First result from a cold start: {statistics.median(times):.2f} s (median of {STARTS} new processes,")
    print(f"  {min(times):.2f} to {max(times):.2f} s)\n")


def _memory(folder: Path, call: argparse.Namespace) -> None:
    print("Peak memory of the whole command, a new process, all outputs but Parquet, short conversations:")
    for count in call.memory:
        source = _write_input(folder / f"{count}.jsonl", count, short=True)
        options = ["--output", folder / "out.jsonl", "--csv", folder / "out.csv", "--xlsx", folder / "out.xlsx"]
        options += ["--report", folder / "out.html", "--quiet"]
        done = _command([str(source), *map(str, options)], call)
        print(f"  n={count:>6,}: {done.peak_mb:>5.0f} MB ({done.wall_s:,.0f} s)")
    print()


def _command(arguments: list[str], call: argparse.Namespace) -> Finished:
    """Run `convqa score` and watch it."""
    command = [sys.executable, "-m", "convqa", "score", *arguments, "--workers", str(call.workers)]
    return finished(command + (["--model", str(call.model)] if call.model else []))


def finished(command: Sequence[str]) -> Finished:
    """Run a command and watch it; ends this program where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603
    assert process.stdout is not None  # noqa: S101
    process.stdout.read(1)
    first = time.perf_counter() - started
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the command failed with exit code {process.returncode}; its message is above.")
    unit = 1 if sys.platform == "darwin" else 1024
    return Finished(first_s=first, wall_s=wall, peak_mb=usage.ru_maxrss * unit / 2**20)


def _throughput(folder: Path, call: argparse.Namespace) -> None:
    """Each step by itself on one thread, then the bare encoder on the very windows that `classify` makes."""
    from convqa.classify import Classifier
    from convqa.coaching import coach
    from convqa.conversation import Transcript
    from convqa.ingest import read
    from convqa.language import identify
    from convqa.models import find_model, find_names
    from convqa.pipeline import Pipeline
    from convqa.redaction import load_redactor, redact
    from convqa.report.writers import JsonLinesWriter
    from convqa.roles import assign
    from convqa.rubric import load_rubric
    from convqa.scoring import judge, missing_phrases, rate

    source = _write_input(folder / "speed.jsonl", call.conversations)
    classifier, rubric, redactor = Classifier.load(find_model(call.model)), load_rubric(), load_redactor(find_names())
    pipeline = Pipeline(classifier=classifier, rubric=rubric, redactor=redactor)
    took: dict[str, float] = {}

    with _timed("read", took):
        transcripts = [item for item in read([str(source)]) if isinstance(item, Transcript)]
    identify(transcripts[0])  # loads the recogniser, which is part of the cold start and not of the speed
    with _timed("language", took):
        languages = [identify(transcript).language for transcript in transcripts]
    with _timed("roles", took):
        roles = [assign(transcript, language) for transcript, language in zip(transcripts, languages, strict=True)]
    with _timed(RULES, took):
        for transcript, language, found in zip(transcripts, languages, roles, strict=True):
            redact(
                transcript,
                language=language,
                roles={speaker: guess.role for speaker, guess in found.guesses.items()},
                role_certainty=found.certainty,
                key=redactor.key,
            )
    with _timed("redact", took):
        conversations = [
            redact(
                transcript,
                language=language,
                roles={speaker: guess.role for speaker, guess in found.guesses.items()},
                role_certainty=found.certainty,
                key=redactor.key,
                tagger=redactor.tagger,
            )
            for transcript, language, found in zip(transcripts, languages, roles, strict=True)
        ]
    with _timed("classify", took):
        classified = [classifier.classify(conversation) for conversation in conversations]
    with _timed("score and coach", took):
        for conversation, classification in zip(conversations, classified, strict=True):
            grounds = rate(conversation, classification)
            scores = judge(grounds, rubric, missing_phrases(conversation, rubric))
            coach(scores, conversation, grounds, rubric, conversation.language)
    assessments = [pipeline.assess(transcript) for transcript in transcripts]
    with _timed("write", took), JsonLinesWriter(folder / "speed-out.jsonl") as writer:
        for assessment in assessments:
            writer.write(assessment)

    windows = [
        window.ids
        for conversation in conversations
        for window in classifier.encoder.windows(classifier.encoder.tokenize(conversation.turns))
    ]
    with _timed("bare encoder", took):
        for ids in windows:
            classifier.encoder.run(ids)
    with _timed(f"bare encoder, {call.workers} threads", took), ThreadPoolExecutor(call.workers) as pool:
        deque(pool.map(classifier.encoder.run, windows), maxlen=0)
    whole = _command([str(source), "--output", str(folder / "whole.jsonl"), "--quiet"], call)
    took[f"whole command, {call.workers} workers, its start included"] = whole.wall_s

    tokens = sum(map(len, windows))
    print(f"Speed, n={len(conversations):,} conversations, {sum(len(c.turns) for c in conversations):,} turns,")
    print(f"  {tokens:,} tokens in {len(windows):,} windows; one thread where nothing else is said:")
    for name, seconds in took.items():
        per_s = f"{len(conversations) / seconds:>8,.0f} conversations/s  {tokens / seconds:>9,.0f} tokens/s"
        print(f"  {name:<46} {seconds:>7.2f} s  {per_s}")
    whole_s = sum(took[step] for step in STEPS)
    redaction, rules = took["redact"] / whole_s, took[RULES] / whole_s
    print(f"  Redaction is {redaction:.1%} of the time of these steps, the rules alone {rules:.1%}.")


@contextmanager
def _timed(name: str, took: dict[str, float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    took[name] = time.perf_counter() - started


def _write_input(path: Path, count: int, *, short: bool = False) -> Path:
    """`count` conversations of the corpus under new ids, without their language, as JSON Lines.

    With `short`, the longest one of the corpus and then its shortest hundred over and over: memory grows
    with the longest in flight, or else with their number, and either shows without encoding for an hour.
    """
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    if short:
        by_length = sorted(lines, key=len)
        lines = [by_length[-1], *islice(cycle(by_length[:100]), count - 1)]
    with path.open("w", encoding="utf-8") as file:
        for number, line in enumerate(islice(cycle(lines), count)):
            known = json.loads(line)
            turns = [{"role": turn["role"], "text": turn["text"]} for turn in known["turns"]]
            json.dump({"id": f"{known['id']}-{number}", "turns": turns}, file, ensure_ascii=False)
            file.write("\n")
    return path


if __name__ == "__main__":
    main()
