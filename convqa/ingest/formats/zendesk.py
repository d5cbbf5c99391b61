"""Zendesk Support: tickets with their comments, as its API and its JSON export give them.

Fields as in Zendesk's "Ticket comments", "Tickets", "Users" and "Via types". Only what says of itself that it is public
was ever shown to a customer; everything else is an internal note and never a message.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import first, get, has, identifier, items, objects, text
from convqa.ingest.formats.format import Fault, Format, Place, Reading, Skip
from convqa.ingest.formats.zendesk_cast import Cast, find_cast, id_of, people_of
from convqa.ingest.formats.zendesk_chat import Pasted, pasted, person_name
from convqa.ingest.formats.zendesk_shapes import BODIES, is_loose, missing, recognise, ticket_id, ticket_of, tickets_of
from convqa.ingest.html import plain
from convqa.ingest.mail import folded, own_words
from convqa.ingest.messages import Message
from convqa.ingest.times import Moment, newest_first, parse_moment, same_scale

__all__ = ["ZENDESK"]

_Object = Mapping[str, object]

_CHANNELS: Mapping[str, str] = {
    **dict.fromkeys(("email", "mail", "web", "web_form", "web_widget", "help_center", "closed_ticket"), "email"),
    **dict.fromkeys(("chat", "native_messaging", "messaging", "sms", "line"), "chat"),
    **dict.fromkeys(("voice", "voicemail", "phone_call_inbound", "phone_call_outbound"), "phone"),
    **dict.fromkeys(("facebook", "facebook_post", "facebook_message", "instagram", "instagram_dm"), "social"),
    **dict.fromkeys(("twitter", "twitter_dm", "whatsapp", "viber", "telegram", "any_channel"), "social"),
}
_AUTOMATIC = ("rule", "system", "merge", "automatic_solution_suggestions")
_ANSWER_BOT = "answer_bot"
_VISITOR = re.compile(r"Visitor \d{1,12}")
_BLOTTED = re.compile(r"[\s\u2580-\u259f]+")  # what Zendesk leaves of a comment that was redacted as a whole
_EARLIER_MAILS, _EARLIER_LENGTH = 12, 50_000


def read(value: object) -> Iterator[Reading | Fault]:
    """The tickets of a value."""
    found = False
    for head in tickets_of(value):
        comments = first(get(head, "comments"), None if has(value, tickets=list) else get(value, "comments"))
        if isinstance(comments, list) and comments:
            found = True
            yield _conversation(value, head, comments)
    if not found:
        yield Fault(
            problem="this holds tickets or comments of Zendesk, but not tickets with their comments",
            remedy="export the comments of each ticket; docs/formats.md says how",
        )


def _conversation(value: object, head: object, comments: Sequence[object]) -> Reading | Fault:
    skipped: Counter[Skip] = Counter()
    public: list[_Object] = []
    known: set[str] = set()  # a ticket that was exported twice comes with its comments twice
    for comment in comments:
        key = identifier(get(comment, "id"))
        if key is not None and key in known:
            continue
        known |= set() if key is None else {key}
        if not isinstance(comment, dict):
            skipped[Skip.NOT_UNDERSTOOD] += 1
        elif comment.get("public") is not True:
            skipped[Skip.INTERNAL_NOTE] += 1
        else:
            public.append(comment)
    public = _in_order(public)
    cast = find_cast(head, public, value)
    channel = _channel(head) or next((_channel(comment) for comment in public), "")
    messages = tuple(_messages(public, cast, channel, skipped))
    ticket = ticket_id(value, head, comments)
    skipped[Skip.MISSING] += 0 if has(value, tickets=list) else missing(value, len(comments))
    if messages:
        about = {
            "conversation": ticket,
            "channel": channel,
            "started_at": text(get(public[0], "created_at")),
            "customer_id": cast.requester,
        }
        return Reading(about=about, messages=messages, skipped=+skipped, doubts=_doubts(messages, skipped))
    which = f"Zendesk ticket {ticket}" if ticket is not None and ticket.isdecimal() else "a Zendesk ticket"
    if not any("public" in comment for comment in objects(comments)):
        return Fault(
            problem=f"the comments of {which} do not say which of them are public, so all count as internal",
            remedy='export them with the field "public"',
        )
    return Fault(
        problem=f"{which} holds no public comment with text, so there is no conversation with a customer",
        remedy="leave it out",
    )


def _doubts(messages: Iterable[Message], skipped: Mapping[Skip, int]) -> frozenset[Doubt]:
    """Several of whom the export says neither that they are agents nor customers; comments on other pages."""
    untold = {message.voice for message in messages if message.role is None and message.voice is not None}
    return frozenset(
        doubt
        for doubt, given in ((Doubt.AGENTS, len(untold) > 1), (Doubt.BROKEN_OFF, skipped[Skip.MISSING] > 0))
        if given
    )


def _in_order(comments: list[_Object]) -> list[_Object]:
    """Comments by time, so that a quote comes after what it quotes."""
    moments = [parse_moment(comment.get("created_at")) for comment in comments]
    if not same_scale(moments):
        return comments
    pairs = list(zip(moments, comments, strict=True))
    if newest_first(moments):
        pairs.reverse()  # sorting keeps the order of equal times
    return [comment for _, comment in sorted(pairs, key=lambda pair: pair[0].seconds if pair[0] else 0.0)]


def _channel(value: object) -> str:
    return _CHANNELS.get(text(get(value, "via.channel")).casefold(), "")


def _messages(comments: Sequence[_Object], cast: Cast, channel: str, skipped: Counter[Skip]) -> Iterator[Message]:
    """What was said in public comments; what of them is no message is counted."""
    earlier: deque[str] = deque(maxlen=_EARLIER_MAILS)
    for comment in comments:
        said = _said(comment)
        if isinstance(said, Skip):
            skipped[said] += 1
            continue
        chat = pasted(said) if "chat" in (channel, _channel(comment)) else []
        if chat:
            skipped[Skip.EVENT] += sum(line.name is None for line in chat)
            yield from _chat(chat, cast, dated=len(comments) > 1)
            continue
        mail = own_words(said, " ".join(earlier)[-_EARLIER_LENGTH:])
        skipped[Skip.QUOTED] += mail.cut
        if mail.text:
            earlier.append(folded(mail.text[:_EARLIER_LENGTH]))
            moment = parse_moment(comment.get("created_at"))
            author = id_of(comment, "author")
            yield _message(mail.text, author, _automatic(comment) or cast.roles.get(author or ""), cast, moment)


def _said(comment: _Object) -> str | Skip:
    """The text of a comment, or why it has none to score."""
    if comment.get("type") == "VoiceComment":
        # Its body is a list of facts on a call, numbers among them. Of an answered call the words are both sides' in
        # one text; of a voicemail, which nobody answered, they are the caller's.
        call = get(comment, "data")
        voicemail = isinstance(call, dict) and "answered_by_id" in call and call["answered_by_id"] is None
        return (text(call.get("transcription_text")) if voicemail else "") or Skip.EVENT
    words = next((words for body in BODIES[:2] if (words := text(comment.get(body)))), "")
    html = comment.get("html_body")
    if not words and isinstance(html, str):
        words = plain(html)
    words = text(words.replace("&nbsp;", " "))
    if not words:
        return Skip.ATTACHMENT if items(comment.get("attachments")) else Skip.EMPTY
    return Skip.DELETED if _BLOTTED.fullmatch(words) else words


def _automatic(comment: _Object) -> Role | None:
    """The role of a comment that nobody wrote; `None` where a person did."""
    via = text(get(comment, "via.channel")).casefold()
    if via in _AUTOMATIC or id_of(comment, "author") == "-1":
        return Role.SYSTEM
    return Role.BOT if via.startswith(_ANSWER_BOT) else None


def _message(said: str, author: str | None, role: Role | None, cast: Cast, moment: Moment | None) -> Message:
    person = author if role in (Role.AGENT, Role.CUSTOMER, None) else None
    return Message(
        text=said,
        name=None if person is None else cast.name_of(person),
        role=role,
        identifier=person if role is not Role.CUSTOMER else None,
        voice=person,
        moment=moment,
    )


def _chat(chat: Iterable[Pasted], cast: Cast, *, dated: bool) -> Iterator[Message]:
    """A chat in a comment. Its times of day do not compare with the dates of other comments."""
    for line in chat:
        if line.name is None or not line.text:
            continue
        author = cast.named(line.name)
        moment = None if dated else parse_moment(line.stamp)
        if author is not None:
            yield _message(line.text, author, cast.role_of(author), cast, moment)
        else:
            role = Role.CUSTOMER if _VISITOR.fullmatch(line.name) else None
            yield Message(text=line.text, name=person_name(line.name), role=role, moment=moment)


ZENDESK = Format(
    name="zendesk",
    title="Zendesk Support tickets",
    marks="comments with an author_id, a body and one of public, audit_id, via or type Comment, or tickets with a "
    "requester and two of via, status, subject, submitter and comments",
    recognise=recognise,
    read=read,
    places=(
        Place(path="tickets", holds=lambda ticket: bool(items(get(ticket, "comments"))), beside={"users": people_of}),
        Place(path="comments", part_of=ticket_of, alone=is_loose, beside={"users": people_of}),
    ),
)
