from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Language, Speaker, Transcript, Utterance
from convqa.language import LanguageGuess, identify


def transcript(*texts: str, language: Language | None = None) -> Transcript:
    speakers = tuple(Speaker(key=key) for key in ("a", "b")[: len(texts)])
    utterances = tuple(Utterance(speaker="ab"[i % 2], text=text) for i, text in enumerate(texts))
    return Transcript(id="t", source="t.txt", speakers=speakers, utterances=utterances, language=language)


SAME_WORDS = {
    Language.DA: ("Hej, min pakke er ikke kommet endnu.", "Det er jeg ked af. Hvad er dit ordrenummer?"),
    Language.NB: ("Hei, pakken min har ikke kommet ennå.", "Det beklager jeg. Hva er ordrenummeret ditt?"),
    Language.NN: ("Hei, pakka mi er ikkje komen enno.", "Det er eg lei for. Kva er ordrenummeret ditt?"),
    Language.SV: ("Hej, mitt paket har inte kommit än.", "Det var tråkigt att höra. Vad är ditt ordernummer?"),
    Language.EN: ("Hi, my parcel still hasn't arrived.", "I'm sorry to hear that. What's your order number?"),
}


@pytest.mark.parametrize("language", Language)
def test_tells_the_five_languages_apart(language: Language) -> None:
    guess = identify(transcript(*SAME_WORDS[language]))
    assert guess.language is language
    assert guess.supported
    assert guess.problem is None
    assert guess.certainty > 0.5


@pytest.mark.parametrize("language", Language)
def test_reads_raw_speech_recognition(language: Language) -> None:
    words = [text.lower().translate(str.maketrans("", "", ".,?'")) for text in SAME_WORDS[language]]
    assert identify(transcript(*words)).language is language


@pytest.mark.parametrize("stated", Language)
def test_a_stated_language_wins(stated: Language) -> None:
    guess = identify(transcript("Guten Tag, wo ist mein Paket?", language=stated))
    assert guess == LanguageGuess(language=stated, certainty=1.0)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Guten Tag, mein Paket ist immer noch nicht angekommen. Wo ist es?", "de", "German"),
        ("Bonjour, je n'ai toujours pas reçu mon colis. Où est-il, s'il vous plaît ?", "fr", "French"),
        ("Hei, pakettini ei ole vieläkään saapunut. Voisitteko kertoa missä se on?", "fi", "Finnish"),
        ("Dzień dobry, moja paczka nadal nie dotarła. Gdzie ona jest?", "pl", "Polish"),
        ("Goedemiddag, mijn pakket is nog steeds niet aangekomen. Waar is het?", "nl", "Dutch"),
        ("Góðan dag, pakkinn minn er ekki kominn ennþá. Getur þú sagt mér hvar hann er?", "is", "Icelandic"),
        ("Labas vakaras, ar galite man padėti su siuntiniu, kuris dar neatvyko?", "lt", "Lithuanian"),
    ],
)
def test_names_a_language_outside_the_five(text: str, code: str, name: str) -> None:
    guess = identify(transcript(text))
    assert guess.looks_like == code
    assert not guess.supported
    assert guess.problem is not None
    assert name in guess.problem
    assert guess.certainty < 0.1


@pytest.mark.parametrize("text", ["😀😀 👍", "12345 678", "... ?!", " ", "xkqj wvzt plmf qqrt zxcv"])
def test_says_that_there_is_no_language(text: str) -> None:
    guess = identify(transcript(text))
    assert guess.looks_like == "zxx"
    assert not guess.supported
    assert guess.problem is not None
    assert "no text" in guess.problem
    assert guess.certainty < 0.1


@pytest.mark.parametrize("text", ["hej", "ok", "ja tak", "takk", "thanks", "nej"])
def test_a_few_words_are_given_the_chance(text: str) -> None:
    guess = identify(transcript(text))
    assert guess.supported
    assert guess.certainty < 0.5


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    guess = LanguageGuess(language=Language.EN, certainty=0.0, looks_like="mg")
    assert guess.problem is not None
    assert "code mg" in guess.problem


def test_one_long_foreign_paste_does_not_decide() -> None:
    german = "Sehr geehrte Damen und Herren, anbei finden Sie die Anleitung für das Gerät. " * 2000
    danish = [
        "Hej, hvordan får jeg apparatet til at virke? Jeg har kun fået en tysk vejledning.",
        "Det finder vi ud af.",
    ]
    assert identify(transcript(*(danish * 30), german)).language is Language.DA


def test_a_two_megabyte_message_is_read_in_part() -> None:
    assert identify(transcript("jeg har ikke fået min pakke endnu " * 60_000)).language is Language.DA


def test_threads_get_the_same_answers() -> None:
    transcripts = [transcript(*SAME_WORDS[language]) for language in Language] * 8
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(identify, transcripts)) == [identify(one) for one in transcripts]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=2))
def test_any_text_gets_a_guess(texts: list[str]) -> None:
    guess = identify(transcript(*texts))
    assert 0.0 <= guess.certainty <= 1.0
    assert guess.supported == (guess.problem is None)
