"""What stands in no conversation, such as a path or a column's name, as `redact`, the one judge, would write it."""

from __future__ import annotations

from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Utterance
from convqa.redaction.keys import SiteKey
from convqa.redaction.redact import redact

__all__ = ["mask_path", "mask_text"]


def mask_path(path: str) -> str:
    """A path as it would stand in a record."""
    return _redacted(path=path, text=".").source


def mask_text(text: str) -> str:
    """A text that is not blank, as it would stand in a turn of English."""
    return _redacted(path="", text=text).turns[0].text


def _redacted(*, path: str, text: str) -> Conversation:
    alone = Transcript(id="", source=path, speakers=(Speaker(key=""),), utterances=(Utterance(speaker="", text=text),))
    return redact(alone, language=Language.EN, roles={"": Role.SYSTEM}, role_certainty=1.0, key=SiteKey.default())
