"""What tells one transcript's content from another's: HMACs under the site's key, taken before anything is redacted."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from typing import Any

from convqa.conversation import Speaker, Transcript, Utterance
from convqa.redaction.keys import SiteKey

__all__ = ["content_code", "input_hash"]

# Which conversation it is and where it lies, and what no record tells of the source.
_LEFT_OUT = {
    Transcript: {"id", "id_given", "source", "format", "skipped", "kind"},
    Speaker: set[str](),
    Utterance: {"line"},
}


def input_hash(transcript: Transcript, key: SiteKey) -> str:
    """`hmac-sha256:` and 64 digits over everything that can move the record of a conversation.

    That is more than what was said (`Conversation.content_hash`): also the language, channel or agent that the user
    states, the start, the customer, what a recogniser or the reading of the source was unsure of. Equal hashes under
    one key, model, redactor and rubric mean equal records, but for the id and the place, which say which conversation
    it is: the same file elsewhere is no other content. (Names in a path may number placeholders in another order.)

    Every field of the three types counts unless it is left out above. One at its default adds nothing, so that a field
    that a later convqa adds does not make all that is stored look changed.
    """
    text = json.dumps(_stated(transcript), ensure_ascii=False, separators=(",", ":"), default=_stated)
    return f"hmac-sha256:{key.hmac('input', text)}"


def content_code(transcript: Transcript, key: SiteKey) -> str:
    """64 digits over what was said by whom and when; not where it stood in which file."""
    content = {
        "speakers": [[s.key, s.name, s.role, s.identifier] for s in transcript.speakers],
        "utterances": [[u.speaker, u.text, u.start_s, u.end_s] for u in transcript.utterances],
    }
    return key.hmac("content", json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _stated(part: Transcript | Speaker | Utterance) -> dict[str, Any]:
    """The fields that count and are not at their default."""
    stated = ((name, getattr(part, name), default) for name, default in _COUNTING[type(part)])
    return {name: value for name, value, default in stated if value != default}


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


_COUNTING = {
    kind: tuple((field.name, _default(field)) for field in fields(kind) if field.name not in left_out)
    for kind, left_out in _LEFT_OUT.items()
}
