"""Genesys Cloud: the transcript of a communication, the file behind the `transcripturl` of its API.

Fields as in Genesys' "Transcript schema" of speech and text analytics. A phrase says only whether it came from inside
or outside; who inside spoke follows from the windows of time of `participants`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import (
    first,
    get,
    has,
    identifier,
    items,
    milliseconds,
    number,
    objects,
    probability,
    text,
)
from convqa.ingest.formats.format import Fault, Format, Reading, Skip, by_start, role_of
from convqa.ingest.formats.windows import NEAR_S, Span, several, who
from convqa.ingest.messages import Message
from convqa.ingest.times import parse_moment
from convqa.ingest.values import parse_language

__all__ = ["GENESYS"]

_ROLES: Mapping[str, Role] = {
    "external": Role.CUSTOMER,
    "customer": Role.CUSTOMER,
    "internal": Role.AGENT,
    "agent": Role.AGENT,
    "ivr": Role.BOT,
    "acd": Role.BOT,
    "bot": Role.BOT,
}
"""By `participantPurpose`. The schema knows external and internal alone; the rest are purposes of other parts of the
API, in case one gets through."""

_CHANNELS: Mapping[str, str] = {
    "call": "phone",
    "voice": "phone",
    "callback": "phone",
    "chat": "chat",
    "webchat": "chat",
    "message": "chat",
    "webmessaging": "chat",
    "open": "chat",
    "sms": "chat",
    "email": "email",
    "facebook": "social",
    "instagram": "social",
    "twitter": "social",
    "whatsapp": "social",
    "line": "social",
}
"""By `messageType` and `mediaType`; of one that is not here nothing is said."""

_LEAST_EPOCH_MS = 1e11
"""Milliseconds since 1970 are more than this from 1973 on; milliseconds since a start are less for three years."""


class _Clock(NamedTuple):
    """How the times of a file become seconds from the start of the conversation."""

    began_ms: float
    since_1970: bool  # whether phrases count from 1970; otherwise from the start of the conversation

    def at(self, value: object) -> float | None:
        """Seconds from the start; `None` where it is no time."""
        found = number(value)
        if found is None:
            return None
        return milliseconds(found - self.began_ms if _is_epoch(found) else found)

    def comparable(self, *values: object) -> bool:
        """Whether these times, as far as they are there, are counted as the phrases are; 0 is the start either way."""
        return all(not (found := number(value)) or _is_epoch(found) == self.since_1970 for value in values)


def recognise(value: object) -> bool:
    """The ids of a communication beside transcripts of phrases; or the API's answer that only says where they lie."""
    if _is_address(value):
        return True
    if not has(value, conversationId=str, transcripts=list):
        return False
    if not (has(value, communicationId=str) or has(value, participants=list)):
        return False
    listed = list(objects(get(value, "transcripts")))
    if not listed:
        return has(value, organizationId=str, communicationId=str)
    phrases = [phrase for part in listed for phrase in objects(part.get("phrases"))]
    if phrases:
        return any("participantPurpose" in phrase for phrase in phrases)
    return any(has(part, transcriptId=str) for part in listed)


def read(value: object) -> Iterator[Reading | Fault]:
    """The one conversation of a file; of a conversation with several communications, its part."""
    if _is_address(value):
        yield Fault(
            problem="this is Genesys Cloud's answer that says where a transcript lies, not the transcript",
            remedy="fetch the file that it names and read that one",
        )
        return
    transcripts = list(objects(get(value, "transcripts")))
    listed = [phrase for part in transcripts for phrase in items(part.get("phrases"))]
    phrases = list(objects(listed))
    skipped = Counter({Skip.NOT_UNDERSTOOD: len(listed) - len(phrases)})
    skipped[Skip.EMPTY] = sum(not _words(phrase) for phrase in phrases)
    phrases = [phrase for phrase in phrases if _words(phrase)]
    if not phrases:
        yield Fault(
            problem="Genesys Cloud has transcribed nothing of this conversation",
            remedy="check that transcription is on for its queue and language, or leave the file out",
        )
        return
    clock = _clock(value, phrases)
    about = _about(value, transcripts)
    spoken = about["channel"] in ("", "phone")
    messages = by_start(_message(phrase, clock, spoken=spoken) for phrase in phrases)
    spans = _spans(value, clock)
    doubts: set[Doubt] = set()
    told = tuple(_with_people(messages, spans, _anyone(value), doubts))
    yield Reading(about=about, messages=told, skipped=+skipped, doubts=frozenset(doubts))


def _is_address(value: object) -> bool:
    return has(value, conversation=dict, communicationId=str) and (has(value, urls=list) or has(value, url=str))


def _is_epoch(found: float) -> bool:
    return found > _LEAST_EPOCH_MS


def _words(phrase: Mapping[str, object]) -> str:
    """What was said, with capitals and punctuation where Genesys has added them."""
    return text(phrase.get("decoratedText")) or text(phrase.get("text"))


def _about(value: object, transcripts: Sequence[Mapping[str, object]]) -> dict[str, object]:
    languages = {parse_language(word) or word: word for part in transcripts if (word := text(part.get("language")))}
    medium = first(*(text(part.get("messageType")) for part in transcripts), text(get(value, "mediaType")))
    began = _began_ms(value)
    return {
        "conversation": identifier(get(value, "conversationId")),
        # Parts in two languages say nothing of the whole; it is told from the words.
        "language": next(iter(languages.values())) if len(languages) == 1 else "",
        "channel": _CHANNELS.get(str(medium).casefold(), ""),
        "started_at": "" if began is None else f"{began:.0f}",
    }


def _began_ms(value: object) -> float | None:
    """When the conversation began, else this communication of it, since 1970; `None` where neither is stated."""
    stated = (_epoch_ms(get(value, name)) for name in ("conversationStartTime", "startTime"))
    return next((found for found in stated if found is not None and _is_epoch(found)), None)


def _epoch_ms(value: object) -> float | None:
    """Milliseconds since 1970, also of a date as ISO 8601 writes it, as other parts of the API do."""
    moment = parse_moment(value) if isinstance(value, str) else None
    return number(value) if moment is None or moment.scale != "zoned" else moment.seconds * 1000


def _clock(value: object, phrases: Iterable[Mapping[str, object]]) -> _Clock:
    """From the stated start; from the first phrase where none is stated, or it began before the start."""
    times = [found for phrase in phrases if (found := number(phrase.get("startTimeMs"))) is not None]
    absolute = [found for found in times if _is_epoch(found)]
    began = _began_ms(value)
    starts = absolute if began is None else [began, *absolute]
    return _Clock(began_ms=min(starts, default=0.0), since_1970=bool(absolute))


def _message(phrase: Mapping[str, object], clock: _Clock, *, spoken: bool) -> Message:
    start_s = clock.at(phrase.get("startTimeMs"))
    duration = phrase.get("duration")
    purpose = text(phrase.get("participantPurpose")).casefold()
    lasts_s = milliseconds(duration.get("milliseconds") if isinstance(duration, dict) else duration)
    return Message(
        text=_words(phrase),
        role=role_of(purpose, _ROLES),
        start_s=start_s,
        end_s=None if start_s is None or lasts_s is None else round(start_s + lasts_s, 3),
        speech_confidence=probability(phrase.get("confidence")) if spoken else None,
    )


def _spans(value: object, clock: _Clock) -> list[Span]:
    """The windows of those inside who say who they are: people by `userId`, machines by `flowId` or `queueId`."""
    found = []
    usable = True
    for participant in objects(get(value, "participants")):
        user = identifier(participant.get("userId"))
        key = user or identifier(participant.get("flowId")) or identifier(participant.get("queueId"))
        if key is None or _ROLES.get(text(participant.get("participantPurpose")).casefold()) is Role.CUSTOMER:
            continue
        opens, closes = participant.get("startTimeMs"), participant.get("endTimeMs") or None  # 0 is no end
        usable = usable and clock.comparable(opens, closes)
        found.append(Span(key=key, start_s=clock.at(opens), end_s=clock.at(closes), person=user is not None))
    if usable:
        return found
    # Windows that are not counted from where the phrases are say who was there, but not when.
    alone = len({span.key for span in found}) == 1
    return [Span(key=found[0].key, person=found[0].person)] if alone else []


def _anyone(value: object) -> bool:
    """Whether a person inside is listed at all, so that words from inside that are nobody's could be another's."""
    return any(identifier(one.get("userId")) is not None for one in objects(get(value, "participants")))


def _with_people(
    messages: Iterable[Message], spans: Sequence[Span], anyone: bool, doubts: set[Doubt]
) -> Iterator[Message]:
    """The messages, those from inside with who said them; a doubt is added where several could be, or none is."""
    joined_s = min((span.opens for span in spans if span.person), default=None)
    keys = {span.key for span in spans}
    previous: str | None = None
    for message in messages:
        if message.role is not Role.AGENT:
            yield message
            continue
        if message.start_s is not None:
            speaker = who(spans, message.start_s, message.end_s, previous)
        else:
            speaker = spans[0] if len(keys) == 1 else None
        if message.start_s is not None and several(spans, message.start_s, message.end_s):
            doubts.add(Doubt.AGENTS)
        if speaker is not None:
            previous = speaker.key
            yield replace(message, identifier=speaker.key) if speaker.person else replace(message, role=Role.BOT)
        elif joined_s is not None and message.start_s is not None and message.start_s < joined_s - NEAR_S:
            yield replace(message, role=Role.BOT)  # what speaks before anyone has joined is a machine
        else:
            if anyone:
                doubts.add(Doubt.AGENTS)
            yield message  # somebody inside, but nobody can say who


GENESYS = Format(
    name="genesys",
    title="Genesys Cloud transcripts",
    marks="a conversationId beside communicationId or participants, and transcripts of phrases with participantPurpose",
    recognise=recognise,
    read=read,
)
