"""Utterances become turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from convqa.conversation import Transcript, Utterance, mean_speech_confidence

__all__ = ["RawTurn", "by_turn", "make_turns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTurn:
    """A turn before redaction; `speaker` is the `Speaker.key`, the rest as in `Turn`; no `repr` shows the text."""

    speaker: str
    text: str = field(repr=False)
    start_s: float | None
    end_s: float | None
    speech_confidence: float | None


def make_turns(transcript: Transcript) -> list[RawTurn]:
    """Merge what one speaker says in a row, a line an utterance; one to one where the source gives turns."""
    return [_merge(utterances) for utterances in by_turn(transcript)]


def by_turn(transcript: Transcript) -> list[list[Utterance]]:
    """The utterances of each turn, at least one."""
    if transcript.turns_given:
        return [[utterance] for utterance in transcript.utterances]
    return [list(group) for _, group in groupby(transcript.utterances, key=lambda u: u.speaker)]


def _merge(utterances: list[Utterance]) -> RawTurn:
    return RawTurn(
        speaker=utterances[0].speaker,
        text="\n".join(utterance.text for utterance in utterances),
        start_s=utterances[0].start_s,
        end_s=utterances[-1].end_s,
        speech_confidence=mean_speech_confidence(utterances),
    )
