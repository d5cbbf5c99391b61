"""Numbers, dates and house numbers in words, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.address import find_spoken_streets
from convqa.redaction.finders.spoken import find_said, find_spoken_dates
from convqa.redaction.findings import SEPARATOR, Kind, read
from convqa.redaction.resolve import resolve

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "text", "number", "kind"),
    [
        (DA, "det er seks en tre fire syv otte ni nul", "seks en tre fire syv otte ni nul", Kind.PHONE),
        (DA, "telefonen er toogfyrre nioghalvtreds elleve otte", "toogfyrre nioghalvtreds elleve otte", Kind.PHONE),
        (DA, "fire nul syv og så syv en to", "fire nul syv og så syv en to", Kind.NUMBER),
        (SV, "kundnumret är två noll nio noll", "två noll nio noll", Kind.CUSTOMER_NUMBER),
        (
            EN,
            "my birth date is nineteen oh five nineteen forty three",
            "nineteen oh five nineteen forty three",
            Kind.BIRTH_DATE,
        ),
        (
            EN,
            "the customer number is a two fifty four thirty three",
            "a two fifty four thirty three",
            Kind.CUSTOMER_NUMBER,
        ),
        (DA, f"dit kundenummer?{SEPARATOR}fire en syv to", "fire en syv to", Kind.CUSTOMER_NUMBER),
        (DA, "cpr nul fire nul ni fire tre", "nul fire nul ni fire tre", Kind.ID_NUMBER),
        (NB, "kontonummer null fire, null tre, fem en", "null fire, null tre, fem en", Kind.ACCOUNT),
        (NN, "ni-fire-eitt, to-null, seks-sju", "ni-fire-eitt, to-null, seks-sju", Kind.NUMBER),
        (NB, "nittifire ti sekstito ti", "nittifire ti sekstito ti", Kind.PHONE),
        (SV, "noll sju, nej, noll ett sju fyra", "noll sju, nej, noll ett sju fyra", Kind.NUMBER),
        (EN, "oh one four double nine six", "oh one four double nine six", Kind.NUMBER),
        (DA, "en to tre", None, None),
        (SV, "den är åttiåtta, femtitvå, trettiåtta cirka", None, None),
        (EN, "six forty, six forty-five with traffic", None, None),
        (DA, "nummeret er en to tre", None, None),
        (DA, "det tager to eller tre dage, fire højst", None, None),
        (DA, "elleve fire tretten tolv tusind kroner", None, None),
        (EN, "the number at eight fifty-two", None, None),
        (SV, "sex till åtta", None, None),
    ],
)
def test_numbers_in_words(language: Language, text: str, number: str | None, kind: Kind | None) -> None:
    reading = read(text.split(SEPARATOR), language)
    found = [(reading.text[f.start : f.end], f.kind) for f in resolve(reading, find_said(reading), ())]
    assert found == ([(number, kind)] if number else [])


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        (DA, "den niende maj nitten fireogfyrre og", "den niende maj nitten fireogfyrre"),
        (DA, "tolvte ellevte syv og tres", "tolvte ellevte syv og tres"),
        (DA, "enogtyvende april enoghalvfjerds", "enogtyvende april enoghalvfjerds"),
        (NB, "tjueandre i andre førtito", "tjueandre i andre førtito"),
        (SV, "fjärde juni femtioåtta", "fjärde juni femtioåtta"),
        (EN, "sixth of february fifty two", "sixth of february fifty two"),
        (EN, "born on the fourth, fourth, seventy-one", "the fourth, fourth, seventy-one"),
        (
            EN,
            "born twenty-first of the eighth, two thousand and four",
            "twenty-first of the eighth, two thousand and four",
        ),
        (EN, "on the sixth of february two people", None),
        (NB, "fødselsdato nittende i tredje, to tusen og tre", "nittende i tredje, to tusen og tre"),
        (DA, f"hvornår er du født?{SEPARATOR}den tredje maj", "den tredje maj"),
        (NB, "født sjuende mai tjue tjueto", "sjuende mai tjue tjueto"),
        (NB, "fødd fyrste april to tusen og nitten", "fyrste april to tusen og nitten"),
        (SV, "född den artonde i första tjugohundranitton", "den artonde i första tjugohundranitton"),
        (SV, "född nittiosex tionde september", "nittiosex tionde september"),
        (DA, "leveres den tredje maj", None),
        (DA, "femte i femte", None),
        (EN, "the second time", None),
    ],
)
def test_dates_in_words(language: Language, text: str, date: str | None) -> None:
    reading = read(text.split(SEPARATOR), language)
    assert [reading.text[f.start : f.end] for f in find_spoken_dates(reading)] == ([date] if date else [])


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        (NN, "levert til borgundvegen hundre og tolv ja", "borgundvegen hundre og tolv"),
        (DA, "skovbrynet enogtyve i galten", "skovbrynet enogtyve i galten"),
        (NB, "det er kongsveien ni b i sarpsborg", "kongsveien ni b i sarpsborg"),
        (SV, "Björkgatan sju", "Björkgatan sju"),
        (SV, "björnvägen tjugo två är det", "björnvägen tjugo två"),
        (NB, "bok gata seks", "bok gata seks"),
        (NB, "i furu lia seks har jeg", "furu lia seks"),
        (DA, "jernbanegade fire otte tusind aarhus", "jernbanegade fire otte tusind aarhus"),
        (DA, "løvsangervej syv tre som", "løvsangervej syv tre"),
        (DA, "birkevej to og halvtreds st tv", "birkevej to og halvtreds st tv"),
        (SV, "på fjällgången fem", "fjällgången fem"),
        (SV, "vid övergången fem", None),
        (NB, "fiskeveien en", "fiskeveien en"),
        (NB, "fiskeveien en i moss", "fiskeveien en i moss"),
        (NB, "på vegen fire", None),
        (NB, "storgt. fire", None),
        (DA, "på vej fire gange", None),
        (DA, "jernbanegade en gang til", None),
        (DA, "jeg fik fire", None),
        (EN, "skovbrynet fire", None),
    ],
)
def test_house_numbers_in_words(language: Language, text: str, address: str | None) -> None:
    reading = read([text], language)
    assert [reading.text[f.start : f.end] for f in find_spoken_streets(reading)] == ([address] if address else [])
