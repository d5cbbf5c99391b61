"""Step 5: labels and evidence + a rubric -> scorecards, flags, counts of the customer's effort. Pure.

`rate` makes the ratings, which no rubric moves; `judge` holds them and the labels (`convqa.grounds`) against a rubric;
`score` is both. Behind them: `amounts` is the arithmetic of the ratings, `basis` the rule of when there are none,
`card_flags` and `conversation_flags` what a person should see, `phrases` the company's own criteria, `customer_effort`
the counts. `hearing` comes before all of them: it widens the intervals of a recording whose words were badly heard.
"""

from __future__ import annotations

from convqa.scoring.amounts import Amounts, amounts
from convqa.scoring.basis import absence_owners
from convqa.scoring.card_flags import cited_ratings
from convqa.scoring.case import ASKED_SIGNALS
from convqa.scoring.hearing import widen, widening
from convqa.scoring.phrases import missing_phrases
from convqa.scoring.ratings import rate
from convqa.scoring.scorecards import judge, score

__all__ = [
    "ASKED_SIGNALS",
    "Amounts",
    "absence_owners",
    "amounts",
    "cited_ratings",
    "judge",
    "missing_phrases",
    "rate",
    "score",
    "widen",
    "widening",
]
