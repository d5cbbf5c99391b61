"""Transcript -> Conversation: the only way from the one to the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Turn
from convqa.redaction.finders import FINDERS
from convqa.redaction.finders.masks import find_masks
from convqa.redaction.finders.person import find_people, name_words
from convqa.redaction.findings import Finding, Kind, Reading, make_reading, read
from convqa.redaction.keys import SiteKey
from convqa.redaction.lexicon import lexicon
from convqa.redaction.replace import Placeholders, replace
from convqa.redaction.resolve import resolve
from convqa.redaction.turns import make_turns

__all__ = ["find", "redact"]

AGENT_ID_DIGITS = 16
ID_SUFFIX_DIGITS = 8
MIN_REPEATED = 5  # shorter values ("3/4", "1102") are other things elsewhere
MAX_REPEATED = 200  # bounds the work on a hostile text
# In a file name a bare number is a date or a counter far more often than anybody's customer number.
_KINDS_IN_PATHS = frozenset({Kind.PERSON, Kind.EMAIL, Kind.PHONE, Kind.ID_NUMBER, Kind.CARD, Kind.ACCOUNT})
_PATH_BREAK = re.compile(r"[/\\]|\.(?=\w{1,5}(?:\ue000|$))")  # between folders, and before the ending
_PATH_BLANK = re.compile(r"[_.-]")
_WORD_START = re.compile(r"\b[a-zæøåäö]")


def redact(
    transcript: Transcript,
    *,
    language: Language,
    roles: Mapping[str, Role],
    role_certainty: float,
    key: SiteKey,
) -> Conversation:
    """Replace the personal data of a transcript by placeholders and make turns of its utterances.

    Args:
        transcript: at least one utterance.
        language: of the conversation; decides which words are no names.
        roles: the role of every `Speaker.key`.
        role_certainty: in [0, 1], goes into the conversation as it is.
        key: of the HMACs.
    """
    turns = make_turns(transcript)
    known = _speaker_names(transcript.speakers, language, roles)
    reading = read([turn.text for turn in turns], language)
    findings = find(reading, known)
    path_reading, path_findings = _find_in_paths(transcript, language, known)
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
    speakers = {speaker.key: speaker for speaker in transcript.speakers}
    return Conversation(
        id=transcript.id if transcript.id_given else made_id,
        source=source,
        language=language,
        turns=tuple(
            Turn(
                index=index,
                role=roles[turn.speaker],
                text=text,
                agent_id=_agent_id(speakers[turn.speaker], key) if roles[turn.speaker] is Role.AGENT else None,
                start_s=turn.start_s,
                end_s=turn.end_s,
            )
            for index, (turn, text) in enumerate(zip(turns, texts, strict=True))
        ),
        content_hash=f"hmac-sha256:{key.hmac('content', _canonical(transcript))}",
        role_certainty=role_certainty,
        channel=transcript.channel,
        started_at=transcript.started_at,
        customer_key=_code("customer", transcript.customer, key) if transcript.customer else None,
    )


def find(reading: Reading, known: frozenset[str] = frozenset()) -> list[Finding]:
    """All personal data in a reading: disjoint findings in order of place.

    Args:
        reading: the turns.
        known: words of the speakers' names, in lower case.
    """
    findings = [finding for finder in FINDERS for finding in finder(reading)]
    findings += find_people(reading, known)
    masks = find_masks(reading)
    resolved = resolve(reading, findings, masks)
    repeated = list(_find_again(reading, resolved))
    return resolve(reading, [*resolved, *repeated], masks) if repeated else resolved


def _find_again(reading: Reading, findings: list[Finding]) -> Iterator[Finding]:
    """Other places where a number, an address or the like that was found stands without its context."""
    values: dict[str, Finding] = {}
    for finding in findings:
        if finding.kind is not Kind.PERSON and finding.end - finding.start >= MIN_REPEATED:
            values.setdefault(reading.low[finding.start : finding.end], finding)
    for value, finding in islice(values.items(), MAX_REPEATED):
        if reading.low.count(value) > 1:
            for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", reading.low):
                yield Finding(*match.span(), finding.kind, finding.score)


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


def _find_in_paths(transcript: Transcript, language: Language, known: frozenset[str]) -> tuple[Reading, list[Finding]]:
    """Personal data in the source's path and in the id.

    Names are looked for with blanks for what joins words in file names, and with capitals, which file names drop
    ("chat_jonas_holm"); everything else, such as mail addresses, as it is written.
    """
    reading = read([transcript.source, transcript.id], language)
    spaced = _PATH_BLANK.sub(" ", _PATH_BREAK.sub(",", reading.text))
    spaced = _WORD_START.sub(lambda match: match[0].upper(), spaced)
    found = [finding for finding in find(reading, known) if finding.kind is not Kind.PERSON]
    found += find(make_reading(spaced, reading.starts, language), known)
    return reading, resolve(reading, [finding for finding in found if finding.kind in _KINDS_IN_PATHS], ())


def _agent_id(speaker: Speaker, key: SiteKey) -> str:
    return _code("agent", speaker.identifier or speaker.name or speaker.key, key)


def _code(kind: str, text: str, key: SiteKey) -> str:
    """The first 16 digits of the HMAC of a name, whatever its case and spacing."""
    return key.hmac(kind, " ".join(text.casefold().split()))[:AGENT_ID_DIGITS]


def _canonical(transcript: Transcript) -> str:
    """What was said by whom and when, as JSON; not where it stood in which file."""
    content = {
        "speakers": [[s.key, s.name, s.role, s.identifier] for s in transcript.speakers],
        "utterances": [[u.speaker, u.text, u.start_s, u.end_s] for u in transcript.utterances],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
