"""Names of people, in writing and in speech; initials, and names of speakers."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.initials import find_initials
from convqa.redaction.finders.person import name_words
from convqa.redaction.findings import SEPARATOR, read
from convqa.redaction.lexicon import lexicon
from tests.redaction.people import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # introductions
        (DA, "Goddag, du taler med Jonas fra Lunapumpen.", ["Jonas"]),
        (DA, "ja hej mit navn er lene hansen og min pakke er væk", ["lene hansen"]),
        (DA, "jeg hedder søren vestergaard nummeret er", ["søren vestergaard"]),
        (DA, "jeg hedder xhemile og venter", ["xhemile"]),
        (DA, "Det er Bo fra Telia", ["Bo"]),
        (NB, "Jeg heter Dag, hva gjelder det?", ["Dag"]),
        (NB, "dette er ola nordmann", ["ola nordmann"]),
        (NN, "Eg heiter Synnøve Kvamme", ["Synnøve Kvamme"]),
        (SV, "mitt namn är Göran", ["Göran"]),
        (SV, "Birgitta heter jag", ["Birgitta"]),
        (SV, "Kenta här!", ["Kenta"]),
        (EN, "Hi, this is Sarah from Northlyne", ["Sarah"]),
        (EN, "My name's Will.", ["Will"]),
        (EN, "Hope here, how can I help?", ["Hope"]),
        # greetings and farewells
        (DA, "Hej Lene,", ["Lene"]),
        (NB, "Hei Kari!", ["Kari"]),
        (EN, "Hi Justin", ["Justin"]),
        (EN, f"hi{SEPARATOR}Dear Xhemile,", ["Xhemile"]),
        (DA, "Venlig hilsen\nMette", ["Mette"]),
        (NB, "Mvh Ola", ["Ola"]),
        (SV, "ring mig\n/Lars", ["Lars"]),
        (DA, "Hilsen\nBo", ["Bo"]),
        (EN, "Best wishes,\nXhemile Krasniqi\nOffice", ["Xhemile Krasniqi"]),
        # titles
        (DA, "Fru Lund ringede", ["Lund"]),
        (EN, "thank you mr hollingbery i can see", ["mr hollingbery"]),
        (EN, "it's missus noey", ["missus noey"]),
        (EN, "CSR Delana will help", ["Delana"]),
        # short forms that are words too
        (EN, "Hi, Rob,", ["Rob"]),
        (EN, "Hi Rob,\nthanks", ["Rob"]),
        # in lower case after an introduction, words though they are
        (EN, "my name is crystal minh", ["crystal minh"]),
        (EN, "my name is hope whitfield and i wait", ["hope whitfield"]),
        (EN, "my name is rose qxuvic", ["rose qxuvic"]),
        (EN, "my name is crystal, hello", ["crystal"]),
        (EN, "my name is rose from the office", ["rose"]),
        # people who bear a city's name
        (EN, "I spoke to Charlotte in the shop", ["Charlotte"]),
        (EN, "the email from Charlotte said", ["Charlotte"]),
        (EN, "my flight is from Charlotte Hansen", ["Charlotte Hansen"]),
        (EN, "to Austin", ["Austin"]),
        (EN, "I'm Charlotte. The flight is from Charlotte", ["Charlotte", "Charlotte"]),
        (EN, "i am sean o'rourke", ["sean o'rourke"]),
        (EN, "call mohammed al-hassan", ["mohammed al-hassan"]),
        (EN, "call mohammed o'clock", ["mohammed"]),
        (EN, "thanks to Victoria's flight", ["Victoria"]),
        (EN, "MR HO!", ["MR HO"]),
        # how a name goes on
        (EN, "I am Declan O'Rourke, hi", ["Declan O'Rourke"]),
        (EN, "This is Declan O’Neill-Brady.", ["Declan O’Neill-Brady"]),
        (EN, "Declan I'm sorry", ["Declan"]),
        (DA, "Jeg hedder Lene van der Meer", ["Lene van der Meer"]),
        (DA, "Jeg hedder Lene van der", ["Lene"]),
        (DA, "Jeg hedder Lene van der hvad", ["Lene"]),
        (EN, "I'm Mohammed al-Hassan", ["Mohammed al-Hassan"]),
        (EN, "I'm Mohammed al-right", ["Mohammed"]),
        (EN, "This is Jean-Luc Picard", ["Jean-Luc Picard"]),
        (DA, "Hej Anne-Mette", ["Anne-Mette"]),
        (NB, "Odd Rasmus Hellesvik", ["Odd Rasmus Hellesvik"]),
        (DA, "bo hansen skrev", ["bo hansen"]),
        (DA, "I går talte Bo Hansen", ["Bo Hansen"]),
        (EN, "Lars de Boer.", ["Lars de Boer"]),
        (DA, "Jens K. Hansen", ["Jens K. Hansen"]),
        (DA, "Emil R.", ["Emil R"]),
        (DA, "står på B. Vinther nu", ["B. Vinther"]),
        (DA, "lene ravnkilde", ["lene ravnkilde"]),
        (DA, "Anne-Grete", ["Anne-Grete"]),
        (DA, "Karen Inger Mette Lone Hanne", ["Karen Inger Mette Lone", "Hanne"]),
        # genitive: the ending stays
        (DA, "Lenes pakke", ["Lene"]),
        (EN, "Sarah's parcel, James’ bill", ["Sarah", "James"]),
        (DA, "Jens hus og Jens' bil", ["Jens", "Jens"]),
        # replies
        (DA, f"Hvad er dit navn?{SEPARATOR}xhemile krasniqi", ["xhemile krasniqi"]),
        (EN, f"Who am I speaking to?{SEPARATOR}it's Xhemile", ["Xhemile"]),
        (EN, f"Your name?{SEPARATOR}Chad Phoenix", ["Chad Phoenix"]),
        (EN, f"Your name?{SEPARATOR}Chad Phoenix is closed", ["Chad"]),
        (EN, "Jack told me", ["Jack"]),
        (DA, "hej, min kone hedder Xuân", ["Xuân"]),
        (DA, "mit navn er Qxu", ["Qxu"]),
        (DA, "Det er Kowalczyk, jeg skrev", ["Kowalczyk"]),
        (EN, "my flatmate Tundey signed", ["Tundey"]),
        (NB, "samboeren min Qyrill", ["Qyrill"]),
        (NB, "heisann, ikramo her, får", ["ikramo"]),
        (NB, "ikramo her fra 3b", ["ikramo"]),
        (SV, "zlatani heter jag", ["zlatani"]),
        (EN, "the account holder is Zhang Wei", ["Zhang Wei"]),
        (EN, "under the name of Rose Whitfield please", ["Rose Whitfield"]),
        (EN, "faithfully R. A. Pinkerton", ["R. A. Pinkerton"]),
        (EN, "it is for J.P. Mukherjee", ["J.P. Mukherjee"]),
        # misspelled
        (DA, "tak birgite", ["birgite"]),
        (DA, "hej katrinne det virker", ["katrinne"]),
        # companies that bear a person's name, and people who bear a company's
        (DA, "Mit navn er Harald Nyborg", ["Harald Nyborg"]),
        # found once, known everywhere
        (DA, f"Hilsen\nBo Lund{SEPARATOR}Bo skrev. Han vil bo her. Lund!", ["Bo Lund", "Bo", "Lund"]),
        (DA, f"jeg hedder xhemile{SEPARATOR}tak xhemile", ["xhemile", "xhemile"]),
        # a family name that is a word, at the end of a clause
        (DA, "ja hej det er bente hvid jeg har ventet", ["bente hvid"]),
        (SV, "nej gunnel ek", ["gunnel ek"]),
        # initials and particles
        (EN, "It's for Mr K Lowther, please", ["Mr K Lowther"]),
        (EN, "it was signed by m j ferguson", ["m j ferguson"]),
        (SV, "Hälsningar\nE-M Wikström", ["E-M Wikström"]),
        (NB, "Jeg snakket med Lars A, Lars H og Lars.", ["Lars A", "Lars H", "Lars"]),
        (SV, "Swisha till Hanna Ö eller Ingvar", ["Hanna Ö", "Ingvar"]),
        (DA, 'der står "ahmed p"', ["ahmed p"]),
        (EN, "it's wilhelmina van der merwe here", ["wilhelmina van der merwe"]),
        (DA, f"hvad er efternavnet{SEPARATOR}von bülow", ["von bülow"]),
        (SV, "leila karimi-ek", ["leila karimi-ek"]),
        # titles in lower case
        (EN, "right mister banks and thanks", ["mister banks"]),
        (EN, "bring him now doctor szymanska is in", ["szymanska"]),
        (DA, "er det hos doktor ravn du går", ["ravn"]),
        # rarer names at a cue
        (EN, "It was from my goddaughter, Perpetua, in May", ["Perpetua"]),
        (SV, "Hon ersätts av Tarek.", ["Tarek"]),
        (EN, "Hello Perpetua, is it on its way?", ["Perpetua"]),
        (EN, "your driver costas took me", ["costas"]),
        (EN, "Sorry. Anoushka, BT", ["Anoushka"]),
        (EN, "Rhodri and Anwen", ["Rhodri", "Anwen"]),
        # relatives, and what one does with a person
        (SV, "Hej! Sonen, Love, fyller 15", ["Love"]),
        (EN, "Would you ask Grace?", ["Grace"]),
        (EN, "Yours, Olive", ["Olive"]),
        (EN, "first one thing, then June says another", ["June"]),
        (DA, "Kan Svend hente varen?", ["Svend"]),
        (NB, "Bilen står i Russell Josephines navn", ["Russell Josephine"]),
    ],
)
def test_names(language: Language, text: str, names: list[str]) -> None:
    got = found(text, language)
    assert [name.rstrip(".") for name in got] == [name.rstrip(".") for name in names]


def test_a_rarer_name_needs_a_capital_or_a_strong_cue_and_no_placeholder_beside_it() -> None:
    assert found("Svar fra Lynnet", DA) == ["Lynnet"]
    assert found("[PERSON_1] fra Lynnet", DA) == []
    assert found("svar fra lynnet", DA) == []


def test_speakers_names_are_found_wherever_they_stand() -> None:
    assert found("Zyx skriver, og zyx skriver igen", DA, ("zyx",)) == ["Zyx", "zyx"]


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("We look forward to it! *TJW", ["TJW"]),
        ("for purchase. 1/2 ^TJW", ["TJW"]),
        ("Part one *TJW 1/2", ["TJW"]),
        ("Which route? ^N", ["N"]),
        ("Try another browser ^DaniH", ["DaniH"]),
        ("vi ses /MK", ["MK"]),
        ("the *ABC method", []),
        ("tak for nu ^Team", []),
        ("hi ^Zara", ["Zara"]),
        ("5 /TJWX", []),
    ],
)
def test_initials_at_the_end_of_a_turn(text: str, initials: list[str]) -> None:
    reading = read([text], EN)
    assert [reading.text[f.start : f.end] for f in find_initials(reading)] == initials


@pytest.mark.parametrize(
    ("name", "trusted", "words"),
    [
        ("Jonas Holm", False, {"jonas", "holm"}),
        ("Jonas (Telia)", False, {"jonas"}),
        ("Bo", False, {"bo"}),
        ("Kundeservice", False, set()),
        ("Kunde 3", True, set()),
        ("Telia", True, set()),
        ("Comcast", False, set()),
        ("Xhemile", True, {"xhemile"}),
        ("Xhemile Krasniqi", False, {"xhemile", "krasniqi"}),
        ("airline", True, set()),
        ("SPEAKER_00", False, set()),
        ("Hansen", False, set()),
        ("", False, set()),
    ],
)
def test_names_of_speakers(name: str, trusted: bool, words: set[str]) -> None:
    assert name_words(name, lexicon(DA), trusted=trusted) == words
