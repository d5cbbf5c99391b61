from __future__ import annotations

import string

import pytest

from convqa import codebook
from convqa.assessment import ABSENCES
from convqa.conversation import Channel, Language, Role
from convqa.report.overview import EFFORTS
from convqa.report.texts import texts

OTHERS = [language for language in Language if language is not Language.EN]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_have_the_same_keys_and_gaps(language: Language) -> None:
    english, other = texts(Language.EN).sections, texts(language).sections
    assert {name: list(section) for name, section in other.items()} == {
        name: list(section) for name, section in english.items()
    }
    for name, section in english.items():
        for key, text in section.items():
            assert _fields(other[name][key]) == _fields(text), f"{name}.{key}"
            assert other[name][key].strip() or name == "number", f"{name}.{key}"


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("rating", codebook.RATINGS),
        ("sentiment", codebook.SENTIMENTS),
        ("signal", codebook.SIGNALS),
        ("resolution", codebook.RESOLUTIONS),
        ("loyalty", codebook.LOYALTIES),
        ("touchpoint", codebook.TOUCHPOINTS),
        ("process_failure", [code for code in codebook.PROCESS_FAILURES if code]),
        ("absence", ABSENCES),
        ("role", list(Role)),
        ("channel", list(Channel)),
        ("language", list(Language)),
        ("effort", EFFORTS),
    ],
)
def test_every_code_has_a_name(section: str, codes: list[str]) -> None:
    assert set(texts(Language.EN).sections[section]) == set(codes)


def test_a_company_s_own_code_is_shown_as_it_is() -> None:
    assert texts(Language.DA).name("flag", "call_is_recorded") == "Call is recorded"


@pytest.mark.parametrize(
    ("language", "value", "decimals", "signed", "written"),
    [
        (Language.EN, 3.615, 2, False, "3.62"),
        (Language.DA, 3.1, 2, False, "3,10"),
        (Language.SV, -0.25, 2, True, "−0,25"),
        (Language.NB, 0.25, 1, True, "+0,2"),
        (Language.NN, -0.001, 2, True, "0,00"),
        (Language.NN, 0.0, 2, True, "0,00"),
    ],
)
def test_numbers(language: Language, value: float, decimals: int, signed: bool, written: str) -> None:
    assert texts(language).number(value, decimals, signed=signed) == written


@pytest.mark.parametrize(
    ("language", "written", "percent"),
    [(Language.EN, "12,345", "71%"), (Language.DA, "12.345", "71\u00a0%"), (Language.SV, "12\u00a0345", "71\u00a0%")],
)
def test_counts_and_percents(language: Language, written: str, percent: str) -> None:
    assert texts(language).count(12_345) == written
    assert texts(language).percent(0.712) == percent
