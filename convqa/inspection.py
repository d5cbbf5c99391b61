"""What reading finds out of one conversation before anything is scored, for `convqa inspect`. No model is needed.

Nothing here holds a name or a word of the conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from convqa.conversation import Channel, Doubt, Language, Role, Transcript, is_unknown
from convqa.ingest.audio.sound import Sound
from convqa.pipeline import redacted, tell_language
from convqa.redaction import Redactor
from convqa.redaction.turns import make_turns
from convqa.roles import assign

__all__ = ["Basis", "Heard", "Inspection", "Unheard", "inspect"]

_DECIMALS = 4  # as in a record
_MAPPED_KINDS = ("json", "jsonl", "parquet", "spreadsheet", "table")  # the others have no use for a map


class Basis(StrEnum):
    """How it was settled what in a file is what."""

    RECOGNISED = "recognised"
    CODEBOOK = "codebook"
    MAP = "map"
    GUESS = "guess"
    HEARD = "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One speaker.

    Attributes:
        certainty: of the role, in [0, 1]; 1 only where the source states it.
        reason: why this role, in words that hold nothing of the conversation.
        utterances, turns: how many are theirs.
    """

    role: Role
    certainty: float
    reason: str
    utterances: int
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One conversation.

    Attributes:
        source, id: as in its record; `id_given`: the source gave the id, else it is made of the file's name.
        basis: how the shape was settled; `format` is the vendor format for `RECOGNISED`, else `None`.
        kind: what the file is (`convqa.ingest.KINDS`).
        language_certainty: in [0, 1]; `None` where the source or the user states the language.
        channel, started_at: as stated; `None` where they are not.
        start_s, end_s: from the first time to the last, in seconds; `None` where no utterance has a time.
        speakers: in order of appearance.
        skipped: what was left out, reason -> how many; `None` where it was guessed or mapped and is not counted.
        unknown_agents: how many agents there are of whom nothing says who they are.
        doubts: what reading could not settle.
        speech: what recognised the speech; `None` where the source is text.
        recording: what the file of a recording says of itself; `None` likewise, and where nobody asked.
    """

    source: str
    id: str
    id_given: bool
    basis: Basis
    format: str | None
    kind: str | None
    language: Language
    language_certainty: float | None
    channel: Channel | None
    started_at: str | None
    start_s: float | None
    end_s: float | None
    speakers: tuple[Heard, ...]
    utterances: int
    turns: int
    skipped: Mapping[str, int] | None
    unknown_agents: int
    doubts: tuple[Doubt, ...]
    speech: str | None
    recording: Sound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A recording that cannot be heard for want of a speech model.

    Attributes:
        source: redacted path.
        recording: what the file says of itself.
        missing: what there is not, and what to do, as a sentence.
    """

    source: str
    recording: Sound
    missing: str


def inspect(transcript: Transcript, redactor: Redactor, *, mapped: bool = False) -> Inspection:
    """Say of one conversation what was recognised, and who speaks.

    Args:
        transcript: as ingest read it.
        redactor: of what is shown.
        mapped: the user gave a column map.

    Raises:
        InputError: the conversation is in none of the five languages.
    """
    guess = tell_language(transcript)
    roles = assign(transcript, guess.language)
    conversation = redacted(transcript, guess.language, roles, redactor)
    utterances = Counter(utterance.speaker for utterance in transcript.utterances)
    turns = Counter(turn.speaker for turn in make_turns(transcript))
    start_s, end_s = _span(transcript)
    basis = _basis(transcript, mapped=mapped)
    return Inspection(
        source=conversation.source,
        id=conversation.id,
        id_given=transcript.id_given,
        basis=basis,
        format=transcript.format,
        kind=transcript.kind,
        language=guess.language,
        language_certainty=guess.certainty if transcript.language is None else None,
        channel=transcript.channel,
        started_at=transcript.started_at,
        start_s=start_s,
        end_s=end_s,
        speakers=tuple(
            Heard(
                role=found.role,
                certainty=found.certainty,
                reason=found.reason,
                utterances=utterances[key],
                turns=turns[key],
            )
            for key, found in roles.guesses.items()
        ),
        utterances=utterances.total(),
        turns=turns.total(),
        skipped=None if basis in (Basis.MAP, Basis.GUESS) and not transcript.skipped else dict(transcript.skipped),
        unknown_agents=sum(map(is_unknown, conversation.agent_ids)),
        doubts=conversation.doubts,
        speech=transcript.speech,
    )


def _basis(transcript: Transcript, *, mapped: bool) -> Basis:
    if transcript.kind == "audio":
        return Basis.HEARD
    if transcript.format is not None:
        return Basis.RECOGNISED
    if transcript.turns_given:
        return Basis.CODEBOOK
    return Basis.MAP if mapped and transcript.kind in _MAPPED_KINDS else Basis.GUESS


def _span(transcript: Transcript) -> tuple[float | None, float | None]:
    """The first and the last time of the utterances."""
    times = [time for one in transcript.utterances for time in (one.start_s, one.end_s) if time is not None]
    return (round(min(times), _DECIMALS), round(max(times), _DECIMALS)) if times else (None, None)
