"""How files are told apart where several arguments are named: by what leads their labels.

A store knows a conversation without an id by the label of its file. So what leads the label of a file that was found
hangs on the arguments alone, never on which files lie there: the same call calls each file the same every night.
"""

from __future__ import annotations

import glob
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from convqa import filesystems
from convqa.filesystems import is_uri
from convqa.ingest.sources import STDIN, Source

__all__ = ["Lead", "find_leads", "fixed_part", "named_path", "tell_apart"]

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What stands before labels: nothing, or a path with a slash at its end.

    Attributes:
        below: of the files that are found in what the argument names.
        own: of the file that the argument names itself.
    """

    below: str = ""
    own: str = ""


def find_leads(arguments: Iterable[str]) -> dict[str, Lead]:
    """What leads the labels of each argument's files; nothing where all arguments lie in one of them.

    An argument that lies in another one is a part of it. Of the others, each folder, pattern and place leads its files
    by as many parts of its path as it takes to tell it from the rest; a file that is named itself keeps its bare name.
    """
    paths = {argument: _parts(argument) for argument in arguments if argument != STDIN}
    tops = _outermost(paths.values())
    told = _endings(tops) if len(tops) > 1 else dict.fromkeys(tops, ())
    leads = {}
    for argument, path in paths.items():
        top = next(path[:length] for length in range(len(path) + 1) if path[:length] in told)
        below = told[top] + path[len(top) :]
        leads[argument] = Lead(below=_joined(below), own=_joined(below[:-1]) if path != top else "")
    return leads


def fixed_part(pattern: str) -> Path:
    """The folder in which the files of a pattern are looked for."""
    parts = Path(pattern).parts
    return Path(*parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])


def named_path(argument: str) -> Path:
    """The whole path of what is named, of a pattern that of the folder in which it is looked for."""
    is_pattern = glob.has_magic(argument) and not os.path.lexists(argument)
    named = fixed_part(argument) if is_pattern else argument
    return Path(os.path.abspath(named))  # noqa: PTH100 - links stay as they are named


def _parts(argument: str) -> Parts:
    if is_uri(argument):
        return filesystems.parts(argument)
    whole = named_path(argument)
    return _filled(whole.drive, *whole.parts[1:])


def _filled(*parts: str) -> Parts:
    return tuple(part for part in parts if part)


def _joined(parts: Parts) -> str:
    return "".join(f"{part}/" for part in parts)


def _outermost(paths: Iterable[Parts]) -> list[Parts]:
    """Those that lie in no other."""
    tops: list[Parts] = []
    for path in sorted(set(paths)):
        if not tops or path[: len(tops[-1])] != tops[-1]:
            tops.append(path)
    return tops


def _endings(tops: Sequence[Parts]) -> dict[Parts, Parts]:
    """Of each path an ending, as short as may be, with which no other ending begins."""
    lengths = dict.fromkeys(tops, 1)
    while True:
        endings = {top: top[-length:] for top, length in lengths.items()}
        counts = Counter(endings.values())
        clashing = {ending for ending, count in counts.items() if count > 1}
        for ending in counts:
            for begun in (ending[:length] for length in range(1, len(ending))):
                if begun in counts:
                    clashing |= {ending, begun}
        longer = [top for top in tops if endings[top] in clashing and lengths[top] < len(top)]
        if not longer:
            return endings
        for top in longer:
            lengths[top] += 1


def tell_apart(sources: Sequence[Source]) -> list[Source]:
    """Lead labels that files named one by one share by the names of their folders, until they differ from all."""
    by_label: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_label[source.label].append(source)
    if len(by_label) == len(sources):
        return list(sources)
    taken = {label for label in by_label if "/" in label}
    distinct: list[Source] = []
    for label, group in by_label.items():
        if len(group) == 1:
            distinct += group
            continue
        wholes = [_whole(source) for source in group]
        length, most = len(Path(label).parts), max(len(whole) for whole in wholes)
        while length < most and not _are_new([whole[-length:] for whole in wholes], taken):
            length += 1
        distinct += [
            replace(source, label="/".join(whole[-length:])) for source, whole in zip(group, wholes, strict=True)
        ]
    return distinct


def _whole(source: Source) -> Parts:
    if source.path is None and source.shown == STDIN:
        return (STDIN,)
    return Path(os.path.abspath(source.path or source.shown)).parts  # noqa: PTH100


def _are_new(endings: Sequence[Parts], taken: set[str]) -> bool:
    return len(set(endings)) == len(endings) and taken.isdisjoint("/".join(ending) for ending in endings)
