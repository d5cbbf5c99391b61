"""What can go wrong, as one tree.

    ConvqaError
    ├── InputError         a file or a line of it cannot be read; the run goes on with the rest
    ├── UsageError         the call itself is wrong (option, map, output path); nothing is run
    ├── RubricError        a rubric file is not valid
    ├── ModelError         no model folder, or one that is damaged or of another version
    ├── StoreError         the store cannot be opened, read or written; what it holds is whole
    └── MissingExtraError  an optional part is not installed; the message says how to install it

Every message is one sentence for the person at the keyboard: what was expected, what came,
where, and what to do. No message ever quotes the text of a conversation: it may hold
personal data, and only ingest and redaction may see it raw.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

__all__ = ["ConvqaError", "InputError", "MissingExtraError", "ModelError", "RubricError", "StoreError", "UsageError"]


class ConvqaError(Exception):
    """The root of all errors that convqa raises on purpose."""


class InputError(ConvqaError):
    """One input, or one place in it, cannot be read.

    Args:
        source: the file as the user named it (or ``-`` for standard input).
        problem: what is wrong, without quoting the content.
        remedy: what the user can do about it.
        line: 1-based line (or row) number; ``None`` where the whole file is meant.
        label: the path relative to the input folder, of a file that is there and is none that can be read.
        passing: whether the same call may go well later, since the system is at fault and not what stands in the file:
            a lost connection, a file that may not be read, a full disk.
    """

    def __init__(
        self,
        *,
        source: str,
        problem: str,
        remedy: str,
        line: int | None = None,
        label: str | None = None,
        passing: bool = False,
    ) -> None:
        self.source = source
        self.label = label
        self.line = line
        self.problem = problem
        self.remedy = remedy
        self.passing = passing
        place = source if line is None else f"{source}:{line}"
        super().__init__(f"{place}: {problem}; {remedy}.")

    def __reduce__(self) -> tuple[Callable[[], InputError], tuple[()]]:
        """How it is sent to another process; an exception's own way cannot name arguments."""
        told = {"source": self.source, "problem": self.problem, "remedy": self.remedy}
        make = partial(InputError, **told, line=self.line, label=self.label, passing=self.passing)
        return make, ()


class UsageError(ConvqaError):
    """The call was wrong: an unknown option value, a map that names no column, an output that exists as a folder."""


class RubricError(ConvqaError):
    """A rubric file cannot be used; the message names the file and the field."""


class ModelError(ConvqaError):
    """A model folder is missing, incomplete, damaged or made for another version of convqa."""


class StoreError(ConvqaError):
    """The store cannot be used, or no longer: not a store, another version or key, read-only, full, connection lost.

    What was told as stored is stored, and nothing of it is damaged. Never made from a database's own words: those
    quote whole rows.

    Args:
        message: the sentence; it names the store, without its password.
        passing: whether the same call may go well later: a lock, a full disk, a lost connection.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        self.passing = passing
        super().__init__(message)


class MissingExtraError(ConvqaError):
    """An optional dependency is needed for what was asked and is not installed."""

    def __init__(self, *, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part; run: pip install 'convqa[{extra}]'")
