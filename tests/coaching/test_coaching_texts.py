"""The five text files say the same things with the same variables, and nothing that must not be said."""

import re
from string import Formatter

import pytest

from convqa.assessment import ABSENCES
from convqa.coaching.wording import Wording, choose, load_wording
from convqa.codebook import PROCESS_FAILURES, RATINGS
from convqa.conversation import Doubt, Language

SITUATIONS = ("discover_asked", "effort_asked", "clarity_lost", "presence_upset")
FLAGS = (
    "process_failure",
    "risk",
    "abuse_by_customer",
    "lost_customer",
    "possible_broken_promise",
    "no_customer",
    "no_agent",
    "shortened",
    "unsure_roles",
    "unsure_speakers",
    "unsure_agents",
    "unsure_broken_off",
    "unsure_speech",
    "unsure_ratings",
    "exemplary",
    "possible_wrong_answer",
    "possible_abuse",
    "critical",
    "missing_phrase",
)


def variables(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def feedback_texts(language: Language) -> list[str]:
    wording = load_wording(language)
    lists = (*wording.keep.values(), *wording.try_.values(), *wording.absence.values())
    return [text for texts in lists for text in texts]


def shape(wording: Wording) -> dict[str, list[list[str]]]:
    """Every list of texts by its key, as the variables of each of its variants."""
    lists = {f"keep.{key}": texts for key, texts in wording.keep.items()}
    lists |= {f"try.{key}": texts for key, texts in wording.try_.items()}
    lists |= {f"absence.{key}": texts for key, texts in wording.absence.items()}
    lists |= {f"flags.{key}": (text,) for key, text in wording.flags.items()}
    lists |= {f"causes.{key}": (text,) for key, text in wording.causes.items()}
    return {key: [variables(text) for text in texts] for key, texts in lists.items()}


@pytest.mark.parametrize("language", Language)
def test_all_languages_have_the_same_keys_variants_and_variables(language: Language) -> None:
    assert shape(load_wording(language)) == shape(load_wording(Language.EN))


@pytest.mark.parametrize("language", Language)
def test_everything_that_can_be_said_has_a_text(language: Language) -> None:
    wording = load_wording(language)
    assert set(wording.keep) == {*RATINGS, "best"}
    assert set(wording.try_) == {*RATINGS, *SITUATIONS}
    assert set(wording.absence) == set(ABSENCES)
    assert set(wording.flags) == set(FLAGS)
    assert set(wording.causes) == set(PROCESS_FAILURES) - {None}


@pytest.mark.parametrize("language", Language)
def test_every_doubt_has_a_sentence_that_asks_a_person_to_look(language: Language) -> None:
    flags = load_wording(language).flags
    for detail in (*Doubt, "speech"):
        assert flags[f"unsure_{detail}"].count(". ") == 1
        assert flags[f"unsure_{detail}"].endswith(".")


@pytest.mark.parametrize("language", Language)
def test_feedback_quotes_and_is_short(language: Language) -> None:
    wording = load_wording(language)
    for texts in (*wording.keep.values(), *wording.try_.values(), *wording.absence.values()):
        assert len(set(texts)) == len(texts) >= 2
        for text in texts:
            assert variables(text).count("quote") == 1
            assert len(text) <= 200
            assert len(re.findall(r"[.!?](?:\s|$)", text)) <= 2


@pytest.mark.parametrize("language", Language)
def test_quotation_marks_are_those_of_the_language(language: Language) -> None:
    marks = {"da": "»«", "nb": "«»", "nn": "«»", "sv": "””", "en": "“”"}
    wording = load_wording(language)
    assert wording.opening + wording.closing == marks[language]


@pytest.mark.parametrize(
    ("language", "blunt"),
    [
        (Language.DA, "dårlig|dårligt|burde|skulle have|må ikke|altid|aldrig"),
        (Language.NB, "dårlig|burde|skulle ha|må ikke|alltid|aldri"),
        (Language.NN, "dårleg|burde|skulle ha|må ikkje|alltid|aldri"),
        (Language.SV, "dålig|dåligt|borde|skulle ha|får inte|alltid|aldrig"),
        (Language.EN, "bad|should|must|failed|wrong|always|never"),
    ],
)
def test_feedback_passes_no_verdict(language: Language, blunt: str) -> None:
    assert [text for text in feedback_texts(language) if re.search(rf"\b(?:{blunt})\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("language", "foreign"),
    [
        (Language.DA, r"\b(?:ikke-|eg|jag|och|hva|gjør|også når det er travelt)\b"),
        (Language.NB, r"\b(?:ikkje|eg|hvad|også når der|af|noget|jag|och|kva)\b"),
        (Language.NN, r"\b(?:ikke|jeg|hva|hvem|noe|deg selv|også|et|en|fra|bare)\b"),
        (Language.SV, r"\b(?:ikke|jeg|og|hvad|hva|er det ikke|noget|av det som ikke)\b"),
        (Language.EN, r"[æøåäö]"),
    ],
)
def test_no_words_of_a_sister_language(language: Language, foreign: str) -> None:
    texts = [*feedback_texts(language), *load_wording(language).flags.values()]
    assert [text for text in texts if re.search(foreign, text, re.IGNORECASE)] == []


def test_variants_are_chosen_without_chance_and_spread() -> None:
    variants = ("a", "b", "c")
    chosen = [choose(variants, f"hash-{number}", "keep", "contact") for number in range(300)]
    assert chosen == [choose(variants, f"hash-{number}", "keep", "contact") for number in range(300)]
    assert all(70 < chosen.count(variant) < 130 for variant in variants)


@pytest.mark.parametrize(
    ("words", "text"),
    [("Jeg ser på det", "Sagt: »Jeg ser på det«."), ("Hvad?", "Sagt: »Hvad?«"), ("Så {x} …", "Sagt: »Så {x} …«")],
)
def test_filling_in_does_not_double_the_full_stop(words: str, text: str) -> None:
    assert load_wording(Language.DA).fill("Sagt: {quote}.", quote=words, turn=1) == text
