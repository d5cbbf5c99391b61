"""What is done already: asked before anything is redacted, so that a second run over the same folder does nothing.

Done is what has an assessment by the same model, redactor, recogniser of speech, codebook and rubric, in the same
language of feedback. Which version of convqa made it does not count: an upgrade leaves what is stored as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, distinct, func, select, tuple_

from convqa.conversation import Language
from convqa.rubric import Rubric
from convqa.store.entry import Arriving
from convqa.store.gone import Why, buried
from convqa.store.places import states
from convqa.store.retention import too_old
from convqa.store.schema import assessment, conversation, failure, file, file_version, reading, version

__all__ = ["WHOLE", "Asked", "FileKey", "Found", "FoundFile", "Making", "find_files", "look_up"]

WHOLE = "whole"
"""`file.state` of a file that was read to its end; of any other it is "part"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """By what assessments are made; `feedback_language` is `None` for each conversation's own."""

    model: str
    redactor: str
    codebook: str
    rubric: Rubric
    feedback_language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A conversation that came in: codes as in `Entry` and `Arriving`; `speech` is what recognised it, `""` of text."""

    identity: str
    opening: str
    input_hash: str
    speech: str
    customer_key: str | None
    started_at: str | None

    @property
    def arriving(self) -> Arriving:
        """What tombstones are asked by."""
        return Arriving(
            identity=self.identity,
            opening=self.opening,
            input_hash=self.input_hash,
            customer_key=self.customer_key,
            started_at=self.started_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the store has of it.

    Attributes:
        version_id: of the version whose assessment is done; `None` where there is none.
        is_changed: the conversation is there, with another content.
        is_other: it is not there, and another conversation of the same id is.
        gone: why it was deleted earlier, and is not to come back; `None` where it was not.
        is_old: it began longer ago than the store keeps anything, as things are set now.
    """

    version_id: int | None
    is_changed: bool
    is_other: bool
    gone: Why | None
    is_old: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKey:
    """A file: HMACs of where it lies and of its bytes (`""` where it cannot be read), and how it is to be read."""

    place: str
    bytes: str
    options: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file all of whose conversations are done.

    Attributes:
        conversations: how many there are.
        failures: what of it could not be read or assessed.
        is_back: something else lay at its place since, or nothing that could be read.
    """

    conversations: int
    failures: int
    is_back: bool


def look_up(connection: Connection, asked: Sequence[Asked], making: Making) -> list[Found]:
    """What the store has of each of some tens of conversations."""
    there = _contents(connection, {one.identity for one in asked})
    out = buried(connection, [one.arriving for one in asked])
    old = too_old(connection, [one.started_at for one in asked])
    done = _done(connection, {one.input_hash for one in asked}, making) if there else {}
    found = []
    for one, why, is_old in zip(asked, out, old, strict=True):
        openings = there.get(one.identity, {})
        of_it = openings.get(one.opening)
        found.append(
            Found(
                version_id=done.get((one.identity, one.opening, one.input_hash, one.speech)),
                is_changed=of_it is not None and one.input_hash not in of_it,
                is_other=of_it is None and bool(openings),
                gone=why,
                is_old=is_old,
            )
        )
    return found


def _contents(connection: Connection, identities: set[str]) -> dict[str, dict[str, set[str]]]:
    """Identity to opening to the input hashes of all versions."""
    columns = (conversation.c.identity, conversation.c.opening, version.c.input_hash)
    asked = select(*columns).select_from(conversation.join(version)).where(conversation.c.identity.in_(identities))
    found: dict[str, dict[str, set[str]]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.identity, {}).setdefault(row.opening, set()).add(row.input_hash)
    return found


def _done(connection: Connection, hashes: set[str], making: Making) -> Mapping[tuple[str, str, str, str], int]:
    columns = (conversation.c.identity, conversation.c.opening, version.c.input_hash, version.c.speech, version.c.id)
    joined = conversation.join(version).join(reading).join(assessment)
    statement = select(*columns).select_from(joined).where(version.c.input_hash.in_(hashes), *_made(making))
    return {(row[0], row[1], row[2], row[3]): row[4] for row in connection.execute(statement.order_by(version.c.id))}


def find_files(connection: Connection, keys: Sequence[FileKey], making: Making) -> Mapping[FileKey, FoundFile]:
    """Those of some tens of files that were read to their end, and all of whose conversations are done."""
    names = (file.c.place, file.c.bytes, file.c.options)
    wanted = [(key.place, key.bytes, key.options) for key in keys if key.bytes]
    if not wanted:
        return {}
    whole = select(file.c.id, file.c.conversations, *names).where(tuple_(*names).in_(wanted), file.c.state == WHOLE)
    rows = {row.id: row for row in connection.execute(whole)}
    joined = file_version.join(version).join(reading).join(assessment)
    counted = (
        select(file_version.c.file_id, func.count(distinct(file_version.c.ordinal)))
        .select_from(joined)
        .where(file_version.c.file_id.in_(rows), *_made(making))
        .group_by(file_version.c.file_id)
    )
    done: dict[int, int] = {row[0]: row[1] for row in connection.execute(counted)}
    failed = (
        select(failure.c.file_id, func.count())
        .where(failure.c.file_id.in_(rows), failure.c.solved_at.is_(None))
        .group_by(failure.c.file_id)
    )
    failures: dict[int, int] = {row[0]: row[1] for row in connection.execute(failed)}
    places = {row.place for row in rows.values()}
    held = states(connection, places)
    asked = select(file.c.id, file.c.place, file.c.options).select_from(file.join(failure)).distinct()
    failing = connection.execute(asked.where(file.c.place.in_(places), failure.c.solved_at.is_(None))).all()
    mended = {
        number
        for number, row in rows.items()
        if any(one.id != number and (one.place, one.options) == (row.place, row.options) for one in failing)
    }
    return {
        FileKey(place=row.place, bytes=row.bytes, options=row.options): FoundFile(
            conversations=row.conversations,
            failures=failures.get(number, 0),
            is_back=held[row.place][-1].file_id != number or number in mended,
        )
        for number, row in rows.items()
        if done.get(number, 0) == row.conversations
    }


def _made(making: Making) -> list[ColumnElement[bool]]:
    """What says that an assessment was made so."""
    language = version.c.language if making.feedback_language is None else str(making.feedback_language)
    return [
        version.c.redactor == making.redactor,
        reading.c.model == making.model,
        reading.c.codebook == making.codebook,
        assessment.c.rubric_hash == making.rubric.hash,
        assessment.c.feedback_language == language,
    ]
