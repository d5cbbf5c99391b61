"""What could not be scored, in sentences that hold no personal data."""

from __future__ import annotations

from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.errors import InputError
from convqa.redaction import SiteKey, redact

__all__ = ["closing_count", "sentence"]


def sentence(error: InputError) -> str:
    """The error with names and numbers in the file's path replaced, as they are in the records.

    Standard error ends in logs, and people name files after customers.
    """
    return str(InputError(source=_masked(error.source), line=error.line, problem=error.problem, remedy=error.remedy))


def closing_count(*, failed: int, scored: int) -> str:
    """The last line of a run in which something failed."""
    left_out = "1 input could not be scored and is" if failed == 1 else f"{failed:,} inputs could not be scored and are"
    done = "1 conversation was" if scored == 1 else f"{scored:,} conversations were"
    return f"{left_out} listed above; {done} scored."


def _masked(path: str) -> str:
    """The path as `redact`, the one judge of what is personal, would write it into a record."""
    only_path = Transcript(
        id="", source=path, speakers=(Speaker(key=""),), utterances=(Utterance(speaker="", text="."),)
    )
    return redact(
        only_path, language=Language.EN, roles={"": Role.SYSTEM}, role_certainty=1.0, key=SiteKey.default()
    ).source
