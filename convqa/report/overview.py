"""The counts on the first page of the HTML report, kept up one assessment at a time.

Nothing is kept per conversation, and no figure is kept per agent: their scorecards are only counted. Sums are
whole numbers (values hold 4 decimals), so that the order of the conversations changes no figure.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from convqa import codebook
from convqa.assessment import Assessment
from convqa.conversation import Language, is_unknown

__all__ = ["LEAST", "LEAST_OF_ONE", "Mean", "Overview"]

LEAST, LEAST_OF_ONE = 10, 20
"""How many scorecards a mean needs before it is shown; and where one agent's are the most of them, since that is a
figure on a person."""
MOST = 0.8

BINS = 10
_UNITS = 10_000  # a value's 4 decimals as a whole number


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of one rating over scorecards.

    Attributes:
        n: scorecards on which the rating applies.
        mean, low, high: the mean and its 95 % Student interval, within [1, 5]; `None` where n < `Overview.least`.
    """

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(slots=True, kw_only=True)
class _Sum:
    n: int = 0
    total: int = 0
    squares: int = 0


@dataclass(slots=True, kw_only=True)
class Overview:
    """What is counted; all counters count conversations, except where they say scorecards."""

    conversations: int = 0
    unrated: int = 0
    scorecards: int = 0
    agents: Counter[str] = field(default_factory=Counter)
    """Scorecards by agent, of those who are known: for their number, and how many one of them has."""
    unknown_agents: int = 0
    """Scorecards of agents of whom nothing says who they are."""
    languages: Counter[Language] = field(default_factory=Counter)
    totals: Counter[int] = field(default_factory=Counter)
    """Scorecards by tenth of the total: bin k holds 10k <= total < 10k + 10, the last one 100 too."""
    good: Counter[str] = field(default_factory=Counter)
    look: Counter[str] = field(default_factory=Counter)
    process_failures: Counter[str] = field(default_factory=Counter)
    resolutions: Counter[str] = field(default_factory=Counter)
    effort_conversations: Counter[str] = field(default_factory=Counter)
    effort_times: Counter[str] = field(default_factory=Counter)
    versions: set[str] = field(default_factory=set)
    _ratings: dict[str, _Sum] = field(default_factory=lambda: {name: _Sum() for name in codebook.RATINGS})

    def add(self, assessment: Assessment) -> None:
        """Count one assessment in."""
        self.conversations += 1
        self.languages[assessment.conversation.language] += 1
        self.unrated += all(card.total is None for card in assessment.scorecards)
        self._add_cards(assessment)
        flags = {
            (flag.name, flag.severity)
            for flag in (*assessment.flags, *(flag for card in assessment.scorecards for flag in card.flags))
        }
        self.good.update(name for name, severity in flags if severity == "good")
        self.look.update(name for name, severity in flags if severity != "good")
        if assessment.process_failure.value is not None:
            self.process_failures[assessment.process_failure.value] += 1
        self.resolutions[assessment.outcome.resolution.value or "unclear"] += 1
        self._add_effort(assessment)
        made = assessment.provenance
        named = {"model": made.model, "redactor": made.redactor, "rubric": made.rubric, "codebook": made.codebook}
        parts = [f"convqa {made.convqa}", made.speech, *(f"{what} {version}" for what, version in named.items())]
        self.versions.add(" · ".join(part for part in parts if part))

    @property
    def least(self) -> int:
        """How many scorecards a mean needs here."""
        return LEAST_OF_ONE if max(self.agents.values(), default=0) > MOST * self.scorecards else LEAST

    def mean(self, name: str) -> Mean:
        """The mean of one rating, or only its n where that is too small."""
        sums = self._ratings[name]
        n = sums.n
        if n < self.least:
            return Mean(n=n)
        mean = sums.total / n
        variance = (sums.squares * n - sums.total * sums.total) / (n * (n - 1))
        reach = _student(n - 1) * math.sqrt(variance / n)
        return Mean(
            n=n, mean=mean / _UNITS, low=max(1.0, (mean - reach) / _UNITS), high=min(5.0, (mean + reach) / _UNITS)
        )

    def main_language(self) -> Language:
        """The most common language, the first of the enumeration on a tie; English where there is nothing."""
        return max(Language, key=lambda language: self.languages[language]) if self.conversations else Language.EN

    def _add_cards(self, assessment: Assessment) -> None:
        for card in assessment.scorecards:
            self.scorecards += 1
            if is_unknown(card.agent_id):
                self.unknown_agents += 1
            else:
                self.agents[card.agent_id] += 1
            if card.total is not None:
                self.totals[min(int(card.total / 100 * BINS), BINS - 1)] += 1
            for name, rating in card.ratings.items():
                if rating is not None:
                    sums, units = self._ratings[name], round(rating.value * _UNITS)
                    sums.n += 1
                    sums.total += units
                    sums.squares += units * units

    def _add_effort(self, assessment: Assessment) -> None:
        effort = assessment.customer_effort
        for name in EFFORTS:
            times = getattr(effort, name)
            self.effort_times[name] += times
            self.effort_conversations[name] += times > 0


EFFORTS = ("repeat_contacts", "unanswered_questions", "handovers", "promises_without_time")


def _student(freedom: int) -> float:
    """The 0.975 quantile of Student's t, off by less than 0.001 from 9 degrees on (Abramowitz & Stegun 26.7.5)."""
    z = 1.959964
    terms: tuple[float, ...] = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / float(freedom) ** power for power, term in enumerate(terms))
