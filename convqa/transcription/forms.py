"""A conversation as WebVTT or plain text, for people, or as JSON in the codebook's form, for programs."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from convqa.conversation import Conversation, Role, Transcript, Turn, Utterance, mean_speech_confidence
from convqa.errors import InputError
from convqa.ingest.formats.transcribed import TITLE
from convqa.redaction.leak import PSEUDONYMISED
from convqa.redaction.turns import by_turn, make_turns
from convqa.transcription.origin import Origin

__all__ = ["Form", "heading", "render"]

_DECIMALS = 6  # enough for the same scores as from the recording
_SHOWN_DECIMALS = 3
_SHOWN_S = 1.0  # at least, of a message of which only the beginning is known
_REPLACED = f"replaced where it was found: {PSEUDONYMISED}"
_NOT_REPLACED = "NOT replaced: this file holds what was said as it was said"


class Form(StrEnum):
    """What is written; the value is the suffix without its dot."""

    VTT = "vtt"
    JSON = "json"
    JSONL = "jsonl"
    TXT = "txt"

    @property
    def holds_many(self) -> bool:
        """Whether a file holds any number of conversations, one after the other."""
        return self in (Form.JSONL, Form.TXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """A stretch of a turn: `turn` counts from 0; `text` holds no empty line; `end_s` is `None` where it is unknown."""

    turn: int
    text: str = field(repr=False)
    start_s: float
    end_s: float | None
    confidence: float | None


def render(transcript: Transcript, conversation: Conversation, origin: Origin, form: Form, *, raw: bool = False) -> str:
    """The text of a file.

    Args:
        transcript: as ingest read it.
        conversation: the same, prepared (`convqa.pipeline.prepare`).
        origin: goes into the file as it is.
        form: which kind of file.
        raw: write what was said, personal data and all, instead of the redacted text.

    Raises:
        InputError: the conversation cannot be written in that form.
    """
    texts = [turn.text for turn in (make_turns(transcript) if raw else conversation.turns)]
    # File names can hold lone surrogates, which UTF-8 cannot.
    written = _WHOLE[form](transcript, conversation, origin, texts, raw=raw)
    return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def heading(origin: Origin, form: Form) -> str:
    """What stands at the beginning of a file of many conversations, before the first."""
    if form is not Form.TXT:
        return ""
    facts = {"personal data": _REPLACED, **{name: getattr(origin, name) for name in origin.__slots__}}
    lines = [TITLE, *(f"{name}: {' '.join(value.split())}" for name, value in facts.items())]
    return "".join(f"# {line}\n" for line in lines)


def _to_json(
    transcript: Transcript, conversation: Conversation, origin: Origin, texts: Sequence[str], *, raw: bool
) -> str:
    facts = _facts(transcript, conversation, origin, raw=raw)
    lines = [f'  "{name}": {_json(value)},' for name, value in facts.items()]
    turns = [f"    {_json(_turn(turn, text))}" for turn, text in zip(conversation.turns, texts, strict=True)]
    return "\n".join(["{", *lines, '  "turns": [', ",\n".join(turns), "  ]", "}", ""])


def _to_json_line(
    transcript: Transcript, conversation: Conversation, origin: Origin, texts: Sequence[str], *, raw: bool
) -> str:
    turns = [_turn(turn, text) for turn, text in zip(conversation.turns, texts, strict=True)]
    return _json({**_facts(transcript, conversation, origin, raw=raw), "turns": turns}) + "\n"


def _facts(transcript: Transcript, conversation: Conversation, origin: Origin, *, raw: bool) -> dict[str, object]:
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
    return {name: value for name, value in facts.items() if value is not None}


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


def _to_text(
    transcript: Transcript,
    conversation: Conversation,
    origin: Origin,  # noqa: ARG001 - stands once in the heading
    texts: Sequence[str],
    *,
    raw: bool,  # noqa: ARG001 - never written so
) -> str:
    """A heading with the id, and a line with time and role before what each turn says."""
    blocks = [f"\n# {' '.join(conversation.id.split())}\n\n"]
    for turn, label, text in zip(conversation.turns, _labels(transcript, conversation), texts, strict=True):
        time = "" if turn.start_s is None else f" [{_clock(max(turn.start_s, 0.0)).partition('.')[0]}]"
        blocks.append(f"{label}{time}: {text}\n")
    return "".join(blocks)


def _to_vtt(
    transcript: Transcript, conversation: Conversation, origin: Origin, texts: Sequence[str], *, raw: bool
) -> str:
    if all(turn.start_s is None for turn in conversation.turns):
        raise InputError(
            source=transcript.source,
            line=transcript.utterances[0].line,
            problem="a conversation does not say when things were said, which WebVTT needs",
            remedy="write it with --to jsonl or --to txt",
        )
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
    cues = list(_cues(transcript, texts))
    for number, (cue, following) in enumerate(zip(cues, [*cues[1:], None], strict=True), start=1):
        end = cue.end_s or max(following.start_s if following else 0.0, cue.start_s + _SHOWN_S)
        sure = "" if cue.confidence is None else f", confidence {cue.confidence:.{_SHOWN_DECIMALS}f}"
        blocks.append(
            f"{number}, turn {cue.turn + 1}{sure}\n{_clock(cue.start_s)} --> {_clock(end)}\n"
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
            end = part[-1].end_s
            yield _Cue(
                turn=index,
                text="\n".join(line for line in said if line.strip()),
                start_s=start,
                end_s=None if end is None else max(end, start + 0.001),  # WebVTT wants every cue to last
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


_WHOLE = {Form.VTT: _to_vtt, Form.JSON: _to_json, Form.JSONL: _to_json_line, Form.TXT: _to_text}
