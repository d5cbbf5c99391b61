"""The words of the project: what comes in, and what goes on after redaction.

`Transcript` (raw, personal data in it) and `Conversation` (redacted) are unrelated types on
purpose: only `convqa.redaction.redact` turns the one into the other, so that no later step
can be handed raw text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "UNKNOWN_AGENT",
    "Channel",
    "Conversation",
    "Doubt",
    "Language",
    "Role",
    "Speaker",
    "Transcript",
    "Turn",
    "Utterance",
    "is_unknown",
    "mean_speech_confidence",
]

UNKNOWN_AGENT = "unknown-"
"""So begins the id of an agent of whom nothing says who it is: it holds within one conversation only."""


def is_unknown(agent_id: str) -> bool:
    """Whether nothing says who the agent of this id is."""
    return agent_id.startswith(UNKNOWN_AGENT)


class Role(StrEnum):
    """What a speaker is there for."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"


class Language(StrEnum):
    """The five languages, as ISO 639-1 codes."""

    DA = "da"
    NB = "nb"
    NN = "nn"
    SV = "sv"
    EN = "en"


class Channel(StrEnum):
    """How the customer and the company talked."""

    CHAT = "chat"
    PHONE = "phone"
    EMAIL = "email"
    SOCIAL = "social"


class Doubt(StrEnum):
    """What the reading of a source could not settle, so that a person has to look."""

    SPEAKERS = "speakers"
    """Who of those in the conversation said what: voices that are hard to tell apart."""
    AGENTS = "agents"
    """Which of several agents said what: the source does not say."""
    BROKEN_OFF = "broken_off"
    """Part of the conversation is missing: a recording that breaks off, an export that ends early or is one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who talks, as the source names them.

    Attributes:
        key: identifies the speaker within the transcript; what `Utterance.speaker` refers to.
        name: the name or label as written ("Kunde", "Jonas Holm"); `None` where the source gives none.
        role: the role where the source states it in a field made for it; `None` where it must be inferred.
        identifier: the source's own stable id of the person (an agent number); `None` where it gives none.
        agent_id: `Turn.agent_id` where convqa itself wrote the source, which is kept as it is; `None` of any other.
    """

    key: str
    name: str | None = field(default=None, repr=False)
    role: Role | None = None
    identifier: str | None = field(default=None, repr=False)
    agent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One stretch by one speaker as it came in; raw.

    Attributes:
        speaker: `Speaker.key` of who said it.
        text: what was said, unredacted, never empty.
        start_s, end_s: seconds from the start of the conversation; `None` where unknown.
        line: 1-based line or row of the source; `None` where it has none.
        speech_confidence: in [0, 1], how sure the speech recogniser is of the words on average; `None` where the text
            was written by a person or the source does not say.
    """

    speaker: str
    text: str = field(repr=False)
    start_s: float | None = None
    end_s: float | None = None
    line: int | None = None
    speech_confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What came in: utterances, roles not settled, personal data in it. Never stored, never logged.

    Attributes:
        id: the conversation's id.
        id_given: whether the source gave the id (`convqa.redaction.redact_id` keeps most) or ingest made it from a file
            name (it is redacted like the text).
        source: path relative to the input, with forward slashes; `-` for standard input.
        speakers: every speaker of the utterances once, in order of appearance.
        utterances: in the order of the source.
        turns_given: the source's utterances are already turns and are kept one to one.
        language, channel: as the source states; `None` where it does not.
        started_at: ISO 8601 time of the start; `None` where unknown.
        customer: the source's own id of the customer, raw; `None` where unknown.
        agent: who an agent is whom the source does not name, raw, as the user states; `None` where the user does not.
        format: the vendor format that was recognised (`convqa formats`); `None` where the shape was guessed or mapped.
        skipped: what of the conversation is no message and was left out: the reason, and how many times.
        kind: what the file is (`convqa.ingest.KINDS`); `None` where the transcript comes from no file.
        speech: what recognised the speech of a recording, e.g. ``"faster-whisper@1.2.1 base int8"``; `None` where
            convqa was given text.
        doubts: what reading could not settle, each once, in the order of `Doubt`.
        role_certainty: in [0, 1], `Conversation.role_certainty` where convqa itself wrote the source, whose roles are
            stated but were inferred; `None` of any other.
    """

    id: str = field(repr=False)
    source: str = field(repr=False)
    speakers: tuple[Speaker, ...] = field(repr=False)
    utterances: tuple[Utterance, ...] = field(repr=False)
    id_given: bool = False
    turns_given: bool = False
    language: Language | None = None
    channel: Channel | None = None
    started_at: str | None = None
    customer: str | None = field(default=None, repr=False)
    agent: str | None = field(default=None, repr=False)
    format: str | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)
    kind: str | None = None
    speech: str | None = None
    doubts: tuple[Doubt, ...] = ()
    role_certainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """All that one speaker says before another takes over; redacted; the unit that is labelled and cited.

    Attributes:
        index: position in the conversation, from 0.
        agent_id: HMAC under the site's key of who the agent is; where nothing says that, `UNKNOWN_AGENT` and an HMAC
            of this speaker of this conversation; `None` for all other roles.
        text: redacted text, placeholders numbered per conversation (`[PERSON_1]`).
        start_s, end_s: seconds from the start; `None` where unknown.
        speech_confidence: as in `Utterance`, over all words of the turn; `None` where no part of it says.
    """

    index: int
    role: Role
    text: str
    agent_id: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    speech_confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What goes on after redaction: turns with roles. Made by `convqa.redaction.redact` alone.

    Attributes:
        id: the source's id (`convqa.redaction.redact_id`), or a redacted one made from the file name.
        source: redacted relative path.
        turns: at least one.
        role_certainty: in [0, 1], how sure the weakest of the role guesses is.
        customer_key, content_hash: HMACs under the site's key; `customer_key` is `None` where the
            source does not say who the customer is.
        speech, doubts: as in `Transcript`.
    """

    id: str
    source: str
    language: Language
    turns: tuple[Turn, ...]
    content_hash: str
    role_certainty: float = 1.0
    channel: Channel | None = None
    started_at: str | None = None
    customer_key: str | None = None
    speech: str | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def agent_ids(self) -> tuple[str, ...]:
        """The distinct agents in order of their first turn."""
        return tuple(dict.fromkeys(turn.agent_id for turn in self.turns if turn.agent_id is not None))

    @property
    def speech_confidence(self) -> float | None:
        """How sure the recogniser is of the agents' and customers' words on average, over the turns that say it.

        In [0, 1]; `None` where none does.
        """
        return mean_speech_confidence(turn for turn in self.turns if turn.role in (Role.AGENT, Role.CUSTOMER))


def mean_speech_confidence(parts: Iterable[Utterance | Turn]) -> float | None:
    """The mean of the confidence of those of which it is known, weighted by their words; `None` where it is of none."""
    known = [(one.speech_confidence, len(one.text.split())) for one in parts if one.speech_confidence is not None]
    words = sum(count for _, count in known)
    return sum(confidence * count for confidence, count in known) / words if words else None
