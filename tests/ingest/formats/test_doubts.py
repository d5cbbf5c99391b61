"""Where an export leaves open which agent spoke, or ends too early, its conversation says so; else it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Doubt, Transcript
from convqa.ingest import read
from convqa.ingest.formats.windows import Span, several
from tests.ingest.formats.conftest import SAMPLES


def doubts(name: str, change: Callable[[Any], object], folder: Path) -> tuple[Doubt, ...]:
    value = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    change(value)
    path = folder / "one.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    (found,) = read([str(path)])
    assert isinstance(found, Transcript)
    return found.doubts


def no_change(_: Any) -> None:
    """The sample as it is."""


def second_agent(value: Any) -> None:
    value["Participants"].append({"ParticipantId": "AGENT-2", "ParticipantRole": "AGENT"})


def without_users(value: Any) -> None:
    value.pop("users", None)
    head = value.get("ticket", value)
    for name in ("requester_id", "assignee_id", "submitter_id", "requester", "assignee", "submitter"):
        head.pop(name, None)


def five_hundred_parts(total: int | None) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        holder = value["conversation_parts"]
        part = {"type": "conversation_part", "part_type": "assignment", "body": None, "author": {"type": "admin"}}
        holder["conversation_parts"] += [part] * (500 - len(holder["conversation_parts"]))
        holder.pop("total_count", None)
        if total is not None:
            holder["total_count"] = total

    return change


AGENTS, BROKEN_OFF = (Doubt.AGENTS,), (Doubt.BROKEN_OFF,)


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("contact-lens/voice-first-generation", no_change, ()),
        ("contact-lens/voice-first-generation", second_agent, AGENTS),
        ("contact-lens/voice", no_change, ()),
        ("call-analytics/overlap", no_change, ()),
        ("call-analytics/overlap", second_agent, AGENTS),
        ("post-call-analytics/menu-and-two-agents", lambda value: value["ConversationAnalytics"].update(
            {"Agents": ["Jonas", "Lene"]}), ()),
        ("post-call-analytics/menu-and-two-agents", lambda value: value["ConversationAnalytics"].update(
            {"Agents": ["Jonas", "Lene"], "SpeakerLabels": value["ConversationAnalytics"]["SpeakerLabels"][:2]}),
         AGENTS),
        ("genesys/blind-transfer", no_change, ()),
        ("genesys/bot-and-message", no_change, ()),
        ("genesys/relative-times", no_change, ()),
        ("genesys/consult-overlap", no_change, AGENTS),
        ("genesys/outside-windows", no_change, AGENTS),
        ("genesys/outside-windows", lambda value: value.update({"participants": []}), ()),
        ("zendesk/mail-thread", no_change, ()),
        ("zendesk/mail-thread", without_users, AGENTS),
        ("zendesk/comments-page", no_change, BROKEN_OFF),
        ("zendesk/comments-page", lambda value: value.update({"next_page": None, "count": 2}), ()),
        ("intercom/bot-note-and-handover", no_change, ()),
        ("intercom/bot-note-and-handover", five_hundred_parts(500), ()),
        ("intercom/bot-note-and-handover", five_hundred_parts(512), BROKEN_OFF),
        ("intercom/bot-note-and-handover", five_hundred_parts(None), BROKEN_OFF),
    ],
)  # fmt: skip
def test_doubts(name: str, change: Callable[[Any], object], found: tuple[Doubt, ...], tmp_path: Path) -> None:
    assert doubts(name, change, tmp_path) == found


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("a", 0, 60), ("b", 20, 60)], True),
        ([("a", 0, 31), ("b", 31, 60)], False),
        ([("a", 0, 30.5), ("b", 31.5, 60)], False),
        ([("a", 0, 60), ("a", 20, 60)], False),
        ([("a", 0, None), ("b", None, None)], True),
        ([("a", 0, 60), ("b", 31, 60)], False),
        ([], False),
    ],
)
def test_several_people_are_there_at_once(spans: list[tuple[str, float | None, float | None]], found: bool) -> None:
    windows = [Span(key=key, start_s=opens, end_s=closes) for key, opens, closes in spans]
    assert several(windows, 30.0, 32.0) is found


def test_a_machine_is_not_one_of_several_people() -> None:
    assert not several([Span(key="a"), Span(key="menu", person=False)], 1.0, 2.0)
