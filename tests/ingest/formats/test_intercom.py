"""What is special in Intercom's conversations: who speaks, which parts are said, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from convqa.conversation import Role
from convqa.ingest.formats import Fault, Reading, Skip
from convqa.ingest.formats.intercom import INTERCOM


def conversation(*parts: dict[str, Any], source: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": "conversation",
        "id": "1",
        "created_at": 1_777_881_600,
        "source": {
            "type": "conversation",
            "delivered_as": "customer_initiated",
            "body": "<p>Hej</p>",
            "author": {"type": "user", "id": "u1", "name": "Maja"},
            **(source or {}),
        },
        "contacts": {"contacts": [{"id": "u1"}]},
        "conversation_parts": {"conversation_parts": list(parts), "total_count": len(parts)},
        **more,
    }


def part(body: str | None = "<p>Goddag</p>", kind: object = "comment", **more: Any) -> dict[str, Any]:
    author = {"type": "admin", "id": "a1", "name": "Jonas"}
    return {"part_type": kind, "body": body, "created_at": 1_777_881_700, "author": author, **more}


def reading(value: object) -> Reading:
    assert INTERCOM.recognise(value)
    (found,) = INTERCOM.read(value)
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    ("author", "role"),
    [
        ({"type": "admin", "id": "a1"}, Role.AGENT),
        ({"type": "user", "id": "u1"}, Role.CUSTOMER),
        ({"type": "lead", "id": "u1"}, Role.CUSTOMER),
        ({"type": "contact", "id": "u1"}, Role.CUSTOMER),
        ({"type": "bot", "id": "b1"}, Role.BOT),
        ({"type": "team", "id": "t1"}, Role.BOT),
        ({"type": "admin", "id": "a1", "from_ai_agent": True}, Role.BOT),
        ({"type": "admin", "id": "a1", "is_ai_answer": True}, Role.BOT),
        ({"type": "admin", "id": "a1", "from_ai_agent": False, "is_ai_answer": None}, Role.AGENT),
        ({"type": "admin", "id": "a1", "email": "operator+ab12@intercom.io"}, Role.BOT),
        ({"type": "admin", "id": "a1", "email": "operator@example.com"}, Role.AGENT),
        ({"type": "user", "id": "u1", "is_ai_answer": True}, Role.CUSTOMER),
        ({"type": "robot from tomorrow", "id": "u1"}, Role.CUSTOMER),
        ({"type": "robot from tomorrow", "id": "x"}, None),
        ({"type": "", "id": "", "name": "", "email": ""}, None),
        (None, None),
    ],
)
def test_who_speaks(author: object, role: Role | None) -> None:
    message = reading(conversation(part(author=author))).messages[1]
    assert message.role is role
    assert (message.identifier is not None) == (role is Role.AGENT)


@pytest.mark.parametrize(
    ("sent_as", "author", "role"),
    [
        ("customer_initiated", {"type": "user"}, Role.CUSTOMER),
        ("customer_initiated", {"type": "", "id": ""}, Role.CUSTOMER),
        ("admin_initiated", {"type": "admin"}, Role.AGENT),
        ("automated", {"type": "admin"}, Role.BOT),
        ("campaigns_initiated", {"type": "admin"}, Role.BOT),
        ("operator_initiated", {"type": "admin"}, Role.BOT),
        ("operator_initiated", {"type": "lead"}, Role.CUSTOMER),
    ],
)
def test_who_begins(sent_as: str, author: dict[str, str], role: Role) -> None:
    found = reading(conversation(source={"delivered_as": sent_as, "author": author}))
    assert [message.role for message in found.messages] == [role]


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (part(), None),
        (part(kind="quick_reply"), None),
        (part(kind="close"), None),
        (part(kind="open"), None),
        (part(kind="assignment"), None),
        (part(kind="assign_and_reopen"), None),
        (part(None, kind="close"), Skip.EVENT),
        (part("<p></p>", kind="assignment"), Skip.EVENT),
        (part(kind="note"), Skip.INTERNAL_NOTE),
        (part(kind="note_and_reopen"), Skip.INTERNAL_NOTE),
        (part(None, kind="note"), Skip.INTERNAL_NOTE),
        (part(kind="note", redacted=True), Skip.INTERNAL_NOTE),
        (part(kind="a_kind_from_tomorrow"), Skip.EVENT),
        (part(kind="away_mode_assignment"), Skip.EVENT),
        (part(kind=None), Skip.NOT_UNDERSTOOD),
        (part(redacted=True), Skip.DELETED),
        (part(redacted=False), None),
        (part(None), Skip.EMPTY),
        (part("<p> &nbsp; </p>"), Skip.EMPTY),
        (part(None, attachments=[{"type": "upload", "name": "kvittering.pdf"}]), Skip.ATTACHMENT),
        (part('<img src="x.png">'), Skip.ATTACHMENT),
        (part('<p>Se her</p><img src="x.png">'), None),
    ],
)
def test_what_is_said(part: dict[str, Any], reason: Skip | None) -> None:
    found = reading(conversation(part))
    assert len(found.messages) == (2 if reason is None else 1)
    assert found.skipped == ({} if reason is None else {reason: 1})


@pytest.mark.parametrize(
    ("name", "shown"),
    [("O&#39;Neill", "O'Neill"), ("  Jonas  Holm ", "Jonas Holm"), ("jonas@example.com", None), ("", None), (7, None)],
)
def test_names(name: object, shown: str | None) -> None:
    author = {"type": "admin", "id": "a1", "name": name}
    assert reading(conversation(part(author=author))).messages[1].name == shown


def test_a_chat_answered_by_mail_loses_its_quote_and_a_chat_keeps_its_words() -> None:
    head = "Den 4. maj 2026 kl. 11.00 skrev Support &lt;support@example.com&gt;:"
    body = f"<p>Fint, tak</p><p>{head}</p><p>Er det i orden?</p>"
    first, second = conversation(part(body)), conversation(part(body, email_message_metadata={"subject": "Re: Ordre"}))
    assert reading(first).messages[1].text.count("\n") == 2
    assert reading(second).messages[1].text == "Fint, tak"
    assert reading(second).skipped == {Skip.QUOTED: 1}


def test_the_first_message_stays_first_without_a_time() -> None:
    first, second = reading(conversation(part(), created_at=None)).messages
    assert first.moment == second.moment is not None


@pytest.mark.parametrize("total", [0, 1, None, "x", -3, 1e300, 10**60])
def test_nothing_is_missing(total: object) -> None:
    parts = {"conversation_parts": [part()], "total_count": total}
    assert not reading(conversation(conversation_parts=parts)).skipped


@pytest.mark.parametrize("parts", [None, {}, {"conversation_parts": None}, "x"])
def test_a_conversation_of_a_list_is_not_taken_for_a_whole_one(parts: object) -> None:
    (found,) = INTERCOM.read(conversation(conversation_parts=parts))
    assert isinstance(found, Fault)
    assert "first message alone" in found.problem


def test_a_list_with_something_else_in_it() -> None:
    found = list(INTERCOM.read({"conversations": [conversation(), {"id": "2"}, None]}))
    assert [type(one) for one in found] == [Reading, Fault, Fault]


@pytest.mark.parametrize(
    "value",
    [
        {"conversations": []},
        {"conversations": [{"id": "1", "turns": [{"role": "agent", "text": "Goddag"}]}]},
        {"type": "conversation", "id": "1", "source": "web", "messages": []},
        {"source": {"author": {"type": "user"}, "body": "Hej", "type": "conversation"}},
        {
            "type": "conversation",
            "source": {"author": "Maja", "body": "Hej", "type": "email"},
            "conversation_parts": [],
        },
        {"type": "ticket", "id": "1", "ticket_parts": {"ticket_parts": [part()]}},
        {"type": "notification_event", "topic": "conversation.user.created", "data": {"item": conversation()}},
        [conversation()],
    ],
)
def test_near_misses(value: object) -> None:
    assert not INTERCOM.recognise(value)
