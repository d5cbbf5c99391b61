"""AWS Post-Call Analytics (PCA), the open solution that reads recordings with Amazon Transcribe: its result files.

Fields as in the solution's `output_json_structure.md` and its source. Times are seconds. Where the solution was given a
telephone system's record of the call (Genesys), the menu's speech is marked, and several agents are told apart by id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from convqa.conversation import Role
from convqa.ingest.formats.access import get, has, identifier, items, objects, seconds, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip, by_start
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
    voices = _voices(get(value, _ABOUT))
    skipped: Counter[Skip] = Counter()
    messages = []
    for row in items(get(value, "SpeechSegments")):
        reason = _left_out(row)
        if reason is not None:
            skipped[reason] += 1
            continue
        code = text(get(row, "SegmentSpeaker"))
        voice = voices.get(code, _Voice(role=None, name=None, identifier=None))
        menu = get(row, "IVRSegment") in (True, 1) or code.casefold() == _MENU
        messages.append(
            Message(
                text=_said(row),
                name=None if menu else voice.name,
                role=Role.BOT if menu else voice.role,
                identifier=None if menu else voice.identifier,
                voice=_MENU if menu else code or None,
                start_s=seconds(get(row, "SegmentStartTime")),
                end_s=seconds(get(row, "SegmentEndTime")),
            )
        )
    yield Reading(about=_about(get(value, _ABOUT)), messages=by_start(messages), skipped=skipped)


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
    agents = [code for code, voice in voices.items() if voice.role is Role.AGENT]
    named = _set(get(whole, "Agent"))
    if named and len(agents) == 1 and len(items(get(whole, "Agents"))) < 2:
        voices[agents[0]] = voices[agents[0]]._replace(name=named)
    return voices


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
    if get(row, "TextEdited") in (True, 1) and not text(get(row, "DisplayText")):
        return Skip.DELETED  # a person took the words out; the original must not come back
    return None if _said(row) else Skip.EMPTY


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
