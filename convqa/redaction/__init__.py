"""Redaction: `Transcript` -> `Conversation`, the only way from the one to the other.

Personal data is replaced by numbered placeholders (`docs/privacy.md` lists them), the same
value by the same placeholder throughout a conversation. Finders (`finders/`) say what they
see; `resolve` settles overlaps; `replace` writes. The result is pseudonymised, not anonymous.
"""

from __future__ import annotations

from convqa.redaction.findings import Kind
from convqa.redaction.hashes import input_hash
from convqa.redaction.ids import redact_id
from convqa.redaction.keys import SiteKey
from convqa.redaction.masks import mask_text
from convqa.redaction.names import Tagger, holds_given_name, is_persons
from convqa.redaction.paths import mask_path, record_path, redact_path
from convqa.redaction.redact import agent_key, customer_key, redact
from convqa.redaction.redactor import Redactor, load_redactor
from convqa.redaction.replace import count_replaced

__all__ = [
    "Kind",
    "Redactor",
    "SiteKey",
    "Tagger",
    "agent_key",
    "count_replaced",
    "customer_key",
    "holds_given_name",
    "input_hash",
    "is_persons",
    "load_redactor",
    "mask_path",
    "mask_text",
    "record_path",
    "redact",
    "redact_id",
    "redact_path",
]
