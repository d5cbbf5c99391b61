"""Transcript -> Conversation: the only way from the one to the other."""

from __future__ import annotations

from collections.abc import Mapping

from convqa.conversation import UNKNOWN_AGENT, Conversation, Language, Role, Speaker, Transcript, Turn
from convqa.redaction.find import find
from convqa.redaction.finders.person import name_words
from convqa.redaction.findings import read
from convqa.redaction.hashes import content_code
from convqa.redaction.ids import redact_id
from convqa.redaction.keys import SiteKey
from convqa.redaction.lexicon import lexicon
from convqa.redaction.names import Tagger
from convqa.redaction.paths import ID_SUFFIX_DIGITS, find_in_paths
from convqa.redaction.replace import Placeholders, replace
from convqa.redaction.turns import make_turns

__all__ = ["agent_key", "customer_key", "find", "redact"]

AGENT_ID_DIGITS = 16


def redact(
    transcript: Transcript,
    *,
    language: Language,
    roles: Mapping[str, Role],
    role_certainty: float,
    key: SiteKey,
    agents: Mapping[str, str] | None = None,
    tagger: Tagger | None = None,
) -> Conversation:
    """Replace the personal data of a transcript by placeholders and make turns of its utterances.

    Args:
        transcript: at least one utterance.
        language: of the conversation; decides which words are no names.
        roles: the role of every `Speaker.key`.
        role_certainty: in [0, 1], goes into the conversation as it is.
        key: of the HMACs.
        agents: who agents are (`convqa.agents`), by `Speaker.key`; one who is not in it gets an id of its own.
        tagger: of names that no rule finds; `None`: the rules alone.
    """
    turns = make_turns(transcript)
    known = _speaker_names(transcript.speakers, language, roles)
    reading = read([turn.text for turn in turns], language)
    findings = find(reading, known, tagger)
    path_reading, path_findings = find_in_paths([transcript.source, transcript.id], language, known)
    placeholders = Placeholders(
        reading.text + path_reading.text,
        [
            (finding.kind, source.text[finding.start : finding.end])
            for source, found in ((reading, findings), (path_reading, path_findings))
            for finding in found
        ],
    )
    texts = replace(reading, findings, placeholders)
    source, made_id = replace(path_reading, path_findings, placeholders)
    if made_id != transcript.id:  # two files of one person must not get the same id
        made_id = f"{made_id}~{key.hmac('id', transcript.id)[:ID_SUFFIX_DIGITS]}"
    content = content_code(transcript, key)
    ids = _agent_ids(transcript, roles, agents or {}, content, key)
    return Conversation(
        id=redact_id(transcript.id, key) if transcript.id_given else made_id,
        source=source,
        language=language,
        turns=tuple(
            Turn(
                index=index,
                role=roles[turn.speaker],
                text=text,
                agent_id=ids.get(turn.speaker),
                start_s=turn.start_s,
                end_s=turn.end_s,
                speech_confidence=turn.speech_confidence,
            )
            for index, (turn, text) in enumerate(zip(turns, texts, strict=True))
        ),
        content_hash=f"hmac-sha256:{content}",
        role_certainty=role_certainty,
        channel=transcript.channel,
        started_at=transcript.started_at,
        customer_key=customer_key(transcript.customer, key) if transcript.customer else None,
        speech=transcript.speech,
        doubts=transcript.doubts,
    )


def _speaker_names(speakers: tuple[Speaker, ...], language: Language, roles: Mapping[str, Role]) -> frozenset[str]:
    """Words of the names of those speakers who are people."""
    names = lexicon(language)
    people = (Role.AGENT, Role.CUSTOMER)
    found = [
        name_words(speaker.name, names, trusted=roles[speaker.key] is Role.CUSTOMER)
        for speaker in speakers
        if speaker.name and roles[speaker.key] in people
    ]
    return frozenset().union(*found)


def _agent_ids(
    transcript: Transcript, roles: Mapping[str, Role], agents: Mapping[str, str], content: str, key: SiteKey
) -> dict[str, str]:
    """The ids of the agents by `Speaker.key`; two who are unknown stay two, here and anywhere."""
    ids = {}
    for speaker in (speaker for speaker in transcript.speakers if roles[speaker.key] is Role.AGENT):
        own = key.hmac("unknown agent", f"{content}\0{speaker.key}")[:AGENT_ID_DIGITS]
        code = agent_key(agents[speaker.key], key) if speaker.key in agents else f"{UNKNOWN_AGENT}{own}"
        ids[speaker.key] = speaker.agent_id or code
    return ids


def agent_key(name: str, key: SiteKey) -> str:
    """The `Turn.agent_id` of an agent whom the source names so, by identifier or, where it has none, by name."""
    return _code("agent", name, key)


def customer_key(name: str, key: SiteKey) -> str:
    """The `Conversation.customer_key` of a customer whom the source, or the user, names so."""
    return _code("customer", name, key)


def _code(kind: str, text: str, key: SiteKey) -> str:
    """The first 16 digits of the HMAC of a name, whatever its case and spacing."""
    return key.hmac(kind, " ".join(text.casefold().split()))[:AGENT_ID_DIGITS]
