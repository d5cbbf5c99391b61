"""Amazon Connect Contact Lens: the analysis file of a call or a chat, both generations, and the raw chat transcript.

Fields as in Amazon's "Example Contact Lens output files" for calls and chats and the `Item` of its Participant API. In
files of the first generation a row's `ParticipantId` is the role itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import get, has, identifier, items, milliseconds, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip, by_start, role_of, sort_out
from convqa.ingest.messages import Message
from convqa.ingest.times import parse_moment
from convqa.ingest.unseen import is_internal

__all__ = ["CONTACT_LENS"]

_ROLES: Mapping[str, Role] = {
    "AGENT": Role.AGENT,
    "SUPERVISOR": Role.AGENT,  # one who joins in is a person of the company with a name of their own
    "CUSTOMER": Role.CUSTOMER,
    "CUSTOM_BOT": Role.BOT,
    "BOT": Role.BOT,
    "SYSTEM": Role.SYSTEM,
}
_CHANNELS: Mapping[str, str] = {"VOICE": "phone", "CHAT": "chat"}
_TEXT_TYPES = ("text/plain", "text/markdown")
_NAMELESS = ("", "AGENT")
"""Ids of an agent that tell nobody apart."""


class _Person(NamedTuple):
    role: Role | None
    name: str | None
    voice: str | None


def recognise(value: object) -> bool:
    """Rows of someone with a `ParticipantId` or `ParticipantRole`, in a file of Amazon's: see `marks`."""
    if not has(value, Transcript=list) and not has(value, JobStatus=str, CustomerMetadata=dict):
        return False
    rows = list(objects(get(value, "Transcript")))
    ours = has(value, CustomerMetadata=dict) or has(value, Participants=list)
    if ours and get(value, "JobName") is None:
        return not rows or any("ParticipantId" in row or "ParticipantRole" in row for row in rows)
    return any(has(row, ContactId=str, ParticipantRole=str, Type=str) for row in rows)


def read(value: object) -> Iterator[Reading | Fault]:
    """The contacts of a file: one of an analysis, one or several of a raw chat."""
    status = text(get(value, "JobStatus"))
    rows = list(objects(get(value, "Transcript")))
    if not rows and status and status != "COMPLETED":
        yield Fault(
            problem="Contact Lens did not finish this analysis, so it holds no transcript",
            remedy="run the analysis again, or leave the file out",
        )
        return
    people = {identifier(person.get("ParticipantId")): person for person in objects(get(value, "Participants"))}
    whole = identifier(get(value, "CustomerMetadata.ContactId"))
    parts: dict[str | None, list[dict[str, object]]] = {}
    for row in rows:
        parts.setdefault(whole or _contact_of(value, row), []).append(row)
    for contact, own in parts.items() or ((whole, []),):
        yield _contact(value, contact, own, people)


def _contact_of(value: object, row: object) -> str | None:
    """Which contact a row of a raw chat is of; in an analysis that is said once for all."""
    if identifier(get(value, "CustomerMetadata.ContactId")) is not None:
        return None
    names = ("InitialContactId", "ContactId")
    return next((found for holder in (row, value) for name in names if (found := identifier(get(holder, name)))), None)


def _contact(
    value: object, contact: str | None, rows: list[dict[str, object]], people: Mapping[str | None, dict[str, object]]
) -> Reading:
    channel = text(get(value, "Channel"))
    messages, skipped = sort_out(rows, _left_out, lambda row: _message(row, people))
    listed = items(get(value, "Transcript"))
    skipped[Skip.NOT_UNDERSTOOD] += len(listed) - len(list(objects(listed)))
    about = {
        "conversation": contact,
        "language": text(get(value, "LanguageCode")),
        "channel": _CHANNELS.get(channel, "chat" if any("AbsoluteTime" in row for row in rows) else ""),
    }
    doubts = {Doubt.AGENTS} if _agents_are_one(messages, people) else set()
    return Reading(about=about, messages=by_start(messages), skipped=+skipped, doubts=frozenset(doubts))


def _agents_are_one(messages: Sequence[Message], people: Mapping[str | None, dict[str, object]]) -> bool:
    """Whether several agents are listed, while rows call an agent by the role alone."""
    agents = [one for one in people.values() if _ROLES.get(text(one.get("ParticipantRole")).upper()) is Role.AGENT]
    nameless = any(
        one.role is Role.AGENT and not one.name and (one.voice or "").upper() in _NAMELESS for one in messages
    )
    return len(agents) > 1 and nameless


def _message(row: Mapping[str, object], people: Mapping[str | None, dict[str, object]]) -> Message:
    person = _person(row, people)
    return Message(
        text=text(row.get("Content")),
        name=person.name,
        role=person.role,
        voice=person.voice,
        moment=parse_moment(row.get("AbsoluteTime")),
        start_s=milliseconds(row.get("BeginOffsetMillis")),
        end_s=milliseconds(row.get("EndOffsetMillis")),
    )


def _left_out(row: Mapping[str, object]) -> Skip | None:
    """Why a row is no message; `None` where it is one."""
    if is_internal(row):
        return Skip.INTERNAL_NOTE
    if text(row.get("Type")) in ("EVENT", "ATTACHMENT"):
        return Skip.ATTACHMENT if row.get("Type") == "ATTACHMENT" else Skip.EVENT
    kind = text(row.get("ContentType")).partition(";")[0].strip().casefold()  # text/plain; charset=utf-8
    if kind and kind not in _TEXT_TYPES:
        return Skip.NOT_TEXT
    if not text(row.get("Content")):
        return Skip.ATTACHMENT if items(row.get("Attachments")) else Skip.EMPTY
    return None


def _person(row: Mapping[str, object], people: Mapping[str | None, dict[str, object]]) -> _Person:
    """Who says a row: the row's own role, else the one that the list of participants gives."""
    key = identifier(row.get("ParticipantId"))
    listed = people.get(key, {})
    stated = text(row.get("ParticipantRole")) or text(listed.get("ParticipantRole"))
    role = role_of(stated.upper(), _ROLES) if stated else _ROLES.get((key or "").upper())
    name = text(row.get("DisplayName")) or text(listed.get("DisplayName"))
    # The id is that of the sender in this session: in the next the same agent has another.
    return _Person(role=role, name=name or None, voice=key)


CONTACT_LENS = Format(
    name="contact-lens",
    title="Amazon Connect Contact Lens, and chat transcripts of Amazon Connect",
    marks="a Transcript of rows with ParticipantId or ParticipantRole, beside Participants or CustomerMetadata; "
    "raw chats: rows with ContactId, ParticipantRole and Type",
    recognise=recognise,
    read=read,
    places=(Place(path="Transcript", part_of=_contact_of, beside={"Participants": list}),),
)
