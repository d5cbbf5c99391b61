"""Codes said with a pause in them, in parts with slashes or letter by letter, and dates of birth in more wordings."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "codes"),
    [
        (EN, "What's your order number?|It's PP, uh, 30 88 14.", ["PP, uh, 30 88 14"]),
        (EN, "And can I take your, your reference?|SF, er, 60 41 77.", ["SF, er, 60 41 77"]),
        (DA, "hvad er registreringsnummeret|det er cm 44 øh 218 den grå kia", ["cm 44 øh 218"]),
        (SV, "vad är ert kundnummer|det är 4471 eh 2208", ["4471 eh 2208"]),
        (EN, "I paid 40, uh, 50 quid for it, and it took 20, um, 30 minutes", []),
        (EN, "I ordered 2, er, 3 of the A4 pads", []),
        (DA, "det kostede 400 øh 450 kroner, klokken 10, øh, 11 i morgen", []),
        (NB, "den 12, eh, 13 mai, 2023, eh, 2024 modellen", []),
        (SV, "jag betalade 1 200, eh, 1 300 kronor", []),
    ],
)
def test_a_pause_does_not_end_a_code(language: Language, turns: str, codes: list[str]) -> None:
    assert found(language, turns) == codes


@pytest.mark.parametrize(
    ("language", "turns", "codes"),
    [
        (EN, "May I have the claim reference?|It's FP/C/77103, thanks", ["FP/C/77103"]),
        (DA, "Jeg har tre punkter. Reference L Q 4 T 9 B. Et: I har skrevet", ["L Q 4 T 9 B"]),
        (NB, "hei hva er reggnummeret|øh ek fire to åtte ni åtte", ["ek fire to åtte ni åtte"]),
        (EN, "ratio N/A/2024, see T/C/1000", []),
        (EN, "Reference: A B C D", []),
        (EN, "reference: I have 2 A 4 sheets", []),
    ],
)
def test_codes_in_more_shapes(language: Language, turns: str, codes: list[str]) -> None:
    assert found(language, turns) == codes


@pytest.mark.parametrize(
    ("language", "turns", "dates"),
    [
        (DA, "navn og fødselsdato|ja 3. september 84", ["3. september 84"]),
        (SV, "när är du född|nittonhundratrettiofem nionde april", ["nittonhundratrettiofem nionde april"]),
        (SV, "när är du född|nionde april nittonhundratrettiofem", ["nionde april nittonhundratrettiofem"]),
        (EN, "me and my other half, b. 14.06.2014. Please send our records", ["14.06.2014"]),
        (NB, "oppgi fødselsdato|begge da. 04.02.1988 og 17.09.2016", ["04.02.1988", "17.09.2016"]),
        (EN, "section b. 12.10.2024 is the date of delivery", []),
        (SV, "födelsedagspresent|den kommer 3 maj och 4 maj", []),
        (SV, "nittonhundratrettiofem kronor den nionde", []),
    ],
)
def test_dates_of_birth(language: Language, turns: str, dates: list[str]) -> None:
    assert found(language, turns) == dates
