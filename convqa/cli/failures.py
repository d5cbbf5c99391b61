"""What could not be scored, in sentences that hold no personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from convqa.errors import InputError
from convqa.ingest import Repeats
from convqa.ingest.sources import Source
from convqa.redaction import mask_path
from convqa.report.console import printable

__all__ = ["Places", "closing_count", "instead_sentence", "masked", "place_of", "repeated", "sentence"]


class Places(Mapping[str, str]):
    """Path -> "input 17 of 300", under each name that an error may give a source; the order is that of reading.

    Nothing is made of them before the first is asked for: of a hundred thousand that would be 20 MB, for nothing in a
    run in which all goes well.
    """

    def __init__(self, found: Sequence[Source | InputError]) -> None:
        self._found = found

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        numbers: dict[str, int] = {}
        for number, source in enumerate(self._found, start=1):
            for name in (source.shown, source.label) if isinstance(source, Source) else (source.source,):
                numbers.setdefault(name, number)
        return numbers

    def __getitem__(self, name: str) -> str:
        return place_of(self._numbers[name], len(self._found))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def place_of(number: int, total: int) -> str:
    """Which input is meant, where its path has something replaced: they are counted in the order of reading."""
    return f"input {number:,} of {total:,}"


def sentence(error: InputError, places: Mapping[str, str]) -> str:
    """What to say of an error; see `masked`."""
    return str(masked(error, places))


def instead_sentence(recording: Source, text: Source, places: Mapping[str, str]) -> str:
    """What to say of a recording whose transcript is there too."""
    name = printable(mask_path(text.label))
    problem = f"the recording is not heard, since its transcript is beside it and is read instead ({name})"
    return sentence(recording.error(problem, "move one of them away to have the other read"), places)


def masked(error: InputError, places: Mapping[str, str]) -> InputError:
    """The error with names and numbers in the file's path replaced, as they are in the records.

    Standard error ends in logs, and people name files after customers. A path in which something was
    replaced is followed by its place among the inputs, by which the file can be found.
    """
    source = _shown(error.source, places)
    return InputError(source=source, line=error.line, problem=error.problem, remedy=error.remedy)


def repeated(repeats: Repeats, places: Mapping[str, str]) -> str | None:
    """That ids came more than once, which is no failure; `None` where none did. The ids are not told: see `masked`."""
    if repeats.first is None:
        return None
    count = f"1 conversation has an id that came before, in {_shown(repeats.first, places)}"
    if repeats.count > 1:
        count = f"{repeats.count:,} conversations have an id that came before (the first in "
        count += f"{_shown(repeats.first, places)})"
    return f"{count}; each counts by itself, so join the parts of a conversation, and leave out what came twice."


def closing_count(*, failed: int, done: int | None, verb: str = "scored") -> str:
    """The last line of a run in which something failed.

    Args:
        failed: how many inputs.
        done: how many conversations were; `None` where nothing was to be.
        verb: what was to be done with the inputs.
    """
    left_out = "1 input could not be" if failed == 1 else f"{failed:,} inputs could not be"
    listed = "is" if failed == 1 else "are"
    if done is None:
        return f"{left_out} {verb} and {listed} listed above."
    rest = "1 conversation was" if done == 1 else f"{done:,} conversations were"
    return f"{left_out} {verb} and {listed} listed above; {rest} {verb}."


def _shown(path: str, places: Mapping[str, str]) -> str:
    shown = mask_path(path)
    return printable(f"{shown} ({places[path]})" if shown != path and path in places else shown)
