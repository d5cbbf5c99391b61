"""Twilio Conversational Intelligence (Voice Intelligence): the sentences of a transcript.

Fields as in the reference of `GET /v2/Transcripts/{sid}/Sentences`. The transcript resource, which alone knows the
language, date and participants, may lie beside them: its members at the top, or as `transcript`. Times are seconds, as
strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convqa.conversation import Role
from convqa.ingest.formats.access import first, get, has, identifier, items, number, objects, probability, seconds, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip, role_of
from convqa.ingest.formats.speech import Person, Segment, Word, confidence_of, voice_of
from convqa.ingest.formats.speech_turns import speech_messages

__all__ = ["TWILIO"]

_ROLES: Mapping[str, Role] = {
    "agent": Role.AGENT,
    "human_agent": Role.AGENT,
    "customer": Role.CUSTOMER,
    "ai_agent": Role.BOT,
}
_UNFINISHED = ("queued", "in-progress", "failed", "error", "canceled")
_ADDRESS = "@+"


def recognise(value: object) -> bool:
    """Sentences of a channel of the sound: see `marks`."""
    if not has(value, sentences=list):
        return False
    rows = items(get(value, "sentences"))
    if not rows:
        return get(value, "meta.key") == "sentences" or text(get(value, "sid")).startswith("GT")
    return any(has(row, media_channel=int, transcript=str) and _is_numbered(row) for row in objects(rows))


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    rows = items(get(value, "sentences"))
    segments = [_segment(row) for row in sorted(objects(rows), key=_index)]
    if (fault := _fault(value, segments)) is not None:
        yield fault
        return
    messages, skipped = speech_messages(segments, _people(value))
    skipped[Skip.NOT_UNDERSTOOD] += len(rows) - len(list(objects(rows)))
    about = {
        "conversation": identifier(_of_transcript(value, "sid")),
        "language": text(_of_transcript(value, "language_code")),
        "channel": "phone",
        "started_at": text(_of_transcript(value, "media_start_time")),
    }
    yield Reading(about=about, messages=messages, skipped=+skipped)


def _is_numbered(row: Mapping[str, object]) -> bool:
    return "sentence_index" in row or text(row.get("sid")).startswith("GX")


def _of_transcript(value: object, path: str) -> object:
    return first(get(value, f"transcript.{path}"), get(value, path))


def _fault(value: object, segments: list[Segment]) -> Fault | None:
    """Why the sentences are not those of a whole call with two sides; `None` where they may be."""
    if not segments and text(_of_transcript(value, "status")) in _UNFINISHED:
        return Fault(
            problem="Twilio did not finish this transcript, so it holds no sentences",
            remedy="fetch it again when its status is completed, or leave the file out",
        )
    if text(get(value, "meta.next_page_url")) or (number(get(value, "meta.page")) or 0) > 0:
        return Fault(
            problem="this is one page of a Twilio transcript, not the whole call",
            remedy="fetch the sentences with a PageSize that holds them all, or put those of all pages in one list",
        )
    if len({segment.voice for segment in segments if segment.text}) == 1:
        return Fault(
            problem="all sentences of this Twilio transcript are on one channel, so agent and customer cannot be told "
            "apart",
            remedy="record calls on two channels (dual), and transcribe them again",
        )
    return None


def _index(row: Mapping[str, object]) -> float:
    found = number(row.get("sentence_index"))
    return 0.0 if found is None else found


def _segment(row: Mapping[str, object]) -> Segment:
    voice = voice_of(row.get("media_channel"), None)
    words = tuple(
        Word(
            text=text(word.get("word")),
            voice=voice,
            start_s=seconds(word.get("start_time")),
            end_s=seconds(word.get("end_time")),
            confidence=probability(word.get("confidence")),
        )
        for word in objects(row.get("words"))
    )
    return Segment(
        text=text(row.get("transcript")),
        voice=voice,
        start_s=seconds(row.get("start_time")),
        end_s=seconds(row.get("end_time")),
        words=words,
        confidence=confidence_of(words, row.get("confidence")),
    )


def _people(value: object) -> dict[str, Person]:
    """Who is on which channel; telephone numbers and mail addresses are left where they are."""
    people: dict[str, Person] = {}
    for one in objects(_of_transcript(value, "channel.participants")):
        voice = voice_of(one.get("channel_participant"), None)
        role = role_of(text(one.get("role")).lower().replace(" ", "_"), _ROLES)
        user = identifier(one.get("user_id"))
        known = user is not None and role is Role.AGENT and not any(sign in user for sign in _ADDRESS)
        if voice is not None:
            people[voice] = Person(
                name=text(one.get("full_name")) or None, role=role, identifier=user if known else None
            )
    return people


TWILIO = Format(
    name="twilio",
    title="Twilio Conversational Intelligence (Voice Intelligence)",
    marks="sentences with media_channel, transcript and sentence_index",
    recognise=recognise,
    read=read,
)
