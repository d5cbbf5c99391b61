"""What a place holds now, where it held something else in between: so that the views show what the folder holds.

A file that is changed back is known, with all its conversations, and nothing of it is stored a second time. `file.seen`
says which of the contents of a place is its newest, `version.seen` which of the versions of a conversation is; both
count up. Where nothing was changed back nothing is written, and a conversation that lies in two places, with another
content in each, stays as the one shows it that was changed last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from convqa.store.schema import file, file_version, version
from convqa.store.slices import slices

__all__ = ["State", "keep_current", "latest_seen", "states"]

Links = Mapping[tuple[int, int], int]


class State(NamedTuple):
    """A content that a place has, or had; the newest is the largest."""

    seen: int
    file_id: int


class _Moved(NamedTuple):
    """A file at whose place another content was seen before, or since.

    Attributes:
        former: the newest of the other contents.
        is_back: whether that one was seen since: the place has been changed back.
        seen: what the file is to have.
    """

    former: int
    is_back: bool
    seen: int


def states(connection: Connection, places: Iterable[str]) -> dict[str, list[State]]:
    """What each of some tens of places held, the newest last; a content that could not be read does not count."""
    asked = select(file.c.place, file.c.seen, file.c.id).where(file.c.place.in_(set(places)), file.c.bytes != "")
    rows = connection.execute(asked.order_by(file.c.place, file.c.seen, file.c.id)).all()
    return {place: [State(row.seen, row.id) for row in some] for place, some in groupby(rows, key=attrgetter("place"))}


def latest_seen(connection: Connection, conversations: Iterable[int]) -> dict[int, int]:
    """The largest `version.seen` of each of some conversations."""
    found: dict[int, int] = {}
    for some in slices(sorted(conversations)):
        asked = select(version.c.conversation_id, func.max(version.c.seen)).where(version.c.conversation_id.in_(some))
        rows = connection.execute(asked.group_by(version.c.conversation_id))
        found |= {row[0]: row[1] for row in rows}
    return found


def keep_current(connection: Connection, files: Mapping[int, str], links: Links) -> None:
    """Note that some files are what lies at their places now, and their conversations what is current.

    What is current already, or was at the same place before, stays as it is.

    Args:
        connection: of `Store.writing`, in which `links` are not kept yet.
        files: the numbers of files that can be read, with their places.
        links: file and ordinal of conversations of theirs, with their versions.
    """
    moved = _moved(connection, files)
    if not moved:
        return
    asked = {file_id for file_id, one in moved.items() if one.is_back}
    theirs = {(number, ordinal): one for (number, ordinal), one in links.items() if number in moved}
    theirs |= _links(connection, asked)
    _turn_back(connection, _unlike_before(connection, moved, theirs))
    again = [{"number": number, "to": moved[number].seen} for number in sorted(asked)]
    if again:
        connection.execute(update(file).where(file.c.id == bindparam("number")).values(seen=bindparam("to")), again)


def _moved(connection: Connection, files: Mapping[int, str]) -> dict[int, _Moved]:
    held = states(connection, files.values())
    found = {}
    for number, place in sorted(files.items()):
        others = [one for one in held[place] if one.file_id != number]
        if others:
            mine = next(one for one in held[place] if one.file_id == number)
            former = max(others)
            found[number] = _Moved(former.file_id, former > mine, former.seen + 1)
    return found


def _links(connection: Connection, files: Iterable[int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for some in slices(sorted(files)):
        for row in connection.execute(select(file_version).where(file_version.c.file_id.in_(some))):
            found[row.file_id, row.ordinal] = row.version_id
    return found


def _unlike_before(connection: Connection, moved: Mapping[int, _Moved], links: Links) -> list[int]:
    """Versions that their place did not hold before, in the order of files and ordinals."""
    numbers = sorted({*moved, *(one.former for one in moved.values())})
    there: set[tuple[int, int]] = set()
    for some in slices(sorted(set(links.values()))):
        asked = select(file_version.c.file_id, file_version.c.version_id).where(
            file_version.c.version_id.in_(some), file_version.c.file_id.in_(numbers)
        )
        there.update((row.file_id, row.version_id) for row in connection.execute(asked))
    return [
        one
        for (number, _), one in sorted(links.items())
        if (moved[number].former, one) not in there and (moved[number].is_back or (number, one) not in there)
    ]


def _turn_back(connection: Connection, versions: Iterable[int]) -> None:
    """Make versions the newest of their conversations, where another one is; of several the last."""
    for some in slices(list(dict.fromkeys(versions))):
        place = {one: at for at, one in enumerate(some)}
        theirs = select(version.c.conversation_id).where(version.c.id.in_(some))
        columns = (version.c.conversation_id, version.c.seen, version.c.id)
        asked = select(*columns).where(version.c.conversation_id.in_(theirs)).order_by(*columns)
        changed = []
        for _, group in groupby(connection.execute(asked).all(), key=attrgetter("conversation_id")):
            of_it = list(group)
            wanted = max((row.id for row in of_it if row.id in place), key=place.__getitem__)
            if of_it[-1].id != wanted:
                changed.append({"number": wanted, "to": of_it[-1].seen + 1})
        if changed:
            changed.sort(key=lambda one: one["number"])
            turned = update(version).where(version.c.id == bindparam("number")).values(seen=bindparam("to"))
            connection.execute(turned, changed)
