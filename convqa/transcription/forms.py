"""A recording's conversation as WebVTT, for people and players, or as JSON in the codebook's form, for programs."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from convqa.conversation import Conversation, Role, Transcript, Turn, Utterance, mean_speech_confidence
from convqa.ingest.formats.transcribed import TITLE
from convqa.redaction.turns import by_turn, make_turns
from convqa.transcription.origin import Origin

__all__ = ["Form", "render"]

_DECIMALS = 6  # enough for the same scores as from the recording
_SHOWN_DECIMALS = 3
_REPLACED = "replaced where it was found: pseudonymised, not anonymous"
_NOT_REPLACED = "NOT replaced: this file holds what was said as it was said"


class Form(StrEnum):
    """What is written; the value is the suffix without its dot."""

    VTT = "vtt"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """A stretch of a turn: `turn` counts from 0; `text` holds no empty line."""

    turn: int
    text: str = field(repr=False)
    start_s: float
    end_s: float
    confidence: float | None


def render(transcript: Transcript, conversation: Conversation, origin: Origin, form: Form, *, raw: bool = False) -> str:
    """The text of a file.

    Args:
        transcript: as ingest read it.
        conversation: the same, prepared (`convqa.pipeline.prepare`).
        origin: goes into the file as it is.
        form: which kind of file.
        raw: write what was said, personal data and all, instead of the redacted text.
    """
    texts = [turn.text for turn in (make_turns(transcript) if raw else conversation.turns)]
    whole = _to_json if form is Form.JSON else _to_vtt
    # File names can hold lone surrogates, which UTF-8 cannot.
    written = whole(transcript, conversation, origin, texts, raw=raw)
    return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _to_json(
    transcript: Transcript, conversation: Conversation, origin: Origin, texts: Sequence[str], *, raw: bool
) -> str:
    confidence = mean_speech_confidence(transcript.utterances)
    facts = {
        "id": conversation.id,
        "language": conversation.language,
        "channel": conversation.channel,
        "started_at": conversation.started_at,
        "speech": conversation.speech,
        "speech_confidence": _rounded(confidence, _SHOWN_DECIMALS),
        "doubts": list(conversation.doubts) or None,
        "role_certainty": conversation.role_certainty,
        "personal_data": _NOT_REPLACED if raw else _REPLACED,
        "made": {name: getattr(origin, name) for name in origin.__slots__},
    }
    lines = [f'  "{name}": {_json(value)},' for name, value in facts.items() if value is not None]
    turns = [f"    {_json(_turn(turn, text))}" for turn, text in zip(conversation.turns, texts, strict=True)]
    return "\n".join(["{", *lines, '  "turns": [', ",\n".join(turns), "  ]", "}", ""])


def _turn(turn: Turn, text: str) -> Mapping[str, object]:
    fields = {
        "role": turn.role,
        "text": text,
        "start_s": _rounded(turn.start_s, 3),
        "end_s": _rounded(turn.end_s, 3),
        "speech_confidence": _rounded(turn.speech_confidence, _DECIMALS),
        "agent_key": turn.agent_id,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _to_vtt(
    transcript: Transcript, conversation: Conversation, origin: Origin, texts: Sequence[str], *, raw: bool
) -> str:
    labels = _labels(transcript, conversation)
    agents = {
        label: turn.agent_id
        for turn, label in zip(conversation.turns, labels, strict=True)
        if turn.agent_id is not None
    }
    confidence = mean_speech_confidence(transcript.utterances)
    facts = {
        "personal data": _NOT_REPLACED if raw else _REPLACED,
        "id": conversation.id,
        "language": conversation.language,
        "channel": conversation.channel,
        "started": conversation.started_at,
        "speech": conversation.speech,
        "speech confidence": None if confidence is None else f"{confidence:.3f}",
        "doubts": ", ".join(conversation.doubts) or None,
        "role certainty": f"{conversation.role_certainty:g}",
        "agents": ", ".join(f"{label} = {agent_id}" for label, agent_id in agents.items()) or None,
        **{name: getattr(origin, name) for name in origin.__slots__},
    }
    note = [f"{name}: {_escaped(' '.join(value.split()))}" for name, value in facts.items() if value is not None]
    blocks = ["WEBVTT", "\n".join([f"NOTE {TITLE}", *note])]
    for number, cue in enumerate(_cues(transcript, texts), start=1):
        sure = "" if cue.confidence is None else f", confidence {cue.confidence:.{_SHOWN_DECIMALS}f}"
        blocks.append(
            f"{number}, turn {cue.turn + 1}{sure}\n{_clock(cue.start_s)} --> {_clock(cue.end_s)}\n"
            f"<v {labels[cue.turn]}>{_escaped(cue.text)}"
        )
    return "\n\n".join([*blocks, ""]).removesuffix("\n")


def _labels(transcript: Transcript, conversation: Conversation) -> list[str]:
    """Who says each turn: the role, and which of several who have it."""
    speakers = [utterances[0].speaker for utterances in by_turn(transcript)]
    roles = dict(zip(speakers, (turn.role for turn in conversation.turns), strict=True))
    counts, numbers = Counter(roles.values()), Counter[Role]()
    labels: dict[str, str] = {}
    for speaker, role in roles.items():
        numbers[role] += 1
        labels[speaker] = role.capitalize() + (f" {numbers[role]}" if counts[role] > 1 else "")
    return [labels[speaker] for speaker in speakers]


def _cues(transcript: Transcript, texts: Sequence[str]) -> Iterator[_Cue]:
    """One for each utterance, in order of time; one for a whole turn where a placeholder bridges two utterances."""
    last = 0.0
    for index, (utterances, text) in enumerate(zip(by_turn(transcript), texts, strict=True)):
        for part, said in _parts(utterances, text):
            last = start = max(last, part[0].start_s or 0.0)
            end = part[-1].end_s or 0.0
            yield _Cue(
                turn=index,
                text="\n".join(line for line in said if line.strip()),
                start_s=start,
                end_s=max(end, start + 0.001),  # WebVTT wants every cue to last
                confidence=mean_speech_confidence(part),
            )


def _parts(utterances: Sequence[Utterance], text: str) -> Iterator[tuple[Sequence[Utterance], Sequence[str]]]:
    lines = text.split("\n")
    counts = [utterance.text.count("\n") + 1 for utterance in utterances]
    if sum(counts) != len(lines):
        yield utterances, lines
        return
    at = 0
    for utterance, count in zip(utterances, counts, strict=True):
        yield [utterance], lines[at : at + count]
        at += count


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _rounded(number: float | None, decimals: int) -> float | None:
    return None if number is None else round(number, decimals)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
