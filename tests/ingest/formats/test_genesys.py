"""Who speaks by windows of time, and what is no transcript of Genesys Cloud."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convqa.conversation import Role
from convqa.ingest.formats import Reading
from convqa.ingest.formats.genesys import GENESYS
from convqa.ingest.formats.windows import Span, who
from tests.ingest.formats.conftest import SAMPLES

START = 1_777_885_200_000
ANNA = Span(key="anna", start_s=0, end_s=60)
BO = Span(key="bo", start_s=40, end_s=120)
MENU = Span(key="menu", start_s=0, end_s=None, person=False)


@pytest.mark.parametrize(
    ("spans", "start_s", "end_s", "previous", "key"),
    [
        pytest.param([ANNA, BO], 10, 12, None, "anna", id="one is there"),
        pytest.param([BO, ANNA], 50, 52, "anna", "anna", id="both: who spoke last"),
        pytest.param([BO, ANNA], 50, 52, "bo", "bo", id="both: who spoke last, the other one"),
        pytest.param([BO, ANNA], 50, 52, None, "bo", id="both, none has spoken: who joined last"),
        pytest.param([ANNA, BO], 70, 72, "anna", "bo", id="who spoke last has left"),
        pytest.param([ANNA, BO], 38, 41, "bo", "anna", id="begins alone, ends with both"),
        pytest.param([ANNA, BO], 59, 63, "anna", "bo", id="most of it lies in the other's window"),
        pytest.param([MENU, ANNA], 10, 12, "menu", "anna", id="a person wins over a machine"),
        pytest.param([MENU, ANNA], 70, 72, "anna", "menu", id="the machine is all there is"),
        pytest.param([ANNA], 64.9, 70, None, "anna", id="just outside"),
        pytest.param([ANNA], 65.1, 70, None, None, id="outside"),
        pytest.param([ANNA], 50, None, None, "anna", id="a moment"),
        pytest.param([ANNA], 50, 40, None, "anna", id="an end before the start"),
        pytest.param([Span(key="x"), ANNA], 500, 501, None, "x", id="a window open to both sides"),
        pytest.param(
            [Span(key="x", start_s=5, end_s=1)], 500, 501, None, "x", id="a window that ends before it begins"
        ),
        pytest.param([], 1, 2, "anna", None, id="no windows"),
    ],
)
def test_who(spans: list[Span], start_s: float, end_s: float | None, previous: str | None, key: str | None) -> None:
    found = who(spans, start_s, end_s, previous)
    assert (found and found.key) == key


def export(*, phrases: list[dict[str, Any]], participants: object, **more: object) -> dict[str, Any]:
    whole = {"conversationId": "g-1", "communicationId": "c-1", "conversationStartTime": START, "mediaType": "call"}
    return whole | {"transcripts": [{"phrases": phrases}], "participants": participants} | more


def phrase(start_ms: object, purpose: str = "internal") -> dict[str, Any]:
    return {"participantPurpose": purpose, "text": "goddag", "startTimeMs": start_ms}


def user(name: str, start_ms: object, end_ms: object) -> dict[str, Any]:
    return {"participantPurpose": "internal", "userId": name, "startTimeMs": start_ms, "endTimeMs": end_ms}


def speakers(value: object) -> list[tuple[Role | None, str | None]]:
    assert GENESYS.recognise(value)
    (reading,) = GENESYS.read(value)
    assert isinstance(reading, Reading)
    return [(message.role, message.identifier) for message in reading.messages]


@pytest.mark.parametrize(
    ("participants", "expected"),
    [
        pytest.param([user("a", 0, 60_000)], [(Role.AGENT, "a")], id="one agent needs no window"),
        pytest.param([user("a", 0, 9_000), user("b", 9_000, 60_000)], [(Role.AGENT, None)], id="two cannot be told"),
        pytest.param([{"participantPurpose": "internal", "teamId": "t"}], [(Role.AGENT, None)], id="nobody by id"),
        pytest.param("lost", [(Role.AGENT, None)], id="no participants"),
        pytest.param([user("a", None, None)], [(Role.AGENT, "a")], id="a participant without times"),
        pytest.param([user("a", START, 0)], [(Role.AGENT, "a")], id="an end of 0 is no end"),
        pytest.param([user("a", 0, START + 90_000)], [(Role.AGENT, "a")], id="a start of 0 is the start"),
        pytest.param(
            [user("a", START, START + 90_000) | {"flowId": "f"}], [(Role.AGENT, "a")], id="a person with a flow"
        ),
        pytest.param(
            [{"participantPurpose": "external", "userId": "a", "startTimeMs": START, "endTimeMs": 0}],
            [(Role.AGENT, None)],
            id="one outside is no agent",
        ),
    ],
)
def test_windows_that_say_little(participants: object, expected: list[tuple[Role, str | None]]) -> None:
    assert speakers(export(phrases=[phrase(START + 30_000)], participants=participants)) == expected


def test_who_spoke_without_a_time() -> None:
    first, second = user("a", START, START + 9_000), user("b", START + 9_000, START + 60_000)
    assert speakers(export(phrases=[phrase(None)], participants=[first])) == [(Role.AGENT, "a")]
    assert speakers(export(phrases=[phrase(None)], participants=[first, second])) == [(Role.AGENT, None)]


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("external", (Role.CUSTOMER, None)),
        ("internal", (Role.AGENT, "a")),
        ("ivr", (Role.BOT, None)),
        ("", (None, None)),
    ],
)
def test_only_what_is_said_inside_is_the_agents(purpose: str, expected: tuple[Role | None, str | None]) -> None:
    value = export(phrases=[phrase(START + 5000, purpose)], participants=[user("a", START, START + 9_000)])
    assert speakers(value) == [expected]


def test_one_who_comes_back_is_one_agent() -> None:
    windows = [user("a", START, START + 9_000), user("b", START + 9_000, START + 60_000)]
    windows.append(user("a", START + 60_000, START + 90_000))
    phrases = [phrase(START + at * 1000) for at in (5, 30, 70)]
    found = speakers(export(phrases=phrases, participants=windows))
    assert [name for _, name in found] == ["a", "b", "a"]


def test_no_time_is_before_the_start() -> None:
    (reading,) = GENESYS.read(export(phrases=[phrase(START - 1500), phrase(START + 500)], participants=[]))
    assert isinstance(reading, Reading)
    assert [message.start_s for message in reading.messages] == [0.0, 2.0]


@pytest.mark.parametrize(("languages", "language"), [(["da-dk", "da"], "da"), (["da-dk", "en-us"], ""), ([None], "")])
def test_language(languages: list[object], language: str) -> None:
    parts = [{"language": word, "phrases": [phrase(START)]} for word in languages]
    (reading,) = GENESYS.read(export(phrases=[], participants=[], transcripts=parts))
    assert isinstance(reading, Reading)
    assert str(reading.about["language"]).partition("-")[0] == language


@pytest.mark.parametrize(
    "value",
    [
        {"conversationId": "1", "transcripts": [{"phrases": [{"participantPurpose": "internal", "text": "hej"}]}]},
        {"conversationId": "1", "participants": [], "transcripts": [{"phrases": [{"speaker": "a", "text": "hej"}]}]},
        {"conversationId": "1", "participants": [], "transcripts": []},
        {"conversationId": "1", "participants": ["Anna"], "transcripts": ["Anna: hej"]},
        {"conversationId": 1, "communicationId": "c", "transcripts": [{"phrases": [phrase(0)]}]},
        {"conversationId": "1", "communicationId": "c", "messages": [{"text": "hej", "from": "kunde"}]},
        {"communicationId": "c", "url": "https://transcripts.example/one.json"},
    ],
)
def test_near_misses(value: object) -> None:
    assert not GENESYS.recognise(value)


@pytest.mark.parametrize("name", ["blind-transfer", "consult-overlap", "outside-windows"])
def test_no_phone_number_is_kept(name: str) -> None:
    value = json.loads((SAMPLES / "genesys" / f"{name}.json").read_text(encoding="utf-8"))
    (reading,) = GENESYS.read(value)
    assert isinstance(reading, Reading)
    kept = [*reading.about.values(), *(part for one in reading.messages for part in (one.name, one.identifier))]
    assert not any("+4" in str(word) for word in kept)
