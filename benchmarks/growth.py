"""How time and memory grow with the number of conversations: prints, and judges nothing.

    python -m benchmarks.growth [--sizes 100 1000 10000 100000] [--reports] [--workers N] [--model FOLDER]

`convqa score` as a new process, once on one JSON Lines file and once on a folder with a file for each conversation; the
first result from a cold start before that. Conversations are the longest of `data/corpus` and its shortest hundred
over and over: memory grows with the longest in flight, or else with their number. 100,000 take a good part of an hour.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import conversations, finished, machine, score_command, write_lines

SIZES = [100, 1_000, 10_000, 100_000]
STARTS = 5


def main() -> None:
    """Measure and print."""
    call = _parse()
    print(machine(call.workers))
    with tempfile.TemporaryDirectory() as scratch:
        _cold_start(Path(scratch), call)
        _growth(Path(scratch), call)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="how many conversations (default 100 to 100,000)"
    )
    parser.add_argument(
        "--reports", action="store_true", help="write the workbook and the report too, not only records and CSV"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--model", type=Path, default=None)
    return parser.parse_args()


def _cold_start(folder: Path, call: argparse.Namespace) -> None:
    """A new process for one conversation; the files may lie in the system's cache, the process has nothing."""
    one = write_lines(folder / "one.jsonl", 1)
    command = score_command([one, "--output", "-"], workers=call.workers, model=call.model)
    times = [finished(command).first_s for _ in range(STARTS)]
    print(f"First result from a cold start: {statistics.median(times):.2f} s (median of {STARTS} new processes,")
    print(f"  {min(times):.2f} to {max(times):.2f} s)\n")


def _growth(folder: Path, call: argparse.Namespace) -> None:
    written = "records, CSV, workbook and report" if call.reports else "records and CSV"
    print(f"convqa score, {written}, short conversations; kB each: memory beyond that of the smallest size\n")
    print(f"  {'n':>8} {'in':<16} {'s':>9} {'ms each':>8} {'MB at peak':>11} {'kB each':>8}")
    for name, write in FORMS.items():
        least: tuple[int, float] | None = None
        for size in sorted(call.sizes):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                source = write(Path(place), size)
                done = finished(_command(source, Path(place), call))
            least = least or (size, done.peak_mb)
            line = (
                f"  {size:>8,} {name:<16} {done.wall_s:>9,.1f} {done.wall_s / size * 1e3:>8.1f} {done.peak_mb:>11,.0f}"
            )
            each = f"{(done.peak_mb - least[1]) / (size - least[0]) * 1e3:.2f}" if size > least[0] else ""
            print(f"{line} {each:>8}", flush=True)


def _command(source: Path, place: Path, call: argparse.Namespace) -> list[str]:
    names = {"--output": "out.jsonl", "--csv": "out.csv"}
    names |= {"--xlsx": "out.xlsx", "--report": "out.html"} if call.reports else {}
    outputs = [part for option, name in names.items() for part in (option, str(place / name))]
    return score_command([source, *outputs], workers=call.workers, model=call.model)


def _one_file(place: Path, size: int) -> Path:
    return write_lines(place / "in.jsonl", size, short=True)


def _a_file_each(place: Path, size: int) -> Path:
    folder = place / "in"
    folder.mkdir()
    for number, text in enumerate(conversations(size, short=True)):
        (folder / f"{number:06}.json").write_text(text, encoding="utf-8")
    return folder


FORMS: dict[str, Callable[[Path, int], Path]] = {"one file": _one_file, "a file each": _a_file_each}

if __name__ == "__main__":
    main()
