"""Whether a speaker's name is a person's."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction import holds_given_name, is_persons


@pytest.mark.parametrize(
    ("name", "person", "given"),
    [
        ("Mette", True, True),
        ("Mette Salg", True, True),
        ("Jensen", True, False),
        ("Salg", False, False),
        ("IT", False, False),
        ("Nordea", False, False),
        ("Kundeservice Nordea", False, False),
        ("Georg Jensen", False, True),  # a company of that name
        ("Xhemajli", True, False),  # on no list: it can be somebody
        ("jho12", True, False),
        ("4711", True, False),
    ],
)
def test_who_can_be_somebody(name: str, person: bool, given: bool) -> None:
    assert is_persons(name, Language.DA) is person
    assert holds_given_name(name, Language.DA) is given
