"""Every format that is read as it is; a file must never be two of them (`tests/ingest/formats`)."""

from __future__ import annotations

from convqa.ingest.formats.assemblyai import ASSEMBLYAI
from convqa.ingest.formats.call_analytics import CALL_ANALYTICS
from convqa.ingest.formats.chatwoot import CHATWOOT
from convqa.ingest.formats.contact_lens import CONTACT_LENS
from convqa.ingest.formats.deepgram import DEEPGRAM
from convqa.ingest.formats.diarized import OPENAI_DIARIZED, PYANNOTE
from convqa.ingest.formats.format import Format
from convqa.ingest.formats.genesys import GENESYS
from convqa.ingest.formats.giosg import GIOSG
from convqa.ingest.formats.intercom import INTERCOM
from convqa.ingest.formats.meetings import TEAMS_VTT, ZOOM_VTT
from convqa.ingest.formats.post_call_analytics import POST_CALL_ANALYTICS
from convqa.ingest.formats.transcribed import CONVQA_VTT
from convqa.ingest.formats.twilio import TWILIO
from convqa.ingest.formats.whisper import WHISPER
from convqa.ingest.formats.whisper_cpp import WHISPER_CPP
from convqa.ingest.formats.zendesk import ZENDESK
from convqa.ingest.formats.zendesk_chat import ZENDESK_CHAT

__all__ = ["FORMATS", "match"]

FORMATS: tuple[Format, ...] = (
    ASSEMBLYAI,
    CALL_ANALYTICS,
    CHATWOOT,
    CONTACT_LENS,
    CONVQA_VTT,
    DEEPGRAM,
    GENESYS,
    GIOSG,
    INTERCOM,
    OPENAI_DIARIZED,
    POST_CALL_ANALYTICS,
    PYANNOTE,
    TEAMS_VTT,
    TWILIO,
    WHISPER,
    WHISPER_CPP,
    ZENDESK,
    ZENDESK_CHAT,
    ZOOM_VTT,
)


def match(value: object) -> Format | None:
    """The format of a parsed file (see `Format.recognise`); `None` where it is none of them."""
    return next((one for one in FORMATS if one.recognise(value)), None)
