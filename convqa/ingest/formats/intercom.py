"""Intercom conversations: one as the API returns it by its id, or several in a list or under `conversations`.

Fields as in Intercom's OpenAPI description, version 2.14: the first message is `source`, all later ones and all events
are `conversation_parts`. Bodies are HTML, or plain text where the export asked for it (`display_as=plaintext`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import get, has, identifier, items, number, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip
from convqa.ingest.html import plain
from convqa.ingest.mail import folded, own_words
from convqa.ingest.messages import Message
from convqa.ingest.times import parse_moment

__all__ = ["INTERCOM"]

_ROLES: Mapping[str, Role] = {
    "admin": Role.AGENT,
    "user": Role.CUSTOMER,
    "lead": Role.CUSTOMER,
    "contact": Role.CUSTOMER,
    "bot": Role.BOT,
    "operator": Role.BOT,
    "team": Role.BOT,  # no person writes as a team: bots and campaigns do
}
_CHANNELS: Mapping[str, str] = {
    "conversation": "chat",
    "push": "chat",
    "sms": "chat",
    "phone_switch": "chat",
    "phone_call": "phone",
    "email": "email",
    "facebook": "social",
    "instagram": "social",
    "twitter": "social",
    "whatsapp": "social",
}
_SAID = frozenset({"comment", "quick_reply"})
# These tell of something that was done, and carry the answer of who "replied and closed", "replied and assigned" etc.
_SAID_WITH_DEED = frozenset({"assignment", "assign_and_reopen", "assign_and_unsnooze", "open", "close"})
# First messages that nobody typed to this customer, although they bear the name of an admin.
_AUTOMATIC = frozenset({"automated", "campaigns_initiated", "operator_initiated"})
_MOST_PARTS = 1e6
_PARTS_GIVEN = 500
_OPERATOR = re.compile(r"operator\+[^@\s]{1,100}@intercom\.io", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PICTURE = re.compile(r"<(?:img|video|iframe)\b", re.IGNORECASE)


def recognise(value: object) -> bool:
    """A conversation, or an object whose `conversations` holds at least one."""
    return _is_conversation(value) or any(_is_conversation(item) for item in items(get(value, "conversations")))


def read(value: object) -> Iterator[Reading | Fault]:
    """The conversations of a file."""
    for item in [value] if _is_conversation(value) else items(get(value, "conversations")):
        if _is_conversation(item):
            yield _conversation(item)
        else:
            yield Fault(problem="this conversation is not as Intercom writes them", remedy="export it again")


def _is_conversation(value: object) -> bool:
    source = get(value, "source")
    if not has(source, author=dict) or not (has(source, type=str) or has(source, delivered_as=str)):
        return False
    return get(value, "type") == "conversation" or _parts(value) is not None


def _parts(value: object) -> list[object] | None:
    """What followed the first message; `None` where the export does not say."""
    parts = get(value, "conversation_parts")
    found = parts if isinstance(parts, list) else get(parts, "conversation_parts")
    return found if isinstance(found, list) else None


def _conversation(value: object) -> Reading | Fault:
    parts = _parts(value)
    if parts is None:
        return Fault(
            problem="this conversation holds its first message alone, as Intercom's lists and searches do",
            remedy="fetch each conversation by its id, which gives its parts too",
        )
    known = list(objects(parts))
    contacts = [key for contact in _contacts(value) if (key := identifier(contact.get("id"))) is not None]
    messages, skipped = _messages([_opening(value, known), *known], contacts, text(get(value, "source.type")))
    skipped[Skip.NOT_UNDERSTOOD] += len(parts) - len(known)
    missing = _missing(value, parts)
    skipped[Skip.MISSING] += missing
    cut = missing > 0 or (len(parts) >= _PARTS_GIVEN and _total(value) is None)
    about = {
        "conversation": identifier(get(value, "id")),
        "channel": _CHANNELS.get(text(get(value, "source.type")), ""),
        "started_at": get(value, "created_at"),
        "customer_id": contacts[0] if contacts else None,
    }
    doubts = frozenset({Doubt.BROKEN_OFF} if cut else ())
    return Reading(about=about, messages=tuple(messages), skipped=+skipped, doubts=doubts)


def _contacts(value: object) -> Iterator[dict[str, object]]:
    contacts = get(value, "contacts")
    return objects(contacts if isinstance(contacts, list) else get(contacts, "contacts"))


def _missing(value: object, parts: list[object]) -> int:
    """How many parts Intercom kept back: it gives the latest 500 and says so by their number alone."""
    total = _total(value)
    return 0 if total is None else max(0, total - len(parts))


def _total(value: object) -> int | None:
    total = number(get(value, "conversation_parts.total_count"))
    return int(total) if total is not None and total < _MOST_PARTS else None


def _opening(value: object, parts: list[dict[str, object]]) -> dict[str, object]:
    """The first message in the form of a part, never later than another one, so that it stays the first."""
    times = [get(value, "created_at"), *(part.get("created_at") for part in parts)]
    dated = [(moment.seconds, place) for place, time in enumerate(times) if (moment := parse_moment(time))]
    return {
        **get(value, "source"),
        "part_type": "comment",
        "created_at": times[min(dated)[1]] if dated else None,
    }


def _messages(parts: list[dict[str, object]], contacts: list[str], kind: str) -> tuple[list[Message], Counter[Skip]]:
    skipped: Counter[Skip] = Counter()
    messages: list[Message] = []
    earlier = ""
    for part in parts:
        words = _words(part, with_subject=kind == "email")
        reason = _left_out(part, words)
        if reason is not None:
            skipped[reason] += 1
            continue
        if kind == "email" or has(part, email_message_metadata=dict):
            mail = own_words(words, earlier)
            skipped[Skip.QUOTED] += mail.cut
            words = mail.text
        earlier += " " + folded(words)
        if words:
            messages.append(_message(part, words, contacts))
    return messages, skipped


def _left_out(part: Mapping[str, object], words: str) -> Skip | None:
    """Why a part is no message; `None` where it is one. A type that is not known to be said to the customer is none."""
    kind = text(part.get("part_type"))
    if "note" in kind.split("_"):  # note, note_and_reopen, ...
        return Skip.INTERNAL_NOTE
    if kind not in _SAID | _SAID_WITH_DEED:
        return Skip.EVENT if kind else Skip.NOT_UNDERSTOOD
    if part.get("redacted") is True:
        return Skip.DELETED
    if words:
        return None
    if items(part.get("attachments")) or _PICTURE.search(text(part.get("body"))):
        return Skip.ATTACHMENT
    return Skip.EMPTY if kind in _SAID else Skip.EVENT


def _message(part: Mapping[str, object], words: str, contacts: list[str]) -> Message:
    role = _role(part, contacts)
    key = identifier(get(part, "author.id"))
    return Message(
        text=words,
        name=_name(get(part, "author.name")),
        role=role,
        identifier=key if role is Role.AGENT else None,
        voice=key if role is not Role.AGENT else None,
        moment=parse_moment(part.get("created_at")),
    )


def _role(part: Mapping[str, object], contacts: list[str]) -> Role | None:
    """Who speaks: what the type of the author says, but for words that a machine sends in the name of an admin."""
    author = get(part, "author")
    role = _ROLES.get(text(get(author, "type")).lower())
    sent_as = text(part.get("delivered_as"))  # only the first message has it
    if role is None and (sent_as == "customer_initiated" or identifier(get(author, "id")) in contacts):
        return Role.CUSTOMER
    if role is Role.AGENT and (
        sent_as in _AUTOMATIC
        or get(author, "from_ai_agent") is True
        or get(author, "is_ai_answer") is True
        or _OPERATOR.fullmatch(text(get(author, "email")))
    ):
        return Role.BOT
    return role


def _name(value: object) -> str | None:
    """A name as people read it; an address that stands for one is no name."""
    name = text(plain(text(value)))
    return name if name and "@" not in name else None


def _words(part: Mapping[str, object], *, with_subject: bool) -> str:
    """What a part says; in a mail with the subject above it, which the first message alone has."""
    body = text(part.get("body"))
    words = plain(body) if _TAG.search(body) else body
    subject = plain(text(part.get("subject"))) if with_subject else ""
    return text(f"{subject}\n{words}")


INTERCOM = Format(
    name="intercom",
    title="Intercom conversations",
    marks="a source with an author and a type, beside conversation_parts; one conversation, or a list of them",
    recognise=recognise,
    read=read,
    places=(Place(path="conversations"),),
)
