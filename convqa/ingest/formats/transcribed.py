"""What `convqa transcribe` and `convqa redact` write, read back: WebVTT with a note that says what was found out.

The JSON that it writes is the codebook's form with more fields, which are read here too (`stated`, `stated_facts`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from convqa.conversation import UNKNOWN_AGENT, Doubt, Role, Transcript
from convqa.ingest.captions import Captions, voices
from convqa.ingest.formats.access import items, number
from convqa.ingest.formats.format import Fault, Format, Reading
from convqa.ingest.messages import Message, Values
from convqa.ingest.values import parse_role

__all__ = ["CONVQA_VTT", "TITLE", "note_of", "stated", "stated_facts", "with_stated", "with_stated_facts"]

TITLE = "convqa transcript 1"
"""How the note of a file begins."""

_OF_TURN = ("speech_confidence", "agent_key")
_OF_WHOLE = ("speech", "doubts", "role_certainty")
_CONFIDENCE = re.compile(r"\d{1,9}, turn \d{1,9}, confidence (\d(?:\.\d{1,6})?)")
_LABEL = re.compile(r"([a-z]{2,9})(?: \d{1,4})?", re.IGNORECASE)
_SPEECH = re.compile(r"[\w.-]{1,40}@[\w.+-]{1,40}(?: (?!\S{0,80}\d{6})[^\s@]{1,80}){0,8}")
_AGENT_ID = re.compile(rf"(?:{UNKNOWN_AGENT})?[0-9a-f]{{16}}")


def note_of(lines: Iterable[str]) -> Mapping[str, str] | None:
    """The facts of a note, name to value; `None` where it is not convqa's."""
    head, *rest = [*lines] or [""]
    if head != TITLE:
        return None
    parts = (line.partition(": ") for line in rest)
    return {name: html.unescape(value) for name, colon, value in parts if colon}


def stated(turn: object) -> Values:
    """What a turn in the codebook's form may say beyond the codebook."""
    return {name: turn[name] for name in _OF_TURN if name in turn} if isinstance(turn, dict) else {}


def stated_facts(conversation: Mapping[str, object]) -> Values:
    """The same of a conversation."""
    return {name: conversation[name] for name in _OF_WHOLE if name in conversation}


def with_stated(message: Message, values: Values) -> Message:
    """A message with what `stated` found; what is not as it should be is not there."""
    agent_id = _agent_id(values.get("agent_key")) if message.role is Role.AGENT else None
    return replace(
        message,
        speech_confidence=_share(values.get("speech_confidence")),
        agent_id=agent_id,
        voice=agent_id or message.voice,
    )


def with_stated_facts(transcript: Transcript, values: Values) -> Transcript:
    """A transcript with what `stated_facts` found; likewise."""
    return replace(
        transcript,
        speech=_recogniser(values.get("speech")),
        doubts=_doubts(values.get("doubts")),
        role_certainty=_share(values.get("role_certainty")),
    )


def _share(value: object) -> float | None:
    """A number in [0, 1]; `None` of anything else."""
    found = number(value)
    return found if found is not None and 0 <= found <= 1 else None


def _recogniser(value: object) -> str | None:
    """What recognised the speech, as convqa names it; `None` of anything else: it goes into records as it is."""
    return value if isinstance(value, str) and _SPEECH.fullmatch(value) else None


def _doubts(value: object) -> tuple[Doubt, ...]:
    """The doubts that a list names, in their order; other words are left out."""
    named = {one for one in items(value) if isinstance(one, str)}
    return tuple(doubt for doubt in Doubt if doubt in named)


def _agent_id(value: object) -> str | None:
    """An agent's id as convqa writes it; `None` of anything else."""
    return value if isinstance(value, str) and _AGENT_ID.fullmatch(value) else None


def _recognise(value: object) -> bool:
    return isinstance(value, Captions) and note_of(value.note) is not None


def _read(value: object) -> Iterator[Reading | Fault]:
    if not isinstance(value, Captions) or (note := note_of(value.note)) is None:
        return
    agents = dict(pair.split(" = ", 1) for pair in note.get("agents", "").split(", ") if " = " in pair)
    messages: list[Message] = []
    for cue in value.cues:
        said = _CONFIDENCE.fullmatch(cue.id)
        confidence = _share(said[1]) if said else None
        for message in voices(cue):
            label = message.name or message.voice or (messages[-1].voice or messages[-1].name if messages else None)
            messages.append(_by(replace(message, name=label, voice=None), agents, confidence))
    yield Reading(
        about={
            "conversation": note.get("id"),
            "language": note.get("language"),
            "channel": note.get("channel"),
            "started_at": note.get("started"),
        },
        messages=tuple(messages),
        doubts=frozenset(_doubts(note.get("doubts", "").split(", "))),
        speech=_recogniser(note.get("speech")),
        role_certainty=_share(note.get("role certainty")),
    )


def _by(message: Message, agents: Mapping[str, str], confidence: float | None) -> Message:
    """A message with what its label says: the label is no name, but tells speakers apart."""
    label = message.name or ""
    word = _LABEL.fullmatch(label)
    role = parse_role(word[1]) if word else None
    if role is None:  # somebody has put a name there by hand
        return replace(message, speech_confidence=confidence)
    agent_id = _agent_id(agents.get(label)) if role is Role.AGENT else None
    return replace(message, name=None, voice=label, role=role, agent_id=agent_id, speech_confidence=confidence)


CONVQA_VTT = Format(
    name="convqa-vtt",
    title="Transcripts that convqa transcribe has written (WebVTT)",
    marks=f'WebVTT that begins with the note "{TITLE}"',
    recognise=_recognise,
    read=_read,
)
