"""Each file once, whatever ways lead to it: a link to a file that is found anyway is a double of it.

A store knows a conversation without an id by the label of its file. So a file keeps the label of its own place, where
that is found, whichever links come and go elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from convqa.ingest.apart import named_path
from convqa.ingest.sources import STDIN, Source

__all__ = ["once"]

_Rank = tuple[bool, bool, int, str, str]


def once(found: Mapping[str, Sequence[Source]]) -> list[Source]:
    """Of the ways to each file the one without a link; of several the label that says most.

    That is a path within a folder before a bare file name. A link below what was named counts before one that was named
    itself, and one above it does not count.

    Args:
        found: by the argument that led to them.
    """
    folders: dict[str, str] = {}
    everything = [source for some in found.values() for source in some]
    keys = {hash(_key(source, folders)) for source in everything}
    if len(keys) == len(everything):  # nearly always, in little memory
        return everything
    best: dict[str, tuple[_Rank, Source]] = {}
    for argument, some in found.items():
        named = os.fspath(named_path(argument))
        above = os.path.dirname(named)  # noqa: PTH120 - paths are texts here
        inside = named if os.path.isdir(named) else above  # noqa: PTH112 - never raises
        for source in some:
            key = _key(source, folders)
            below, along = (_is_linked(source, key, start, folders) for start in (inside, above))
            rank = (below, along, -source.label.count("/"), source.label, source.shown)
            if key not in best or rank < best[key][0]:
                best[key] = rank, source
    return [source for _, source in best.values()]


def _key(source: Source, folders: dict[str, str]) -> str:
    return STDIN + source.shown if source.path is None else _real(source.path, folders)


def _real(path: str, folders: dict[str, str]) -> str:
    """`os.path.realpath`, which looks at each part of a path, with what is known of the folders already."""
    if os.path.islink(path):  # noqa: PTH114 - never raises
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder, folders), name)  # noqa: PTH118 - paths are texts here


def _real_folder(folder: str, folders: dict[str, str]) -> str:
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return folders[folder]


def _is_linked(source: Source, key: str, start: str, folders: dict[str, str]) -> bool:
    """Whether a link lies on the way from `start` to a file that really lies at `key`."""
    if source.path is None:
        return False
    way = os.path.relpath(source.path, start)
    return os.path.join(_real_folder(start, folders), way) != key  # noqa: PTH118 - paths are texts here
