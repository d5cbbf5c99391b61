"""giosg LIVE: the messages of a chat, and lists of chats with their logs.

Fields as in giosg's public API documentation ("Chat messages", "Get a collection of chats"); no real export was seen.
A "user" of giosg is a person of the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import get, has, identifier, items, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip, role_of, sort_out
from convqa.ingest.messages import Message
from convqa.ingest.names import person
from convqa.ingest.times import parse_moment

__all__ = ["GIOSG"]

# The logs of a list of chats have numbers where messages have words.
_ROLES: Mapping[str, Role] = {
    "user": Role.AGENT,
    "1": Role.AGENT,
    "visitor": Role.CUSTOMER,
    "2": Role.CUSTOMER,
    "rule": Role.BOT,
}
_SAID = ("msg", "1")
_SUGGESTED = ("autosuggest", "2")


def recognise(value: object) -> bool:
    """See `marks`."""
    if not has(value, results=list):
        return False
    return any(
        _is_message(row) or any(map(_is_log, objects(row.get("logs")))) for row in objects(get(value, "results"))
    )


def read(value: object) -> Iterator[Reading | Fault]:
    """The chats of a page."""
    parts: dict[str | None, list[object]] = {}
    for row in items(get(value, "results")):
        if has(row, logs=list):
            yield _reading(identifier(get(row, "id")), items(get(row, "logs")), cut=False)
        else:
            parts.setdefault(identifier(get(row, "chat_id")), []).append(row)
    for chat_id, own in parts.items():
        yield _reading(chat_id, own, cut=any(text(get(value, page)) for page in ("next", "previous")))


def _chat_of(_page: object, row: object) -> str | None:
    return identifier(get(row, "id" if has(row, logs=list) else "chat_id"))


def _reading(chat: str | None, rows: Iterable[object], *, cut: bool) -> Reading:
    messages, skipped = sort_out(rows, _left_out, _message)
    about = {"conversation": chat, "channel": "chat"}
    doubts = frozenset({Doubt.BROKEN_OFF} if cut else ())  # other messages of it are on other pages
    return Reading(about=about, messages=tuple(messages), skipped=skipped, doubts=doubts)


def _left_out(row: object) -> Skip | None:
    if not isinstance(row, dict):
        return Skip.NOT_UNDERSTOOD
    if _word(row.get("type")) not in (*_SAID, *_SUGGESTED):
        return Skip.EVENT
    if text(row.get("message")):
        return None
    return Skip.DELETED if row.get("sensitive_data_purged_at") is not None else Skip.EMPTY


def _message(row: object) -> Message:
    suggested = _word(get(row, "type")) in _SUGGESTED
    role = Role.BOT if suggested else role_of(_word(get(row, "sender_type")), _ROLES)
    own = identifier(get(row, "sender_id"))
    shown = text(get(row, "sender_public_name")) or text(get(row, "display_name")) or text(get(row, "sender_name"))
    return Message(
        text=text(get(row, "message")),
        # A greeting that the system sends carries the name of an agent who did not write it.
        name=None if role is Role.BOT else person(shown).name,
        role=role,
        identifier=own if role is Role.AGENT else None,
        voice=None if role is Role.BOT else own,
        moment=parse_moment(get(row, "created_at")),
    )


def _word(value: object) -> str:
    return (identifier(value) or "").casefold()


def _is_message(row: object) -> bool:
    return has(row, type=str, sender_type=str, created_at=str) and "sender_public_name" in _keys(row)


def _is_log(row: object) -> bool:
    return has(row, type=int, sender_type=int, created_at=str) and "display_name" in _keys(row)


def _keys(row: object) -> Iterable[str]:
    return row.keys() if isinstance(row, dict) else ()


GIOSG = Format(
    name="giosg",
    title="giosg LIVE, chat messages",
    marks="results of rows with type, sender_type, created_at and sender_public_name, or of chats whose logs have such",
    recognise=recognise,
    read=read,
    places=(Place(path="results", part_of=_chat_of),),
    documented=False,
)
