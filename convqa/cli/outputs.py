"""The files a run writes: none may be an input, none twice, each opened by its own writer."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convqa.conversation import Language
from convqa.errors import UsageError

if TYPE_CHECKING:
    from convqa.assessment import Assessment
    from convqa.drift import Drift
    from convqa.report.html import HtmlReport
    from convqa.report.writers import Writer
    from convqa.rubric import Thresholds

__all__ = ["STANDARD_OUTPUT", "Outputs", "check_outputs"]

STANDARD_OUTPUT = Path("-")
"""The `--output` that means standard output."""


def check_outputs(outputs: Mapping[str, Path], inputs: Sequence[str], kept: Iterable[Path]) -> None:
    """Make sure that no output would overwrite something that is read, or another output.

    Args:
        outputs: option (`--csv`) to the file it asks for.
        inputs: files, folders and patterns that are scored; `-` is standard input.
        kept: other files that are read (rubric, key).

    Raises:
        UsageError: one would, or standard output is asked for where it cannot be had.
    """
    read = [*_expand(inputs), *kept]
    taken: dict[Path, str] = {}
    for option, output in outputs.items():
        if output == STANDARD_OUTPUT:
            _require_stream(option)
            continue
        # The functions of os.path never raise, whatever a path is like: a locked folder, a name too long.
        path = Path(os.path.realpath(output))
        if path in taken:
            raise UsageError(f"{taken[path]} and {option} both name {output}; give each its own file.")
        taken[path] = option
        for source in read:
            place = Path(os.path.realpath(source))
            if os.path.isdir(source) and path.is_relative_to(place):  # noqa: PTH112
                raise UsageError(
                    f"{option} {output} lies inside the input folder {source}, where the next run would read it; "
                    "choose a place outside."
                )
            if path == place or (_exists(output) and _exists(source) and source.samefile(output)):
                raise UsageError(f"{option} {output} would overwrite what is read; choose another name.")


class Outputs:
    """All that a run writes to, as one.

    Args:
        outputs: `--output`, `--csv`, `--xlsx`, `--parquet`, `--report` to the file each asks for.
        language: of the report; `None` means that of most conversations.
        thresholds: of the rubric, for the report; `None` means those of a rubric that names none.

    Raises:
        UsageError: a file cannot be written.
        MissingExtraError: Parquet is asked for and not installed.
    """

    def __init__(
        self, outputs: Mapping[str, Path], language: Language | None, thresholds: Thresholds | None = None
    ) -> None:
        self._writers: list[Writer] = []
        self._report: HtmlReport | None = None
        try:
            for option, path in outputs.items():
                self._open(option, path, language, thresholds)
        except BaseException:
            self.discard()
            raise

    def write(self, assessment: Assessment) -> None:
        """Add one assessment to each."""
        for writer in self._writers:
            writer.write(assessment)
        if self._report is not None:
            self._report.write(assessment)

    def close(self, *, failed: int, drift: Drift | None = None) -> None:
        """Finish all; `failed` is how many inputs could not be scored, `drift` how far the batch is from the test."""
        for writer in self._writers:
            writer.close()
        if self._report is not None:
            self._report.close(failed=failed, drift=drift)

    def discard(self) -> None:
        """Stop without finishing; files of an earlier run stay as they were."""
        for writer in (*self._writers, self._report):
            with suppress(Exception):  # one that fails must neither keep the rest nor hide what stopped the run
                if writer is not None:
                    writer.discard()

    def _open(self, option: str, path: Path, language: Language | None, thresholds: Thresholds | None) -> None:
        # Each format's libraries are loaded only where it is asked for.
        if option == "--report":
            from convqa.report.html import HtmlReport

            self._report = HtmlReport(path, language=language, thresholds=thresholds)
        elif option == "--output":
            from convqa.report.json_lines import JsonLinesWriter, StreamWriter

            if path == STANDARD_OUTPUT:
                self._writers.append(StreamWriter(sys.stdout.buffer))
                return
            lines = JsonLinesWriter(path)
            self._writers.append(lines)
            if lines.kept is not None:
                click.echo(f"The records of an interrupted run are kept in {lines.kept}.", err=True)
        else:
            from convqa.report.tables import CsvWriter, ParquetWriter
            from convqa.report.workbook import XlsxWriter

            kinds = {"--csv": CsvWriter, "--xlsx": XlsxWriter, "--parquet": ParquetWriter}
            self._writers.append(kinds[option](path))


def _require_stream(option: str) -> None:
    if option != "--output":
        raise UsageError(f"{option} cannot go to standard output; name a file.")
    if sys.stdout is None:
        raise UsageError("--output - writes to standard output, which is closed; name a file.")


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - never raises


def _expand(inputs: Sequence[str]) -> list[Path]:
    """What the arguments name; a pattern stands for what it matches now."""
    paths: list[Path] = []
    for text in inputs:
        if os.path.lexists(text) or not glob.has_magic(text):
            paths.append(Path(text))
        else:
            paths.extend(map(Path, glob.glob(text, recursive=True)))  # noqa: PTH207 - the pattern may be absolute
    return paths
