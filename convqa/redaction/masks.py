"""What stands in no conversation, such as the name of a column, as `redact`, the one judge, would write it."""

from __future__ import annotations

from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.redaction.keys import SiteKey
from convqa.redaction.redact import redact

__all__ = ["mask_text"]


def mask_text(text: str) -> str:
    """A text that is not blank, as it would stand in a turn of English."""
    alone = Transcript(id="", source="", speakers=(Speaker(key=""),), utterances=(Utterance(speaker="", text=text),))
    key = SiteKey.default()
    return redact(alone, language=Language.EN, roles={"": Role.SYSTEM}, role_certainty=1.0, key=key).turns[0].text
