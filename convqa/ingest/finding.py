"""Which files the arguments mean: folders, patterns, files, standard input, and places such as ``s3://…``.

The result depends on the set of arguments and files only, never on their order: sources are
sorted by label, and a file reached by several ways is read once (`once.py`). Labels are told apart in `apart.py`.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from convqa import filesystems
from convqa.errors import InputError, UsageError
from convqa.filesystems import is_uri
from convqa.ingest.apart import Lead, find_leads, fixed_part, tell_apart
from convqa.ingest.once import once
from convqa.ingest.sources import STDIN, SUFFIXES, Source, unreadable

__all__ = ["find_sources", "list_folder"]

_ABSENT = (FileNotFoundError, NotADirectoryError)
_LEFT_OUT = (".", "~$", "__MACOSX")


def find_sources(inputs: Sequence[str], stdin: BinaryIO | None) -> list[Source | InputError]:
    """List what the arguments mean, sorted by label; arguments that match nothing become errors.

    Raises:
        UsageError: no argument at all, none that matches anything, or `-` where standard input is closed.
    """
    if not inputs:
        raise UsageError("No input was named; name a file, a folder, a pattern, or - for standard input.")
    sources: dict[str, list[Source]] = {}
    errors: list[InputError] = []
    missing: list[InputError] = []
    leads = find_leads(inputs)
    for argument in sorted(set(inputs)):
        for found in _resolve(argument, leads.get(argument, Lead()), stdin):
            if isinstance(found, Source):
                sources.setdefault(argument, []).append(found)
            elif argument != STDIN and not is_uri(argument) and isinstance(_trouble(argument), _ABSENT):
                missing.append(found)
            else:
                errors.append(found)
    if not sources and not errors:
        names = ", ".join(sorted(error.source for error in missing))
        raise UsageError(f"Nothing matches {names}; check the spelling and the folder you are in.")
    distinct = tell_apart(once(sources))
    return sorted([*distinct, *errors, *missing], key=_order)


def list_folder(folder: str) -> list[Source | InputError]:
    """What `find_sources` finds in one folder on a disk, for looking again and again while files come and go.

    That it is empty is no error, and what went while it was looked at is left out; that it is gone itself is one.
    """
    found = list(_walk(Path(folder), Path(folder), "", frozenset()))
    errors = [one for one in found if isinstance(one, InputError)]
    here = [error for error in errors if error.source == str(Path(folder)) or os.path.lexists(error.source)]
    return sorted([*once({folder: [one for one in found if isinstance(one, Source)]}), *here], key=_order)


def _order(found: Source | InputError) -> tuple[str, str]:
    return (found.label, found.shown) if isinstance(found, Source) else (found.source, found.source)


def _resolve(argument: str, lead: Lead, stdin: BinaryIO | None) -> Iterator[Source | InputError]:
    path = Path(argument)
    trouble = _trouble(argument)
    if argument == STDIN:
        yield _standard_input(stdin)
    elif is_uri(argument):
        yield from _remote(argument, lead)
    elif os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
        yield from _folder(path, lead.below)
    elif trouble is None:
        yield _named_file(path, lead.own + path.name)
    elif glob.has_magic(argument):
        yield from _pattern(argument, lead.below)
    elif isinstance(trouble, _ABSENT):
        yield _absent(argument)
    else:
        yield unreadable(argument, trouble)


def _trouble(argument: str) -> OSError | None:
    """What keeps a path from being looked at (a locked folder, a name too long); `None` where it is there."""
    try:
        os.lstat(argument)
    except OSError as error:
        return error
    return None


def _standard_input(stdin: BinaryIO | None) -> Source | InputError:
    if stdin is None:
        raise UsageError("Standard input is closed, and - reads it; pipe something in, or name a file.")
    try:
        return Source(label=STDIN, shown=STDIN, data=stdin.read())
    except OSError as error:
        return unreadable(STDIN, error)


def _named_file(path: Path, label: str) -> Source | InputError:
    """A file that the user named: read whatever its suffix, since it was asked for."""
    shown = str(path)
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
        data = None if regular else path.read_bytes()  # a pipe such as <(zcat …) can be read only once
    except OSError as error:
        return unreadable(shown, error, label)
    kind = SUFFIXES.get(path.suffix.lower())
    return Source(label=label, shown=shown, path=shown if regular else None, data=data, kind=kind)


def _pattern(pattern: str, lead: str) -> Iterator[Source | InputError]:
    base = fixed_part(pattern)
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - leaves hidden files out, as a shell does
    trouble = _trouble(pattern)
    if not matches and trouble is not None and not isinstance(trouble, _ABSENT):
        yield unreadable(pattern, trouble)
    elif not matches:
        yield InputError(source=pattern, problem="no file matches the pattern", remedy="check the pattern")
    for match in matches:
        path = Path(match)
        if not os.path.isdir(path):  # noqa: PTH112 - never raises
            yield _named_file(path, lead + path.relative_to(base).as_posix())


def _folder(folder: Path, lead: str) -> Iterator[Source | InputError]:
    """Every file below `folder` with a known suffix; hidden files and office lock files are left out."""
    count = 0
    for found in _walk(folder, folder, lead, frozenset()):
        count += 1
        yield found
    if not count:
        yield _nothing_in(str(folder))


def _remote(uri: str, lead: Lead) -> Iterator[Source | InputError]:
    """The file at a place such as ``s3://…``, or what `_folder` gives of the folder there."""
    try:
        found = list(filesystems.list_files(uri))
    except FileNotFoundError:
        yield _absent(uri)
        return
    except OSError as error:
        yield unreadable(uri, error)
        return
    count = 0
    for place in found:
        path = Path(place.name)
        kind = SUFFIXES.get(path.suffix.lower())
        if place.uri == uri or (kind and not any(part.startswith(_LEFT_OUT) for part in path.parts)):
            count += 1
            label = (lead.own if place.uri == uri else lead.below) + place.name
            yield Source(label=label, shown=place.shown, uri=place.uri, kind=kind)
    if not count:
        yield _nothing_in(uri)


def _absent(argument: str) -> InputError:
    return InputError(source=argument, problem="there is no such file or folder", remedy="check the spelling")


def _nothing_in(folder: str) -> InputError:
    return InputError(
        source=folder, problem="the folder holds no file of a known type", remedy=f"known are {', '.join(SUFFIXES)}"
    )


def _walk(folder: Path, top: Path, lead: str, parents: frozenset[str]) -> Iterator[Source | InputError]:
    real = os.path.realpath(folder)
    if real in parents:  # a link back to a folder we are in
        return
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - a path for each would take long and much memory
    except OSError as error:
        yield unreadable(str(folder), error, lead + folder.relative_to(top).as_posix())
        return
    for name in names:
        path = folder / name
        if name.startswith(_LEFT_OUT):
            continue
        if os.path.isdir(path):  # noqa: PTH112 - never raises
            yield from _walk(path, top, lead, parents | {real})
        elif path.suffix.lower() in SUFFIXES:
            yield _folder_file(path, lead + path.relative_to(top).as_posix())


def _folder_file(path: Path, label: str) -> Source | InputError:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return unreadable(str(path), error, label)
    if not regular:  # opening a pipe or a device found by chance could wait for ever
        problem, remedy = "this is not a regular file", "name it yourself to read it"
        return InputError(source=str(path), problem=problem, remedy=remedy, label=label)
    shown = str(path)
    return Source(label=label, shown=shown, path=shown, kind=SUFFIXES[path.suffix.lower()])
