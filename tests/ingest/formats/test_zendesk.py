"""Zendesk: what its samples do not show."""

from __future__ import annotations

from typing import Any

import pytest

from convqa.conversation import Role
from convqa.ingest.formats import Fault, Format, Reading, Skip, match
from convqa.ingest.formats.zendesk import ZENDESK
from convqa.ingest.formats.zendesk_chat import ZENDESK_CHAT, pasted, person_name

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def comment(author: int | None, body: str = "Hej", **more: Any) -> dict[str, Any]:
    return {"type": "Comment", "author_id": author, "public": True, "body": body, **more}


def reading(value: Any, form: Format = ZENDESK) -> Reading:
    assert match(value) is form
    (found,) = form.read(value)
    assert isinstance(found, Reading)
    return found


def roles(value: Any) -> list[Role | None]:
    return [message.role for message in reading(value).messages]


@pytest.mark.parametrize("public", [False, None, 0, 1, "true", "false", [], {}])
def test_only_what_is_public_is_a_message(public: Any) -> None:
    found = reading({"comments": [comment(1), comment(2, "intern", public=public)]})
    assert [message.text for message in found.messages] == ["Hej"]
    assert found.skipped == {Skip.INTERNAL_NOTE: 1}


@pytest.mark.parametrize("field", ["body", "plain_body", "html_body"])
def test_notes_are_not_read_from_any_body(field: str) -> None:
    note = {"author_id": 2, field: "intern", "via": {"channel": "web"}}
    (found,) = ZENDESK.read({"comments": [note, note]})
    assert isinstance(found, Fault)


NOTE = comment(2, "intern", public=False)


@pytest.mark.parametrize(
    "value",
    [
        {"audits": [{"ticket_id": 4, "events": [comment(1)]}, {"ticket_id": 4, "events": [NOTE]}]},
        {"audit": {"events": [comment(1), NOTE]}},
        {"data": {"comments": [comment(1), NOTE]}},
        {"ticket_comments": [comment(1), NOTE]},
        {"results": [{"ticket": {"id": 1}, "comments": [comment(1), NOTE]}]},
        comment(1),
        NOTE,
    ],
)
def test_notes_at_another_place_are_not_guessed_at(value: Any) -> None:
    assert match(value) is ZENDESK
    (found,) = ZENDESK.read(value)
    assert isinstance(found, Fault)
    assert "not tickets with their comments" in found.problem


@pytest.mark.parametrize(
    ("page", "right"),
    [
        ({}, 0),
        ({"next_page": None, "count": 50}, 0),
        ({"next_page": "https://x.example/2", "count": 50}, 49),
        ({"previous_page": "https://x.example/1", "count": "x"}, 1),
        ({"meta": {"has_more": True}}, 1),
        ({"next_page": "https://x.example/2", "count": 10**60}, 1),
    ],
)
def test_comments_on_other_pages_are_counted_as_missing(page: dict[str, Any], right: int) -> None:
    assert reading({"comments": [comment(1)], **page}).skipped.get(Skip.MISSING, 0) == right


@pytest.mark.parametrize(
    ("ticket", "users", "right"),
    [
        ({}, [], [None, None]),
        ({"requester_id": 1}, [], [CUSTOMER, None]),
        ({"requester_id": 1, "submitter_id": 1}, [], [CUSTOMER, None]),
        ({"requester_id": 1, "submitter_id": 2}, [], [CUSTOMER, AGENT]),
        ({"requester_id": 1, "assignee_id": 2}, [], [CUSTOMER, AGENT]),
        ({"requester_id": 2, "submitter_id": 1}, [], [AGENT, CUSTOMER]),
        ({}, [(1, "end-user"), (2, "admin")], [CUSTOMER, AGENT]),
        ({}, [(1, "end-user"), (2, "end-user")], [CUSTOMER, CUSTOMER]),
        ({"requester_id": 1}, [(1, "agent"), (2, "agent")], [CUSTOMER, AGENT]),
        ({"requester_id": 1}, [(1, "agent"), (2, "end-user")], [AGENT, CUSTOMER]),
        ({"requester_id": 1}, [(2, "light agent?")], [CUSTOMER, None]),
    ],
)
def test_who_is_who(ticket: dict[str, Any], users: list[tuple[int, str]], right: list[Role | None]) -> None:
    page = {
        "ticket": ticket,
        "comments": [comment(1), comment(2)],
        "users": [{"id": key, "role": word} for key, word in users],
    }
    assert roles(page) == right


def test_the_requests_api_says_who_is_an_agent() -> None:
    users = [{"id": 1, "agent": False}, {"id": 2, "agent": True}]
    assert roles({"comments": [comment(1), comment(2)], "users": users}) == [CUSTOMER, AGENT]


def test_people_without_a_name_stay_apart() -> None:
    page = {
        "comments": [comment(1), comment(2)],
        "users": [{"id": 1, "role": "end-user"}, {"id": 2, "role": "end-user"}],
    }
    first, second = reading(page).messages
    assert first.identifier is None
    assert second.identifier is None
    assert first.voice != second.voice


@pytest.mark.parametrize(
    ("page", "right"),
    [
        ({"ticket": {"id": 7}}, "7"),
        ({"ticket_id": 8}, "8"),
        ({"links": {"next": "https://x.example/api/v2/tickets/9/comments?page[after]=abc"}}, "9"),
        ({"next_page": "https://x.example/api/v2/requests/10/comments.json?page=2"}, "10"),
        ({"next_page": "https://x.example/api/v2/tickets.json?page=2"}, None),
        ({}, None),
    ],
)
def test_the_number_of_the_ticket(page: dict[str, Any], right: str | None) -> None:
    assert reading({"comments": [comment(1)], **page}).about["conversation"] == right


def test_comments_that_name_one_ticket_are_of_it() -> None:
    assert reading({"comments": [comment(1, ticket_id=4), comment(2, ticket_id=4)]}).about["conversation"] == "4"
    assert reading({"comments": [comment(1, ticket_id=4), comment(2, ticket_id=5)]}).about["conversation"] is None


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"transcription_text": "Begge sider"},
        {"answered_by_id": 3, "transcription_text": "Begge sider"},
        {"answered_by_id": None},
        {"answered_by_id": None, "transcription_text": None},
    ],
)
def test_a_call_is_no_message_unless_it_is_a_voicemail(data: Any) -> None:
    call = comment(1, "Call from: +45 12 34 56 78", type="VoiceComment", data=data)
    found = reading({"comments": [call, comment(2)]})
    assert [message.text for message in found.messages] == ["Hej"]
    assert found.skipped == {Skip.EVENT: 1}


@pytest.mark.parametrize(
    "value",
    [
        {"comments": [{"author_id": 1, "body": "Hej"}]},
        {"comments": [{"author": {"id": 1}, "body": "Hej", "public": True}]},  # GitHub, Jira and others
        {"comments": [{"author_id": 1, "text": "Hej", "public": True}]},
        {"comments": [{"author_id": True, "body": "Hej", "public": True}]},
        {"comments": ["Hej"]},
        {"comments": {}},
        {"tickets": []},
        {"ticket": {"requester_id": 1}},
        {"requester_id": 1, "subject": "Hej", "status": 2, "source": 1, "conversations": []},  # Freshdesk
        {"id": 1, "visitor": {"id": 1}, "history": []},
        {"visitor": {"id": 1}, "history": [{"type": "msg", "msg": "Hej"}]},
        {"history": [{"type": "chat.msg", "msg": "Hej"}]},
        {"type": "offline_msg", "visitor": {}, "message": "Hej"},
        {"chats": [{"messages": []}]},
        {"docs": {}},
    ],
)
def test_near_misses(value: Any) -> None:
    assert match(value) not in (ZENDESK, ZENDESK_CHAT)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Jens Holm", "Jens Holm"),
        ("Jens 2", "Jens 2"),
        ("jens@example.com", None),
        ("+45 12 34 56 78", None),
        ("Caller 12345678", None),
        ("", None),
        (12, None),
    ],
)
def test_a_name_is_no_address_and_no_number(written: Any, right: str | None) -> None:
    assert person_name(written) == right


@pytest.mark.parametrize(
    "text",
    [
        "(10:02) Jonas: Hej",
        "Jonas: Hej\nIda: Hej",
        "Kære alle\nHer er chatten\nSe selv\n(10:02) Jonas: Hej\n(10:03) Ida: Hej",
        "(10:02) *** Ida er kommet ***\n(10:03) Jonas: Hej",
        "(se 10:02) Jonas: Hej\n(se 10:03) Ida: Hej",
    ],
)
def test_what_is_no_pasted_chat(text: str) -> None:
    assert pasted(text) == []


def test_a_pasted_chat_among_mails_has_no_times_of_day() -> None:
    chat = "(10:02:11 AM) Visitor 123: Hej: er I der?\n(10:02:20 AM) Jonas: Ja"
    page = {
        "ticket": {"id": 1, "via": {"channel": "chat"}, "requester_id": 1, "status": "open"},
        "comments": [
            comment(1, chat, created_at="2026-01-01T10:00:00Z"),
            comment(1, created_at="2026-01-01T11:00:00Z"),
        ],
        "users": [{"id": 1, "name": "Ida", "role": "end-user"}, {"id": 2, "name": "Jonas", "role": "agent"}],
    }
    found = reading(page).messages
    assert [message.text for message in found] == ["Hej: er I der?", "Ja", "Hej"]
    assert [message.role for message in found] == [CUSTOMER, AGENT, CUSTOMER]
    assert [message.identifier for message in found] == [None, "2", None]
    assert [message.moment is None for message in found] == [True, True, False]


@pytest.mark.parametrize(
    ("entry", "right"),
    [
        ({"sender_type": "Visitor"}, CUSTOMER),
        ({"sender_type": "agent"}, AGENT),
        ({"sender_type": "Trigger"}, Role.BOT),
        ({"nick": "visitor:10"}, CUSTOMER),
        ({"nick": "agent:10"}, AGENT),
        ({"nick": "agent:trigger"}, Role.BOT),
        ({"nick": "agent:system"}, Role.SYSTEM),
        ({"sender_type": "Other", "name": "Eva"}, AGENT),
        ({"name": "Bo"}, CUSTOMER),
        ({"name": "Ib"}, None),
        ({"type": "chat.triggermsg", "nick": "agent:10"}, Role.BOT),
    ],
)
def test_who_is_who_in_a_chat(entry: dict[str, Any], right: Role | None) -> None:
    said = {"type": "chat.msg", "msg": "Hej", **entry}
    chat = {"visitor": {"name": "Bo"}, "agent_names": ["Eva"], "agent_ids": ["7"], "history": [said]}
    (message,) = reading(chat, ZENDESK_CHAT).messages
    assert message.role is right
    assert message.identifier in ("7", "10") if right is AGENT and len(entry) > 1 else True


def test_chats_that_were_asked_for_by_id() -> None:
    chat = {"id": "1.2", "visitor": {"id": "3"}, "history": [{"type": "chat.msg", "msg": "Hej", "nick": "visitor"}]}
    assert reading({"docs": {"1.2": chat}, "count": 1}, ZENDESK_CHAT).about["customer_id"] == "3"
