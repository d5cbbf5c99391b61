"""Amazon Transcribe Call Analytics: the transcript file of a post-call job.

Fields as in "Compiled post-call analytics output" of Amazon's guide. The role is that of a channel of the recording, so
two agents on one channel cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convqa.conversation import Doubt, Role
from convqa.ingest.formats.access import get, has, items, milliseconds, objects, probability, text
from convqa.ingest.formats.format import Fault, Format, Reading, Skip, by_start, role_of, sort_out
from convqa.ingest.formats.speech import mean
from convqa.ingest.messages import Message

__all__ = ["CALL_ANALYTICS"]

_ROLES: Mapping[str, Role] = {"AGENT": Role.AGENT, "CUSTOMER": Role.CUSTOMER, "SYSTEM": Role.SYSTEM}


def recognise(value: object) -> bool:
    """A transcript (see `marks`), or what Amazon's API answers about a job, which people save in its place."""
    if _is_job(value):
        return True
    if not has(value, JobName=str, Transcript=list) or get(value, "CustomerMetadata") is not None:
        return False
    rows = list(objects(get(value, "Transcript")))
    return any(map(_is_row, rows)) or (not rows and has(value, LanguageCode=str, ConversationCharacteristics=dict))


def read(value: object) -> Iterator[Reading | Fault]:
    """The one call of a file."""
    if _is_job(value):
        yield Fault(
            problem="this is what Amazon says of a Call Analytics job, not the transcript of the call",
            remedy="download the file that its TranscriptFileUri names",
        )
        return
    messages, skipped = sort_out(items(get(value, "Transcript")), _left_out, _message)
    about = {
        "conversation": text(get(value, "JobName")),
        "language": text(get(value, "LanguageCode")),
        "channel": "phone",
    }
    listed = [text(get(one, "ParticipantRole")).upper() for one in objects(get(value, "Participants"))]
    doubts = {Doubt.AGENTS} if listed.count("AGENT") > 1 else set()
    yield Reading(about=about, messages=by_start(messages), skipped=skipped, doubts=frozenset(doubts))


def _left_out(row: object) -> Skip | None:
    if not isinstance(row, dict):
        return Skip.NOT_UNDERSTOOD
    return None if text(row.get("Content")) else Skip.EMPTY


def _message(row: object) -> Message:
    word = text(get(row, "ParticipantRole")).upper()
    return Message(
        text=text(get(row, "Content")),
        role=role_of(word, _ROLES),
        voice=word or None,
        start_s=milliseconds(get(row, "BeginOffsetMillis")),
        end_s=milliseconds(get(row, "EndOffsetMillis")),
        speech_confidence=mean(
            probability(item.get("Confidence"))
            for item in objects(get(row, "Items"))
            if text(item.get("Type")).casefold() != "punctuation"  # which has a confidence of nought
        ),
    )


def _is_job(value: object) -> bool:
    return has(get(value, "CallAnalyticsJob"), CallAnalyticsJobName=str, CallAnalyticsJobStatus=str)


def _is_row(row: Mapping[str, object]) -> bool:
    timed = has(row, ParticipantRole=str, BeginOffsetMillis=(int, float), EndOffsetMillis=(int, float))
    return timed and (has(row, LoudnessScores=list) or has(row, Items=list))


CALL_ANALYTICS = Format(
    name="call-analytics",
    title="Amazon Transcribe Call Analytics",
    marks="a JobName and a Transcript of rows with ParticipantRole, offsets in milliseconds, and LoudnessScores or "
    "Items",
    recognise=recognise,
    read=read,
)
