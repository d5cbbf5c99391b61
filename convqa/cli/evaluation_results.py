"""All that `convqa evaluate` found, for its tables and for `--json`. No reviewer stands in it, and no text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convqa import __version__
from convqa.cli.failures import masked
from convqa.evaluation import FEWEST, Agreement, Among, Figure, Matched, Scored, agreements, total_agreement
from convqa.reviews import Found, shown

__all__ = ["Results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The reviews as they were read and matched, and the figures.

    Attributes:
        total: n, conversations and figures of the totals.
        models: which machine it was, by name and version.
        unreviewed: ids of conversations that nobody reviewed, as in their records.
        forms: the forms that were filled in, where the source tells.
    """

    said: Found
    matched: Matched
    parts: Sequence[Agreement]
    total: tuple[int, int, Mapping[str, Figure]]
    models: Sequence[str]
    unreviewed: Sequence[str]
    forms: frozenset[str]

    @classmethod
    def of(cls, said: Found, matched: Matched, scored: Sequence[Scored], unreviewed: Sequence[str]) -> Results:
        """Compute all figures."""
        return cls(
            said=said,
            matched=matched,
            parts=agreements(matched),
            total=total_agreement(matched.totals),
            models=sorted({one.model for one in scored if one.id in matched.conversations}),
            unreviewed=unreviewed,
            forms=frozenset(review.form for review in said.reviews if review.form is not None),
        )

    def text(self) -> str:
        """The document of `--json`; the same input gives the same bytes."""
        return json.dumps(self._document(), ensure_ascii=False, indent=2) + "\n"

    def _document(self) -> dict[str, Any]:
        account, (n, conversations, figures) = self.said.account, self.total
        unused, more = shown(self.said.unused)
        return {
            "convqa": __version__,
            "models": list(self.models),
            "fewest_conversations": FEWEST,
            "reviews": {
                "read": len(self.said.reviews),
                "compared": self.matched.reviews,
                "reviewers": len(self.matched.reviewers),
                "replaced_by_a_later_one": self.said.replaced,
                "in_calibration_sessions": self.matched.sessions,
                "assisted_by_a_machine": account.assisted,
                "left_out": dict(sorted(account.left_out.items())),
                "times_not_understood": account.undated,
                "experimental": sorted(account.experimental),
                "forms": len(self.forms),
                "agent_named_otherwise": self.matched.otherwise,
                "unused_questions": unused,
                "more_unused_questions": more,
                "missing_questions": list(self.said.missing),
                "moved_scales": {field: str(scale) for field, scale in self.said.scales.items()},
            },
            "conversations": {"compared": len(self.matched.conversations), "without_a_review": list(self.unreviewed)},
            "not_compared": [
                {"source": masked(review.error("", ""), {}).source, "line": review.line, "reason": str(loss)}
                for review, loss in self.matched.losses
            ],
            "parts": [_part(one) for one in self.parts],
            "total": {"n": n, "conversations": conversations, "figures": _figures(figures)},
        }


def _part(one: Agreement) -> dict[str, Any]:
    return {
        "part": one.part.name,
        "n": one.n,
        "conversations": one.conversations,
        "figures": _figures(one.figures),
        "languages": {
            language: {"n": found.n, "conversations": found.conversations, "figures": _figures(found.figures)}
            for language, found in one.languages.items()
        },
        "two_or_more_people": None if one.among is None else _among(one.among),
    }


def _among(among: Among) -> dict[str, Any]:
    return {
        "n": among.units,
        "conversations": among.conversations,
        "people_with_people": _figures(among.people),
        "machine_with_these_people": _figures(among.machine),
    }


def _figures(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: {"value": one.value, "low": one.low, "high": one.high} for name, one in figures.items()}
