"""Texts cut at their marks, filled with other people and numbers, and written in other styles keep what is marked."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.dk import cpr
from stdnum.no import fodselsnummer

from convqa.conversation import Language
from training.pii.lists import held_out, load
from training.pii.numbers import fresh
from training.pii.segments import PERSON, UNSURE, Segment, Turns, join, segments, windows
from training.pii.styles import Style, restyle, said, spelled
from training.pii.substitute import called, company, like, substitute
from training.pii.wordings import wordings
from training.pii.words import reword

RECORD = {
    "id": "a1-da-001",
    "language": "da",
    "turns": [
        {
            "role": "customer",
            "text": "Hej, jeg hedder Mette Holm-Lund, bor Egevej 14, 5000 Odense. Mettes mand ringer.",
        },
        {"role": "agent", "text": "Tak Mette! Er det 20 30 40 50 og mette.holm@post.dk?\nMvh /Kim"},
    ],
    "pii": [
        {"text": "Mette Holm-Lund", "type": "person"},
        {"text": "Egevej 14, 5000 Odense", "type": "address"},
        {"text": "20 30 40 50", "type": "phone"},
        {"text": "mette.holm@post.dk", "type": "email"},
    ],
}


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def texts(turns: Turns) -> list[str]:
    return ["".join(segment.text for segment in turn) for turn in turns]


def marked(turns: Turns) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for turn in turns for segment in turn if segment.kind]


def test_cut_at_the_marks_and_at_parts_of_names() -> None:
    turns = segments(RECORD)
    assert texts(turns) == [turn["text"] for turn in RECORD["turns"]]  # type: ignore[index]
    assert marked(turns) == [
        (PERSON, "Mette Holm-Lund"),
        ("address", "Egevej 14, 5000 Odense"),
        (PERSON, "Mette"),
        (PERSON, "Mette"),
        ("phone", "20 30 40 50"),
        ("email", "mette.holm@post.dk"),
        (UNSURE, "Kim"),
    ]


def test_joined_spans_point_at_their_text() -> None:
    turns = segments(RECORD)
    passage = join(turns, Language.DA)
    found = [(span.kind, passage.reading.text[span.start : span.end]) for span in passage.spans]
    assert found == marked(turns)
    assert passage.reading.starts == (0, len(texts(turns)[0]) + 1)


def test_windows_hold_every_turn_with_personal_data_once() -> None:
    turns = tuple((Segment(str(number), PERSON if number % 3 == 0 else ""),) for number in range(60))
    seen = [turn for window in windows(turns, seeded()) for turn in window]
    assert len(seen) == len(set(seen))
    assert {turn for turn in turns if turn[0].kind} <= set(seen)


@pytest.mark.parametrize("held", [False, True])
def test_people_change_together_and_only_they(held: bool) -> None:
    turns = substitute(segments(RECORD), Language.DA, load(held=held), seeded())
    first, *_ = re.findall(r"\w+(?:['-]\w+)*", marked(turns)[0][1])
    names = [text for kind, text in marked(turns) if kind == PERSON]
    assert names[1:] == [first, first]
    assert held_out(first) is held
    assert first != "Mette"
    assert texts(turns)[0].startswith("Hej, jeg hedder ")
    assert f"{first}s mand ringer." in texts(turns)[0]
    assert marked(turns)[-1] == (UNSURE, "Kim")
    assert marked(turns)[5][1].startswith(first.lower())
    assert all(segment.origin for turn in turns for segment in turn if segment.kind == PERSON)


def test_some_names_stay_but_never_those_that_are_held_out() -> None:
    own = ["Mette", "Karen", "Lene", "Ole", "Jens", "Anna", "Peter", "Hanne", "Ida", "Lars"]
    turns = tuple((Segment(name, PERSON),) for name in own)
    told = [substitute(turns, Language.DA, load(held=False), seeded(seed), kept=0.5) for seed in range(20)]
    stay = {name for one in told for name, text in zip(own, texts(one), strict=True) if name == text}
    assert stay == {name for name in own if not held_out(name)}
    assert 0 < len(stay) < len(own)
    shares = [sum(name == text for name, text in zip(own, texts(one), strict=True)) for one in told]
    assert 0.3 < np.mean(shares) / len(stay) < 0.7


def test_some_are_called_by_their_name_at_the_end_or_the_beginning() -> None:
    turns = ((Segment("det ser jeg på nu"),), (Segment("Mette", PERSON),))
    told = [called(turns, Language.DA, load(held=False), seeded(seed)) for seed in range(400)]
    first = [one[0] for one in told if len(one[0]) > 1]
    assert all(one[1] == turns[1] for one in told)
    assert 0.1 < len(first) / len(told) < 0.22
    assert {[segment.kind for segment in turn].index(PERSON) for turn in first} == {0, 2}
    assert all(turns[0][0] in turn for turn in first)


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [("METTE", "Åse", "ÅSE"), ("mette", "Åse", "åse"), ("Mette", "Åse", "Åse"), ("M", "Å", "Å"), ("m", "Å", "å")],
)
def test_case_is_kept(pattern: str, word: str, expected: str) -> None:
    assert like(pattern, word) == expected


def passing(kind: str, text: str, language: Language, rule: object) -> float:
    """The share of fresh numbers that pass a check rule."""
    numbers = [fresh(text, kind, language, seeded(seed)) for seed in range(200)]
    assert {re.sub(r"\d", "0", number) for number in numbers} == {re.sub(r"\d", "0", text)}
    assert callable(rule)
    return sum(bool(rule(re.sub(r"[^0-9A-Z]", "", number))) for number in numbers) / len(numbers)


@pytest.mark.parametrize(
    ("kind", "text", "language", "rule"),
    [
        ("id_number", "010190-1234", Language.DA, lambda number: cpr.checksum(number) == 0),
        ("id_number", "010190 12345", Language.NB, fodselsnummer.is_valid),
        ("id_number", "410190 12345", Language.NN, fodselsnummer.is_valid),
        ("id_number", "900101-1234", Language.SV, luhn.is_valid),
        ("account", "4571 1234 1234 1234", Language.EN, luhn.is_valid),
        ("account", "DK50 0040 0440 1162 43", Language.DA, iban.is_valid),
    ],
)
def test_half_of_the_numbers_pass_their_check(kind: str, text: str, language: Language, rule: object) -> None:
    assert 0.35 < passing(kind, text, language, rule) < 0.65


def test_other_numbers_keep_their_shape_and_a_zero_in_front() -> None:
    assert re.fullmatch(r"0\d{2}-\d{3} \d{2} kl", fresh("070-123 45 kl", "phone", Language.SV, seeded()))
    assert fresh("fyra fem", "phone", Language.SV, seeded()) == "fyra fem"


@pytest.mark.parametrize("language", Language)
def test_companies_are_no_personal_data(language: Language) -> None:
    turns = [company(language, load(held=False), ("fjernbetjening", "kabel"), seeded(seed)) for seed in range(60)]
    assert {segment.kind for turn in turns for segment in turn} == {"", PERSON}
    plain = {"".join(segment.text for segment in turn) for turn in turns}
    assert len(plain) > 50
    assert not any("{" in text for text in plain)


def test_ordinary_words_give_way_to_others_and_marked_ones_stay() -> None:
    turns = segments(RECORD)
    told = [reword(turns, ("fjernbetjening",), seeded(seed)) for seed in range(40)]
    marked = [[s for turn in one for s in turn if s.kind] for one in (turns, *told)]
    assert all(one == marked[0] for one in marked)
    joined = " ".join(text for one in told for text in texts(one))
    assert "fjernbetjening" in joined
    assert "Fjernbetjening" in joined


def test_chat_and_speech() -> None:
    turns = segments(RECORD)
    assert texts(restyle(turns, Language.DA, Style.WRITTEN, seeded())) == texts(turns)
    assert texts(restyle(turns, Language.DA, Style.CHAT, seeded())) == [text.lower() for text in texts(turns)]
    first, second = texts(restyle(turns, Language.DA, Style.SPEECH, seeded()))
    assert re.fullmatch(r"hej jeg hedder mette holm lund bor egevej .* odense mettes mand ringer", first)
    assert "snabel a post punktum dk" in second
    assert not re.search(r"\d|[^\w ]|  ", first + second)


@given(style=st.sampled_from(Style), seed=st.integers(0, 1000), language=st.sampled_from(Language))
def test_every_style_keeps_what_is_marked(style: Style, seed: int, language: Language) -> None:
    turns = substitute(segments(RECORD), language, load(held=True), seeded(seed))
    after = restyle(turns, language, style, seeded(seed))
    assert [[segment.kind for segment in turn] for turn in after] == [[s.kind for s in turn] for turn in turns]
    passage = join(after, language)
    assert len(passage.spans) == len(marked(turns))
    assert all(passage.reading.text[span.start : span.end].strip() for span in passage.spans)


@pytest.mark.parametrize("language", Language)
def test_numbers_are_said_in_words_of_the_language(language: Language) -> None:
    words = wordings(language)
    assert (len(words.digits), len(words.teens), len(words.tens)) == (10, 10, 8)
    both = {said("45", language, seeded(seed)).strip() for seed in range(60)}
    assert f"{words.digits[4]} {words.digits[5]}" in both
    assert len(both) >= 2
    assert not re.search(r"\d", said("00 11 20 99 7", language, seeded()))


def test_letters_beside_digits_are_said_one_by_one() -> None:
    assert said("ab12", Language.EN, seeded(2)).split()[:2] == ["a", "b"]
    assert said("flat 1", Language.EN, seeded(2)).split() == ["flat", "one"]


def test_spelled() -> None:
    assert {spelled("bo ek", seeded(seed)) for seed in range(30)} == {"b o e k", "bo ek b o e k"}


def test_slips_leave_numbers_and_short_words() -> None:
    turns = (tuple([Segment("et to tre ")] + [Segment("Gjertrud", PERSON), Segment("20304050", "phone")] * 50),)
    (after,) = restyle(turns, Language.DA, Style.MISSPELT, seeded())
    assert after[0].text == "et to tre "
    assert {segment.text for segment in after if segment.kind == "phone"} == {"20304050"}
    slips = [segment.text for segment in after if segment.kind == PERSON and segment.text != "Gjertrud"]
    assert 5 < len(slips) < 25
    assert all(slip[0] == "G" for slip in slips)
