"""Quotes: verbatim, whole where they can be, and about the matter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.assessment import ABSENCES
from convqa.coaching.quotes import LONGEST, cut, quotable, quote, sentences
from convqa.codebook import RATINGS
from convqa.conversation import Language

LONG = (
    "Hej [PERSON_1], du taler med [PERSON_2]. Det er jeg virkelig ked af, for tre gange er to for mange. "
    "Pakken ligger på terminalen i Taulov siden i går. Hvad skete der, da du prøvede? Den er hos dig torsdag kl. 16."
)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("En. To.", ["En.", "To."]),
        ("Det er kl. 16. Farvel.", ["Det er kl. 16.", "Farvel."]),
        ("Det tager ca. to dage. OK?", ["Det tager ca. to dage.", "OK?"]),
        ("ja. det gør jeg", ["ja. det gør jeg"]),
        ("Hej,\n\nher er svaret.\nHilsen", ["Hej,", "her er svaret.", "Hilsen"]),
        ("Vent ... [PERSON_1] er her!  Ja", ["Vent ...", "[PERSON_1] er her!", "Ja"]),
        ("Han sagde «nei.» Så gikk han.", ["Han sagde «nei.»", "Så gikk han."]),
        ("  \n ", []),
        ("Slut. ", ["Slut."]),
    ],
)
def test_sentences(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("contact", "Hej [PERSON_1], du taler med [PERSON_2]"),
        ("discover", "Hvad skete der, da du prøvede?"),
        ("question_unanswered", "Hvad skete der, da du prøvede?"),
        ("clarity", "Den er hos dig torsdag kl. 16"),
        ("presence", "Det er jeg virkelig ked af, for tre gange er to for mange"),
        ("ownership", "Det er jeg virkelig ked af, for tre gange er to for mange"),
    ],
)
def test_the_sentence_that_shows_the_matter(about: str, words: str) -> None:
    assert quote(LONG, about, Language.DA) == words


@pytest.mark.parametrize(
    ("text", "about", "words"),
    [
        ("Ja. Det gør jeg.", "ownership", "Ja. Det gør jeg"),
        ("Hej [PERSON_1]. Hvor afleverede du?", "discover", "Hvor afleverede du?"),
        ("Hej.", "contact", "Hej"),
        ("Hej. Jeg hedder Bo nu.", "contact", "Jeg hedder Bo nu"),
        ("Vent...", "clarity", "Vent..."),
        ("Okay –", "clarity", "Okay"),
        ("🙂\nTak for det.", "presence", "🙂 Tak for det"),
        ("Den er der i morgen, ", "clarity", "Den er der i morgen"),
    ],
)
def test_short_turns_are_quoted_whole(text: str, about: str, words: str) -> None:
    assert quote(text, about, Language.DA) == words


PROMISES = (
    "Det kan jeg ikke love noget om, for det er bogholderiet, der tager sig af den slags sager her. "
    "Jeg ringer til banken i morgen kl. 9. Hvad er dit nummer?"
)


def test_what_is_praised_is_not_a_no() -> None:
    assert quote(PROMISES, "ownership", Language.DA, good=True) == "Jeg ringer til banken i morgen kl. 9"
    assert quote(PROMISES, "ownership", Language.DA).startswith("Det kan jeg ikke love noget om")


def test_praise_of_contact_goes_beyond_the_greeting() -> None:
    text = "Hej [PERSON_1], du taler med [PERSON_2]. Tillykke med den lille nye!"
    assert quote(text, "contact", Language.DA, good=True) == "Tillykke med den lille nye!"
    assert quote("Hej [PERSON_1].", "contact", Language.DA, good=True) == "Hej [PERSON_1]"


def test_a_short_question_takes_what_it_asks_of_along() -> None:
    text = (
        "Jag har läst allt det ni skriver om vädret och om färjan och hamnen i dag, och det är ju bra. "
        "Jag vill boka om till onsdag. Är det möjligt?"
    )
    assert quote(text, "need_missed", Language.SV) == "Jag vill boka om till onsdag. Är det möjligt?"


def test_of_a_long_question_the_end_is_quoted() -> None:
    text = (
        "Og så har jeg fått faktura for oktober "
        + "og ventet og ventet " * 4
        + ", og kan man slå av de påminnelsene kl. 06?"
    )
    words = quote(text, "question_unanswered", Language.NB)
    assert words.startswith("… ")
    assert words.endswith("kan man slå av de påminnelsene kl. 06?")
    assert len(words) <= LONGEST


@pytest.mark.parametrize("insult", ["Er du en idiot?", "hvem er den kjerringa", "ditt fæ"])
def test_insults_are_not_quoted(insult: str) -> None:
    assert not quotable(insult)
    assert quote(f"{insult}. Hvor er pakken min nå?", "need_missed", Language.NB) == "Hvor er pakken min nå?"


def test_of_equals_the_longest_that_fits() -> None:
    text = "Det er lagt ind her. Det er lagt ind på kontoen i dag. " + "Og så var der det lange " * 6 + "ord."
    assert quote(text, "effort", Language.DA) == "Det er lagt ind på kontoen i dag"


def test_where_only_a_long_sentence_has_the_sign_it_is_cut_between_words() -> None:
    text = "Det var det hele. " + "og jeg gør det her for dig " * 8
    words = quote("Nu. " + text.replace("og jeg", "Og jeg", 1), "ownership", Language.DA)
    assert words.startswith("Og jeg gør det her for dig")
    assert words.endswith(" …")
    assert len(words) <= LONGEST


def test_a_word_without_end_is_cut_anyway() -> None:
    words = cut("x" * 500)
    assert len(words) <= LONGEST
    assert words.endswith("x …")


@given(text=st.text(alphabet="abcÆø .,!?…\n[]_1»«-", max_size=300), about=st.sampled_from((*RATINGS, *ABSENCES)))
def test_quotes_are_verbatim_and_short(text: str, about: str) -> None:
    if not quotable(text):
        return
    words = quote(text, about, Language.NB)
    assert quotable(words)
    assert len(words) <= LONGEST
    assert words.removeprefix("… ").removesuffix(" …") in " ".join(text.split())


@pytest.mark.parametrize("text", ["." * 2_000_000, ".)" * 1_000_000, " " * 2_000_000 + "a", "…" * 1_000_000 + "a"])
def test_splitting_two_megabytes_takes_no_time_to_speak_of(text: str) -> None:
    start = time.process_time()
    assert len(sentences(text)) == 1
    assert time.process_time() - start < 5


def test_a_very_long_turn_is_quoted_from_its_beginning() -> None:
    text = "Vi ser på det nå. " + "Dette er en setning til. " * 80_000 + "Jeg lover at dette ikke blir lest."
    assert quote(text, "ownership", Language.NB) == "Vi ser på det nå"
    assert not quotable("." * 6_000 + "a")
