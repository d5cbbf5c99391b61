"""Made-up numbers of every kind and style planted in sentences do not leak, and what is nobody's stays."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from training.pii.planted.numbers import is_covered, is_touched, near_misses, planted

# Known by their shape or by the word asked for alone. The rest also takes letters and words, which are harder to hear.
SHAPED = frozenset({"national", "card", "account", "iban", "phone", "email", "ip", "passport", "birth"})
BAR, BAR_OF_ALL = 0.99, 0.975
MAX_TOUCHED = 0.05


@pytest.mark.parametrize(
    ("count", "part"), [(200, "a"), *(pytest.param(2000, part, marks=pytest.mark.slow) for part in "abc")]
)
def test_planted_numbers_do_not_leak(count: int, part: str) -> None:
    found: dict[tuple[str, bool], Counter[bool]] = defaultdict(Counter)
    leaked = []
    for one in planted(count, seed=1, half=part):
        spoken, covered = one.style in ("digits", "pairs"), is_covered(one)
        found["all", spoken][covered] += 1
        if one.kind.partition(" ")[0] in SHAPED:
            found["shaped", spoken][covered] += 1
        if not covered and part == "a":
            leaked.append(one)
    for (kinds, _), cell in found.items():
        assert cell[True] >= (BAR if kinds == "shaped" else BAR_OF_ALL) * cell.total(), leaked


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_what_is_nobodys_number_stays(count: int) -> None:
    touched = [text for language, text in near_misses(count, seed=1) if is_touched(language, text)]
    assert len(touched) <= MAX_TOUCHED * count, touched
