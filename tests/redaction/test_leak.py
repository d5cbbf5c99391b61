from __future__ import annotations

import re
from pathlib import Path

import pytest

from convqa.conversation import Language
from convqa.redaction.leak import Part, Share, Thing, measured_leak, wilson

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
NAMES = {
    Thing.PERSON: "names",
    Thing.PHONE: "phones",
    Thing.EMAIL: "emails",
    Thing.ADDRESS: "addresses",
    Thing.ID_NUMBER: "identity, serial and claim numbers, plates",
    Thing.ACCOUNT: "bank, customer, order and contract numbers",
    Thing.BIRTH_DATE: "birth dates",
    Thing.SPOKEN: "numbers, dates, addresses spoken in words",
}


def of(share: Share) -> str:
    assert share.value is not None
    return f"{share.value:.3f} of {share.n}"


def test_the_tables_of_the_page_are_the_counts() -> None:
    leak = measured_leak()
    rows = []
    for thing, name in NAMES.items():
        shares = [leak.found(part, thing) for part in Part]
        cells = (f"{of(share)} | {share.interval[0]:.3f}–{share.interval[1]:.3f}" for share in shares)
        rows.append(f"| {name} | {' | '.join(cells)} |")
    for thing, name in NAMES.items():
        cells = (of(leak.found(Part.UNREAD, thing, language)) for language in Language)
        rows.append(f"| {name} | {' | '.join(cells)} |")
    rows += [
        f"| `{placeholder}` | {' | '.join(of(leak.marked(part, placeholder)) for part in Part)} |"
        for placeholder in ("PERSON", "PHONE", "BIRTH_DATE")
    ]
    assert [row for row in PAGE.splitlines() if re.search(r"\d\.\d{3} of \d", row) and row[0] == "|"] == rows
    assert f"| redactor `{leak.redactor}` | {Part.DEVELOPED_ON} |" in PAGE


def test_the_measured_redactor_is_named_as_one_is() -> None:
    assert re.fullmatch(r"rules@\w+(\+names@\w+)?", measured_leak().redactor)


def test_languages_add_up_and_spoken_ones_are_of_every_kind() -> None:
    leak = measured_leak()
    for part in Part:
        for thing in Thing:
            by_language = [leak.found(part, thing, language) for language in Language]
            assert leak.found(part, thing) == sum(by_language, start=Share(0, 0))
    kinds = [kind for kind in leak.parts[Part.UNREAD].recall if kind.endswith(" (spoken)")]
    assert len(kinds) == 5
    counts = [count for kind in kinds for count in leak.parts[Part.UNREAD].recall[kind].values()]
    assert leak.found(Part.UNREAD, Thing.SPOKEN).n == sum(n for _, n in counts)


def test_nothing_measured_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)
    assert measured_leak().found(Part.HELD_OUT, Thing.BIRTH_DATE, Language.NN) == Share(0, 0)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(6127, 6560, 0.928, 0.940), (3, 3, 0.438, 1.0), (0, 10, 0.0, 0.278)]
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.0005)
