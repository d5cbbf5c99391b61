"""The codes of the codebook (version 1) and its compact notation.

`docs/codebook.md` says what they mean; this file says only how they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "BEHAVIOURS",
    "CHOICES",
    "LOYALTIES",
    "PHASES",
    "PROCESS_FAILURES",
    "RATINGS",
    "RESOLUTIONS",
    "REVIEWS",
    "SENTIMENTS",
    "SIGNALS",
    "TOUCHPOINTS",
    "VERSION",
    "AgentCodes",
    "CustomerCodes",
    "format_agent",
    "format_customer",
    "parse_agent",
    "parse_customer",
]

VERSION = "1"

PHASES = ("contact", "discover", "respond")
BEHAVIOURS = ("ownership", "clarity", "presence", "extra", "effort")
SENTIMENTS = ("negative", "neutral", "positive")
SIGNALS = ("need", "again", "lost", "leave", "praise", "solved")
RATINGS = ("contact", "discover", "respond", "ownership", "clarity", "presence", "extra", "effort")
RESOLUTIONS = ("resolved", "partial", "unresolved", "unclear")
LOYALTIES = ("leaving", "at_risk", "neutral", "staying", "ambassador")
TOUCHPOINTS = ("explore", "buy", "deliver", "use", "pay", "change", "complain", "leave")
PROCESS_FAILURES = (
    None,
    "it_system",
    "delivery",
    "billing",
    "information",
    "policy",
    "handover",
    "availability",
    "product",
    "follow_up",
)
REVIEWS = (None, "abuse", "risk", "broken_promise", "wrong_answer", "lost_customer", "exemplary")
CHOICES: Mapping[str, tuple[str | None, ...]] = {
    "resolution": RESOLUTIONS,
    "loyalty": LOYALTIES,
    "touchpoint": TOUCHPOINTS,
    "process_failure": PROCESS_FAILURES,
    "review": REVIEWS,
}
"""What is said of a whole conversation by choosing one of a list."""

_PHASE_CODES = dict(zip("CDR", PHASES, strict=True))
_BEHAVIOUR_CODES = dict(zip("ocpxe", BEHAVIOURS, strict=True))
_SENTIMENT_CODES = dict(zip("-0+", SENTIMENTS, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCodes:
    """The decided labels of an agent turn: phases, and behaviours shown or broken."""

    phases: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCodes:
    """The decided labels of a customer turn: one sentiment, any number of signals."""

    sentiment: str = "neutral"
    signals: frozenset[str] = frozenset()


def format_agent(codes: AgentCodes) -> str:
    """Write agent labels in the compact notation, e.g. ``"CR o+ p-"``; ``""`` for none."""
    words = ["".join(code for code, phase in _PHASE_CODES.items() if phase in codes.phases)]
    for code, behaviour in _BEHAVIOUR_CODES.items():
        if behaviour in codes.shown:
            words.append(f"{code}+")
        elif behaviour in codes.broken:
            words.append(f"{code}-")
    return " ".join(word for word in words if word)


def format_customer(codes: CustomerCodes) -> str:
    """Write customer labels in the compact notation, e.g. ``"- need again"``."""
    sentiment = next(code for code, name in _SENTIMENT_CODES.items() if name == codes.sentiment)
    return " ".join([sentiment, *(signal for signal in SIGNALS if signal in codes.signals)])


@lru_cache(maxsize=4096)
def parse_agent(labels: str) -> AgentCodes:
    """Read agent labels of the compact notation.

    Raises:
        ValueError: a word is not of the codebook.
    """
    words = labels.split()
    phases: frozenset[str] = frozenset()
    if words and set(words[0]) <= set(_PHASE_CODES):
        phases = frozenset(_PHASE_CODES[code] for code in words.pop(0))
    shown: set[str] = set()
    broken: set[str] = set()
    for word in words:
        if len(word) != 2 or word[0] not in _BEHAVIOUR_CODES or word[1] not in "+-" or word == "x-":
            raise ValueError(f"unknown agent label {word!r}")
        (shown if word[1] == "+" else broken).add(_BEHAVIOUR_CODES[word[0]])
    return AgentCodes(phases=phases, shown=frozenset(shown), broken=frozenset(broken))


@lru_cache(maxsize=4096)
def parse_customer(labels: str) -> CustomerCodes:
    """Read customer labels of the compact notation.

    Raises:
        ValueError: the sentiment is missing or a signal is not of the codebook.
    """
    sentiment, *signals = labels.split() or [""]
    if sentiment not in _SENTIMENT_CODES:
        raise ValueError(f"customer labels must begin with -, 0 or +, got {labels!r}")
    unknown = set(signals) - set(SIGNALS)
    if unknown:
        raise ValueError(f"unknown customer signals {sorted(unknown)}")
    return CustomerCodes(sentiment=_SENTIMENT_CODES[sentiment], signals=frozenset(signals))
