"""What goes into a store and comes out of it: an assessment with what lies beside it."""

from __future__ import annotations

from dataclasses import dataclass

from convqa.assessment import Assessment
from convqa.conversation import Language
from convqa.grounds import Supplement

__all__ = ["LONGEST_ID", "Arriving", "Entry"]

LONGEST_ID = 500
"""Characters of a conversation's id: an entry in an index of PostgreSQL has 2,704 bytes at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """What is known of a conversation before it is redacted.

    Attributes:
        identity, opening, input_hash: as in `Entry`.
        customer_key: `redaction.customer_key` of the customer; `None` where the source names none.
        started_at: as the source writes it.
    """

    identity: str
    opening: str
    input_hash: str
    customer_key: str | None
    started_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One conversation as it was assessed. The rubric is named by `assessment.provenance.rubric`.

    Attributes:
        assessment: numbers to the record's 4 decimals where they are ratings, amounts or totals.
        supplement: what another rubric needs, and no record shows.
        identity: HMAC of which conversation this is, whatever its content.
        opening: HMAC of how it begins, so that two conversations of one id stay two; `""` where ingest made the id.
        input_hash: HMAC of all that came in of it.
        feedback_language: of the feedback and of the flags' reasons.
    """

    assessment: Assessment
    supplement: Supplement
    identity: str
    opening: str
    input_hash: str
    feedback_language: Language

    @property
    def arriving(self) -> Arriving:
        """What tombstones are asked by."""
        info = self.assessment.conversation
        return Arriving(
            identity=self.identity,
            opening=self.opening,
            input_hash=self.input_hash,
            customer_key=info.customer_key,
            started_at=info.started_at,
        )
