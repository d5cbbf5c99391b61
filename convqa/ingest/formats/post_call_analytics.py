"""AWS Post-Call Analytics (PCA), the open solution that reads recordings with Amazon Transcribe: its result files.

Fields as in the solution's `output_json_structure.md` and its source. Times are seconds. Where the solution was given a
telephone system's record of the call (Genesys), the menu's speech is marked, and several agents are told apart by id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import get, has, identifier, items, objects, probability, seconds, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip, by_start, sort_out
from convqa.ingest.formats.speech import mean
from convqa.ingest.messages import Message
from convqa.ingest.values import parse_role

__all__ = ["POST_CALL_ANALYTICS"]

_ABOUT = "ConversationAnalytics"
_UNSET = frozenset({"", "none", "unknown", "n/a"})
_MENU = "ivr"
_NUMBERED = re.compile(r"(?:spk|speaker|unknown)?[\s_-]{0,3}\d{0,9}", re.IGNORECASE)


class _Voice(NamedTuple):
    """One speaker of the list of labels."""

    role: Role | None
    name: str | None
    identifier: str | None


def recognise(value: object) -> bool:
    """See `marks`."""
    if not has(value, ConversationAnalytics=dict, SpeechSegments=list):
        return False
    rows = list(objects(get(value, "SpeechSegments")))
    return any(has(row, SegmentSpeaker=str, SegmentStartTime=(int, float)) for row in rows) or (
        not rows and has(get(value, _ABOUT), SpeakerLabels=list)
    )


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    whole = get(value, _ABOUT)
    voices = _voices(whole)
    messages, skipped = sort_out(items(get(value, "SpeechSegments")), _left_out, lambda row: _message(row, voices))
    # Two on one side of the recording, of whom the labels know one.
    several = len(items(get(whole, "Agents"))) > 1 and len(_agents(voices)) == 1
    yield Reading(
        about=_about(whole),
        messages=by_start(messages),
        skipped=skipped,
        doubts=frozenset({Doubt.AGENTS} if several else ()),
    )


def _message(row: object, voices: Mapping[str, _Voice]) -> Message:
    code = text(get(row, "SegmentSpeaker"))
    voice = voices.get(code, _Voice(role=None, name=None, identifier=None))
    menu = get(row, "IVRSegment") in (True, 1) or code.casefold() == _MENU
    words = objects(get(row, "WordConfidence"))
    return Message(
        text=_said(row),
        name=None if menu else voice.name,
        role=Role.BOT if menu else voice.role,
        identifier=None if menu else voice.identifier,
        voice=_MENU if menu else code or None,
        start_s=seconds(get(row, "SegmentStartTime")),
        end_s=seconds(get(row, "SegmentEndTime")),
        # What a person has corrected is no longer the recogniser's.
        speech_confidence=None if _is_edited(row) else mean(probability(word.get("Confidence")) for word in words),
    )


def _about(whole: object) -> Mapping[str, object]:
    began = _set(get(whole, "ConversationTime"))
    return {
        # Without a pattern for it the solution leaves the id unset: the file's name serves then.
        "conversation": _set(get(whole, "GUID")),
        "customer_id": _set(get(whole, "Cust")),
        "language": text(get(whole, "LanguageCode")),
        "channel": "phone",
        # Where nothing tells when the call was, the solution puts the time of its own work there.
        "started_at": None if began == _set(get(whole, "ProcessTime")) else began,
    }


def _voices(whole: object) -> Mapping[str, _Voice]:
    """The labelled speakers by their codes; the agent whom the whole file names, where one speaker is an agent."""
    labels = objects(get(whole, "SpeakerLabels"))
    voices = {code: _voice(label) for label in labels if (code := text(label.get("Speaker")))}
    agents = _agents(voices)
    named = _set(get(whole, "Agent"))
    if named and len(agents) == 1 and len(items(get(whole, "Agents"))) < 2:
        voices[agents[0]] = voices[agents[0]]._replace(name=named)
    return voices


def _agents(voices: Mapping[str, _Voice]) -> list[str]:
    return [code for code, voice in voices.items() if voice.role is Role.AGENT]


def _voice(label: Mapping[str, object]) -> _Voice:
    """A speaker's label: "Agent", "Customer", "Agent 2", "Genesys IVR", or what a user made of it."""
    shown = text(label.get("DisplayText"))
    words = shown.casefold().split()
    if _MENU in words:
        return _Voice(role=Role.BOT, name=None, identifier=None)
    role = parse_role(shown.rstrip(" _-0123456789"))
    name = None if role is not None or _NUMBERED.fullmatch(shown) else shown
    # The ids are the agents' in the company's telephone system.
    return _Voice(role=role, name=name, identifier=identifier(label.get("UserId")) if role is Role.AGENT else None)


def _left_out(row: object) -> Skip | None:
    if not isinstance(row, dict):
        return Skip.NOT_UNDERSTOOD
    if _is_edited(row) and not text(get(row, "DisplayText")):
        return Skip.DELETED  # a person took the words out; the original must not come back
    return None if _said(row) else Skip.EMPTY


def _is_edited(row: object) -> bool:
    return get(row, "TextEdited") in (True, 1)


def _said(row: object) -> str:
    """What was said, as a person has corrected it where one did."""
    return text(get(row, "DisplayText")) or text(get(row, "OriginalText"))


def _set(value: object) -> str:
    """A value that the solution takes from the name of the recording; empty where it found none."""
    found = text(value)
    return "" if found.casefold() in _UNSET else found


POST_CALL_ANALYTICS = Format(
    name="post-call-analytics",
    title="AWS Post-Call Analytics (PCA)",
    marks="ConversationAnalytics beside SpeechSegments of rows with SegmentSpeaker and SegmentStartTime",
    recognise=recognise,
    read=read,
)
