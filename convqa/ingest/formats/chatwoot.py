"""Chatwoot: the messages of a conversation as its API gives them.

Fields as in Chatwoot's open source (`_message.json.jbuilder`); no real export was seen. Notes to colleagues lie among
the messages, so only what says that it is not private is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convqa.conversation import Role
from convqa.ingest.formats.access import get, has, identifier, items, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip, sort_out
from convqa.ingest.messages import Message
from convqa.ingest.names import person
from convqa.ingest.times import parse_moment

__all__ = ["CHATWOOT"]

_INCOMING, _OUTGOING, _ACTIVITY, _TEMPLATE = "incoming", "outgoing", "activity", "template"
# Numbers in the API, words in its webhooks.
_KINDS: Mapping[str, str] = {
    **{str(number): word for number, word in enumerate((_INCOMING, _OUTGOING, _ACTIVITY, _TEMPLATE))},
    **{word: word for word in (_INCOMING, _OUTGOING, _ACTIVITY, _TEMPLATE)},
}
_BOTS = ("agent_bot", "captain_assistant", "bot")


def recognise(value: object) -> bool:
    """See `marks`."""
    return has(value, payload=list) and any(
        has(row, message_type=(int, str), private=bool, conversation_id=int) and "content" in row
        for row in objects(get(value, "payload"))
    )


def read(value: object) -> Iterator[Reading | Fault]:
    """The conversations of a page; one in what the API answers."""
    parts: dict[str | None, list[object]] = {}
    for row in items(get(value, "payload")):
        parts.setdefault(identifier(get(row, "conversation_id")), []).append(row)
    if len(parts) == 2 and None in parts:  # rows without an id belong to the one conversation there is
        strays = parts.pop(None)
        next(iter(parts.values())).extend(strays)
    for conversation, rows in parts.items():
        messages, skipped = sort_out(rows, _left_out, _message)
        yield Reading(about={"conversation": conversation}, messages=tuple(messages), skipped=skipped)


def _left_out(row: object) -> Skip | None:
    if not isinstance(row, dict) or _kind(row) is None:
        return Skip.NOT_UNDERSTOOD
    if row.get("private") is not False:
        return Skip.INTERNAL_NOTE
    if _kind(row) == _ACTIVITY:
        return Skip.EVENT
    if get(row, "content_attributes.deleted") is True:
        return Skip.DELETED
    if not text(row.get("content")):
        return Skip.ATTACHMENT if items(row.get("attachments")) else Skip.EMPTY
    return None


def _message(row: object) -> Message:
    role = _role(row)
    own = identifier(get(row, "sender.id"))
    return Message(
        text=text(get(row, "content")),
        name=person(text(get(row, "sender.name"))).name,
        role=role,
        identifier=own if role is Role.AGENT else None,
        voice=None if role is Role.BOT else own,
        moment=parse_moment(get(row, "created_at")),
    )


def _role(row: object) -> Role:
    """A customer writes what comes in; a person or a bot what goes out; nobody what is sent by a template or a rule."""
    kind = _kind(row)
    if kind == _INCOMING:
        return Role.CUSTOMER
    automatic = kind == _TEMPLATE or get(row, "content_attributes.automation_rule_id") is not None
    return Role.BOT if automatic or text(get(row, "sender.type")).casefold() in _BOTS else Role.AGENT


def _kind(row: object) -> str | None:
    return _KINDS.get(identifier(get(row, "message_type")) or "")


CHATWOOT = Format(
    name="chatwoot",
    title="Chatwoot, messages of a conversation",
    marks="a payload of rows with content, message_type, private and conversation_id",
    recognise=recognise,
    read=read,
    places=(Place(path="payload", part_of=lambda _, row: identifier(get(row, "conversation_id"))),),
    documented=False,
)
