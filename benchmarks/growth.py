"""How time and memory grow with the number of conversations: prints, and judges nothing.

    python -m benchmarks.growth [--sizes 100 1000 10000 100000] [--only FORM ...] [--reports] [--workers N]
        [--model FOLDER]

`convqa score` as a new process: on one JSON Lines file, on a folder with a file for each conversation, and on such a
folder into a store, then once more when all of it is there, then `convqa rescore` with another rubric; the first result
from a cold start before that. Conversations are the longest of `data/corpus` and its shortest hundred
over and over: memory grows with the longest in flight, or else with their number. 100,000 take a good part of an hour.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from benchmarks.measuring import Finished, conversations, finished, machine, score_command, write_lines

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
    parser.add_argument("--only", nargs="+", choices=FORMS, default=list(FORMS), help="what to measure (default all)")
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
    print(f"  {'n':>8} {'what':<24} {'s':>9} {'ms each':>8} {'MB at peak':>11} {'kB each':>8}")
    for form in call.only:
        least: dict[str, tuple[int, float]] = {}
        for size in sorted(call.sizes):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                for name, done in FORMS[form](Path(place), size, call):
                    first, peak = least.setdefault(name, (size, done.peak_mb))
                    each = f"{(done.peak_mb - peak) / (size - first) * 1e3:.2f}" if size > first else ""
                    print(
                        f"  {size:>8,} {name:<24} {done.wall_s:>9,.1f} {done.wall_s / size * 1e3:>8.1f} "
                        f"{done.peak_mb:>11,.0f} {each:>8}",
                        flush=True,
                    )


Rows = Iterator[tuple[str, Finished]]


def _one_file(place: Path, size: int, call: argparse.Namespace) -> Rows:
    source = write_lines(place / "in.jsonl", size, short=True)
    yield "one file", finished(_scored(source, _outputs(place, call), call))


def _a_file_each(place: Path, size: int, call: argparse.Namespace) -> Rows:
    yield "a file each", finished(_scored(_folder(place, size), _outputs(place, call), call))


def _into_a_store(place: Path, size: int, call: argparse.Namespace) -> Rows:
    source, store = _folder(place, size), ["--store", str(place / "qa.sqlite")]
    rubric = place / "own.toml"
    shipped = files("convqa").joinpath("rubrics", "service.toml").read_text(encoding="utf-8")
    rubric.write_text(
        shipped.replace("discover = 1.0", "discover = 2.0").replace('"service"', '"own"'), encoding="utf-8"
    )
    convqa = [sys.executable, "-m", "convqa"]
    finished([*convqa, "store", "init", *store])
    yield "into a store", finished(_scored(source, store, call))
    yield "again, all there", finished(_scored(source, store, call))
    command = [*convqa, "rescore", "--rubric", str(rubric), "--workers", str(call.workers), *store]
    yield "rescored", finished(command)


def _folder(place: Path, size: int) -> Path:
    folder = place / "in"
    folder.mkdir()
    for number, text in enumerate(conversations(size, short=True)):
        (folder / f"{number:06}.json").write_text(text, encoding="utf-8")
    return folder


def _outputs(place: Path, call: argparse.Namespace) -> list[str]:
    names = {"--output": "out.jsonl", "--csv": "out.csv"}
    names |= {"--xlsx": "out.xlsx", "--report": "out.html"} if call.reports else {}
    return [part for option, name in names.items() for part in (option, str(place / name))]


def _scored(source: Path, options: list[str], call: argparse.Namespace) -> list[str]:
    return score_command([source, *options], workers=call.workers, model=call.model)


FORMS: dict[str, Callable[[Path, int, argparse.Namespace], Rows]] = {
    "one-file": _one_file,
    "a-file-each": _a_file_each,
    "store": _into_a_store,
}

if __name__ == "__main__":
    main()
