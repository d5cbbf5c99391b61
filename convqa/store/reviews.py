"""What people said of conversations, kept beside the machine's values and never over them (`v_review_pair`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from convqa.codebook import RATINGS
from convqa.errors import InputError
from convqa.redaction import SiteKey, agent_key, record_path, redact_id
from convqa.reviews import Names, Review, identity
from convqa.store.audit import AuditLog
from convqa.store.entry import LONGEST_ID
from convqa.store.gone import barred_reviews, hold
from convqa.store.opening import now
from convqa.store.rows import holdable
from convqa.store.schema import UNITS, review, version
from convqa.store.slices import slices

__all__ = ["KeptReviews", "keep_reviews"]

_WHERE = ("source", "line", "stored_at")  # where a review stands is no part of what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReviews:
    """What an import came to.

    Attributes:
        new, changed, known: reviews that were not there, that say something else now, and that were there as they are.
        unmatched: of all of them those whose conversation is not in the store; they count once it is.
        gone: besides, those that were erased or purged, and are not stored again.
        problems: of each review that no store can hold, why.
    """

    new: int
    changed: int
    known: int
    unmatched: int
    gone: int = 0
    problems: tuple[InputError, ...] = ()


def keep_reviews(connection: Connection, log: AuditLog, reviews: Iterable[Review]) -> KeptReviews:
    """Store reviews, each once however often it comes; what was saved again replaces what it was, unless it is older.

    Two are the same review if the source gives them one id, else if they are of one conversation, agent, reviewer, form
    and time.

    Args:
        connection: of `Store.writing`.
        log: tells of it if anything is new or changed.
        reviews: in the order of reading.
    """
    read = list(reviews)
    listed = [one for one in read if len(one.conversation) <= LONGEST_ID]
    hold(connection, shared=True)
    log.hold(connection)
    known = _find_conversations(connection, [one.conversation for one in listed], log.key)
    sources = {source: record_path(source) for source in {one.source for one in listed}}
    rows: dict[str, dict[str, Any]] = {}
    for one in listed:
        row = _row(one, known, sources, log.key)
        if row["key"] not in rows or not _is_older(row, rows[row["key"]]):
            rows[row["key"]] = row
    gone = barred_reviews(connection, rows.values())
    rows = {code: row for code, row in rows.items() if code not in gone}
    there = {row["key"]: row for row in _stored(connection, sorted(rows))}
    new = [row for code, row in rows.items() if code not in there]
    changed = [row for code, row in rows.items() if code in there and _says_more(row, there[code])]
    for some in slices(new):
        connection.execute(insert(review), some)
    for row in changed:
        connection.execute(update(review).where(review.c.key == row["key"]).values(**row))
    found = set(known.values())
    unmatched = sum(row["conversation"] not in found for row in rows.values())
    if new or changed:
        counts = {"new": len(new), "changed": len(changed), "unmatched": unmatched}
        log.append(connection, "reviews.import", counts)
    return KeptReviews(
        new=len(new),
        changed=len(changed),
        known=len(rows) - len(new) - len(changed),
        unmatched=unmatched,
        gone=len(gone),
        problems=tuple(_too_long(one) for one in read if len(one.conversation) > LONGEST_ID),
    )


def _too_long(one: Review) -> InputError:
    """No index holds its id: stored with others, it would take all of them along."""
    problem = f"a review was left out, since the id of its conversation has more than {LONGEST_ID} characters"
    remedy = "if another column holds the id, name it with --review-map"
    return InputError(source=one.source, line=one.line, problem=problem, remedy=remedy)


def _row(one: Review, known: Mapping[str, str], sources: Mapping[str, str], key: SiteKey) -> dict[str, Any]:
    scores = {name: value for name, value in one.scores.items() if value is not None}
    row = {
        "key": _key(one, key),
        "conversation": known.get(one.conversation, _recorded(one.conversation, key)),
        "agent_id": None if one.agent is None else agent_key(one.agent, key),
        "reviewer": one.reviewer,
        "at": one.at,
        "form": one.form,
        "session": int(one.session),
        **{name: _units(scores.get(name)) for name in RATINGS},
        "satisfaction": _units(one.satisfaction),
        "total": _units(one.total),
        "scores": json.dumps(dict(one.scores), sort_keys=True),
        "choices": json.dumps(dict(one.choices), sort_keys=True),
        "turn_labels": json.dumps(list(one.turn_labels)),
        "source": sources[one.source],
        "line": one.line,
        "stored_at": now(),
    }
    return {name: holdable(value) if isinstance(value, str) else value for name, value in row.items()}


def _key(one: Review, key: SiteKey) -> str:
    if one.evaluation is not None:
        return key.hmac("evaluation", one.evaluation)
    who = identity(one.agent) if one.agent else None
    conversation = identity(redact_id(one.conversation, key))
    return key.hmac("review", json.dumps([conversation, who, one.reviewer, one.form, one.at]))


def _units(value: float | None) -> int | None:
    return None if value is None else round(value * UNITS)


def _find_conversations(connection: Connection, written: Sequence[str], key: SiteKey) -> Mapping[str, str]:
    """How a review writes a conversation -> how the store does, of those that are in it; as `convqa evaluate`."""
    names = {one: _recorded(one, key) for one in written}
    exact: set[str] = set()
    for some in slices(sorted(set(names.values()))):
        exact.update(connection.execute(select(version.c.shown_id).where(version.c.shown_id.in_(some))).scalars())
    rest = any(recorded not in exact for recorded in names.values())
    loose = Names(connection.execute(select(version.c.shown_id).distinct()).scalars() if rest else exact)
    found = {one: loose.find(recorded) for one, recorded in names.items()}
    return {one: shown for one, shown in found.items() if shown is not None}


def _recorded(conversation: str, key: SiteKey) -> str:
    """The id as records have it."""
    return holdable(redact_id(conversation, key))


def _stored(connection: Connection, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for some in slices(keys):
        for row in connection.execute(select(review).where(review.c.key.in_(some))).mappings():
            yield dict(row)


def _says_more(row: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether it is what is stored, saved again with another content."""
    differs = any(row[name] != value for name, value in there.items() if name not in _WHERE)
    return differs and not _is_older(row, there)


def _is_older(row: Mapping[str, Any], former: Mapping[str, Any]) -> bool:
    """As `convqa.reviews.latest`: only where both are dated; else what is read later counts."""
    return row["at"] is not None and former["at"] is not None and row["at"] < former["at"]
