"""Zendesk Chat: chats and offline messages as its Chat API and its incremental export give them.

Header fields as in Zendesk's "Chats"; of the entries of `history` only what several public readers of it agree on:
`type`, `msg`, `timestamp`, `name`, `nick` and `sender_type`. Also: a chat as Zendesk pastes it into a ticket.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from convqa.conversation import Role
from convqa.ingest.formats.access import get, has, identifier, items, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip
from convqa.ingest.messages import Message, clean
from convqa.ingest.times import parse_moment
from convqa.ingest.unseen import is_internal

__all__ = ["ZENDESK_CHAT", "Pasted", "pasted", "person_name"]

_SENDERS: Mapping[str, Role] = {
    "visitor": Role.CUSTOMER,
    "enduser": Role.CUSTOMER,
    "end-user": Role.CUSTOMER,
    "agent": Role.AGENT,
    "trigger": Role.BOT,
    "bot": Role.BOT,
    "system": Role.SYSTEM,
}
_FILES = ("chat.file", "chat.file.upload")
_SAID: Mapping[str, Role | None] = {"chat.msg": None, "chat.triggermsg": Role.BOT, "chat.systemmsg": Role.SYSTEM}
_PRIVATE = re.compile(r"@|\d{5}|(?:\d{2,4}[\s-]){2}\d")

_STAMPED = re.compile(
    r"\((?P<stamp>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp][Mm])?)\)\s"
    r"(?:\*{3}\s?(?P<notice>[^*]{1,200})\*{3}|(?P<name>[^:\n*][^:\n]{0,60}):(?:\s|$))"
)
_LINE = 300
_HEADINGS = 2


class Pasted(NamedTuple):
    """One line of a chat that stands in a text: who, when (as written) and what; a notice has no `name`."""

    stamp: str
    name: str | None
    text: str


def recognise(value: object) -> bool:
    """A chat, or an export page of chats: see `marks`."""
    return any(_is_chat(chat) for chat in _chats(value))


def read(value: object) -> Iterator[Reading | Fault]:
    """The chats of an export page, or the one chat that the value is."""
    for chat in _chats(value):
        made = _offline(chat) if chat.get("type") == "offline_msg" else _chat(chat)
        if made.messages:
            yield made
        else:
            yield Fault(problem="a Zendesk chat holds no message with text", remedy="leave it out, or export it again")


def person_name(value: object) -> str | None:
    """A name, unless it is a mail address or a number, which Zendesk puts there where it knows no name."""
    name = text(value)
    return None if not name or _PRIVATE.search(name) else name


def pasted(body: str) -> list[Pasted]:
    """The chat that a text is, as ``(10:02:11) Jonas: …`` lines; empty where it is none."""
    found: list[Pasted] = []
    headings = 0
    for line in body.split("\n"):
        match = _STAMPED.match(line[:_LINE])
        if match is not None:
            said = match["notice"] or line[match.end() :]
            found.append(Pasted(stamp=match["stamp"], name=match["name"], text=said))
        elif found:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\n{line}")
        elif line.strip():
            headings += 1
    # Words above the first stamp beyond a heading or two are somebody's own, as in a mail that holds a chat.
    spoken = sum(one.name is not None for one in found)
    return [one._replace(text=clean(one.text)) for one in found] if spoken > 1 and headings <= _HEADINGS else []


def _chats(value: object) -> list[dict[str, object]]:
    if has(value, chats=list):
        return list(objects(get(value, "chats")))
    if has(value, docs=dict):  # several chats asked for by id
        return list(objects(list(get(value, "docs").values())))
    return [value] if isinstance(value, dict) else []


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_chat(chat: object) -> bool:
    if not has(chat, visitor=dict):
        return False
    if get(chat, "type") == "offline_msg":
        return has(chat, message=str) and (has(chat, session=dict) or has(chat, timestamp=str))
    return any(text(entry.get("type")).startswith("chat.") for entry in objects(get(chat, "history")))


def _about(chat: Mapping[str, object]) -> dict[str, object]:
    return {
        "conversation": identifier(chat.get("id")),
        "channel": "chat",
        "started_at": text(chat.get("timestamp")),
        "customer_id": identifier(get(chat, "visitor.id")),
    }


def _offline(chat: Mapping[str, object]) -> Reading:
    """What a visitor left while nobody was there: one message."""
    said = text(chat.get("message"))
    message = Message(
        text=said,
        name=person_name(get(chat, "visitor.name")),
        role=Role.CUSTOMER,
        moment=parse_moment(chat.get("timestamp")),
    )
    return Reading(about=_about(chat), messages=(message,) if said else ())


def _chat(chat: Mapping[str, object]) -> Reading:
    agents = _agents(chat)
    visitor = text(get(chat, "visitor.name"))
    messages: list[Message] = []
    skipped: Counter[Skip] = Counter()
    for entry in items(chat.get("history")):
        reason = _left_out(entry)
        if reason is not None or not isinstance(entry, dict):
            skipped[reason or Skip.NOT_UNDERSTOOD] += 1
            continue
        name = text(entry.get("name")) or text(entry.get("display_name"))
        role = _role(entry, name, visitor, agents)
        messages.append(
            Message(
                text=text(entry.get("msg")),
                name=person_name(name),
                role=role,
                identifier=_agent_id(entry) or agents.get(name) if role in (Role.AGENT, None) else None,
                moment=parse_moment(entry.get("timestamp")),
            )
        )
    return Reading(about=_about(chat), messages=tuple(messages), skipped=skipped)


def _left_out(entry: object) -> Skip | None:
    """Why an entry of the history is no message; `None` where it is one."""
    if not isinstance(entry, dict):
        return Skip.NOT_UNDERSTOOD
    kind = text(entry.get("type"))
    if is_internal(entry | {"type": kind.removeprefix("chat.")}):
        return Skip.INTERNAL_NOTE
    if kind in _FILES:
        return Skip.ATTACHMENT
    if kind not in _SAID:
        return Skip.EVENT if kind.startswith("chat.") else Skip.NOT_UNDERSTOOD
    return None if text(entry.get("msg")) else Skip.EMPTY


def _role(entry: Mapping[str, object], name: str, visitor: str, agents: Mapping[str, str | None]) -> Role | None:
    """Who says an entry, by the surest of what it and the chat's header say."""
    kind = _SAID.get(text(entry.get("type")))
    if kind is not None:
        return kind
    before, _, after = text(entry.get("nick")).casefold().partition(":")
    for word in (text(entry.get("sender_type")).casefold(), after, before):  # `agent:trigger` is no agent
        if word in _SENDERS:
            return _SENDERS[word]
    if name and name in agents:
        return Role.AGENT
    return Role.CUSTOMER if name and name == visitor else None


def _agents(chat: Mapping[str, object]) -> dict[str, str | None]:
    """The agents of a chat by name, with the id where names and ids stand side by side and the name is one man's."""
    names = [text(name) for name in items(chat.get("agent_names"))]
    ids = [identifier(one) for one in items(chat.get("agent_ids"))]
    if len(names) != len(ids):
        ids = [None] * len(names)
    return {name: one if names.count(name) == 1 else None for name, one in zip(names, ids, strict=True) if name}


def _agent_id(entry: Mapping[str, object]) -> str | None:
    before, _, after = text(entry.get("nick")).partition(":")
    number = after if before.casefold() == "agent" and after.isdigit() else None
    return identifier(entry.get("agent_id")) or number


ZENDESK_CHAT = Format(
    name="zendesk-chat",
    title="Zendesk Chat",
    marks="chats with a visitor and a history whose entries have a type that begins with chat., or offline messages "
    "with a visitor, a message and a session",
    recognise=recognise,
    read=read,
    places=(Place(path="chats", holds=_is_object),),
    documented=False,
)
