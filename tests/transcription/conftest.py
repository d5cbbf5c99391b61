from __future__ import annotations

from convqa.conversation import Channel, Conversation, Doubt, Language, Speaker, Transcript, Utterance
from convqa.pipeline import prepare
from convqa.redaction import Redactor, SiteKey
from convqa.transcription import Origin

KEY = SiteKey(b"a key that is long enough")
RULES = Redactor(key=KEY, tagger=None)
ORIGIN = Origin(
    name=f"hmac-sha256:{KEY.hmac('name', 'a')}",
    content=f"hmac-sha256:{KEY.hmac('sound', 'b')}",
    settings="x 1, to vtt",
)

LINES = (
    ("s1", "Welcome to Nordlys, you are talking to Astrid Berg.", 0.5, 3.25, 0.91),
    ("s1", "How can I help you today?", 3.5, 5.0, 0.97),
    ("s2", "Hi, my name is Lene Hansen & my router is dead <again>.", 5.5, 9.0, 0.72),
    ("s2", "My number is 20 12 34 56.", 9.25, 12.0, 0.553),
    ("s1", "Thank you, Lene. I have sent you a new one --> it arrives on Thursday.", 12.5, 3725.5, 0.88),
    ("s2", "Lovely, thank you so much for the help.", 3726.0, 3728.0, None),
)


def call(
    *lines: tuple[str, str, float | None, float | None, float | None],
    source: str = "calls/Lene Hansen 7.wav",
    doubts: tuple[Doubt, ...] = (Doubt.SPEAKERS, Doubt.BROKEN_OFF),
) -> Transcript:
    """A transcript as a recording gives it: speakers without a name."""
    told = lines or LINES
    return Transcript(
        id=source.rpartition(".")[0],
        source=source,
        speakers=tuple(Speaker(key=key) for key in dict.fromkeys(line[0] for line in told)),
        utterances=tuple(
            Utterance(speaker=who, text=text, start_s=start, end_s=end, speech_confidence=confidence)
            for who, text, start, end, confidence in told
        ),
        language=Language.EN,
        channel=Channel.PHONE,
        started_at="2026-05-04T09:00:00+02:00",
        speech="fake-speech@1 tones",
        doubts=doubts,
    )


def prepared(transcript: Transcript) -> Conversation:
    return prepare(transcript, RULES)
