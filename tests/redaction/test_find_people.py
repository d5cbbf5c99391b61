"""Names of people, in writing and in speech, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.initials import find_initials
from convqa.redaction.finders.person import find_people, name_words
from convqa.redaction.findings import SEPARATOR, read
from convqa.redaction.lexicon import lexicon

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


def found(text: str, language: Language, known: tuple[str, ...] = ()) -> list[str]:
    reading = read(text.split(SEPARATOR), language)
    return [reading.text[f.start : f.end] for f in find_people(reading, known)]


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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (DA, "God dag, jeg vil bo her, liv og sol."),
        (DA, "Storm over landet. Mark og skov."),
        (DA, "Hej Kundeservice, tak for hjælpen"),
        (DA, "Kære Pakkehjulet,"),
        (DA, "Hej Telia!"),
        (DA, "Hej NAV,"),
        (NB, "Hansen & Co har stengt"),
        (NB, "Jo, det er per stk. Vår og høst."),
        (SV, "Jag vill att du fixar det, min mina."),
        (EN, "Will you mark it, may I hope? A grace period."),
        (EN, "I'm sorry. It's fine, I've checked."),
        (EN, "HEY HO!"),
        (EN, "Hi, rob the bank, pat it"),
        (EN, "my name is will be changed"),
        (EN, "my name is rose telia"),
        (EN, "my name is rose is wrong"),
        (EN, "I called Northwind support"),
        (EN, "Hi Northwind customer service,"),
        (EN, "I fly from Austin, Texas"),
        (EN, "we live in Charlotte now"),
        (EN, "my flight from Charlotte to Austin"),
        (EN, "my agent said so, the rep too"),
        (EN, "Jonas & Sons Ltd"),
        (EN, "Thank you. Everything works."),
        (EN, "the headphone jack. Ok. Will you look at it? No. May I?"),
        (EN, f"May I have your username?{SEPARATOR}Username: no idea"),
        (DA, "Velkommen til Bornholm"),
        (DA, "han hedder noget andet"),
        (DA, "Fx. A. Det"),
        (DA, "De. van"),
        (DA, ""),
        (DA, "Hvad er dit navn?\ue000Tak"),
        (DA, "Hej H,"),
        (DA, "bo"),
        (DA, "bo lang tid"),
        (DA, "12 34"),
        (DA, "Jeg har handlet hos Harald Nyborg"),
        (NB, "Bjørn Borg-undertøy er på salg"),
        (EN, "Ben & Jerry's is sold out"),
        (DA, "tak pakkerne"),
        (DA, "hele problemet her, tak"),
        (DA, "Ret her, tak"),
        (NN, "toget frå Voss"),
        (DA, "5 her"),
        (EN, "i miss the doctor said so"),
        (EN, "a doctor szymanska would not know"),
        (DA, "kan det gøres uden at vi mister skadesfri år"),
        (DA, "Modellen Rhea er udsolgt"),
        (EN, "Volvo and BT"),
        (EN, "and June says £13.98"),
        (NB, "Nordlys sier nei, og Fakturabua sier ja"),
        (EN, "Great. Yes, Monday"),
        (SV, "van der är"),
    ],
)
def test_words_and_companies_that_are_no_names(language: Language, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # who answers the telephone names the company before himself
        (EN, "Good afternoon, Larksfield Insurance, Ann speaking", ["Ann"]),
        (EN, "Hello, Trovebarn, this is Ann.", ["Ann"]),
        (EN, "Hello, Brunt and Daughters Kitchens, it's, um, it's Ann.", ["Ann"]),
        (EN, f"What?{SEPARATOR}Hello Xhemile, it's Ann", ["Xhemile", "Ann"]),
        (EN, "Hello Simone, it's Ann", ["Simone", "Ann"]),
        (DA, "Hej, Bogklik Randers, du taler med Mette", ["Mette"]),
        (DA, f"Hej Mette{SEPARATOR}Hej Klit Glæde, det er Lone. Klit skriver.", ["Mette", "Lone"]),
        # the first greeting goes to a company, later ones to somebody
        (DA, f"Hej Klithytten, Ann her{SEPARATOR}Hej Ann. Klithytten svarer.", ["Ann", "Ann"]),
        (DA, "Kære Trovebjerget\n\nVenlig hilsen\nTrovebjerget", []),
        (EN, f"hi{SEPARATOR}Dear Xhemile", ["Xhemile"]),
        (EN, "Dear Rose Whitfield", ["Rose Whitfield"]),
        (DA, "Hej Xhemile Hansen", ["Xhemile Hansen"]),
        (DA, "Hej Strøm Holm Vold", []),
        (DA, "Kære Holm", ["Holm"]),
        (EN, "Dear Mr Xhemile", ["Mr Xhemile"]),
        # words for a trade
        (DA, "Hej Strømdal Kraft", []),
        (DA, "talt med Anna Lund Energi i går", []),
        (EN, "I paid Rebecca Hall, not Susan Kitchens", ["Rebecca Hall"]),
        (EN, "Hollis & Wray Insurance", []),
        (EN, "wray Insurance called", []),
        (NB, "hilsen Pulsklokka", []),
        (NB, "Mvh Elektrobua", []),
        (EN, "Regards, LedgerLoom", []),
        (EN, "Regards, MacXhemy", ["MacXhemy"]),
        (EN, "Regards, McXhem", ["McXhem"]),
        # what somebody comes from
        (DA, "Hej, Yrsa fra PakNu her", ["Yrsa"]),
        (DA, "Hej, Yrsa fra Zbogsky her. Tak Zbogsky", ["Yrsa"]),
        (DA, "Yrsa fra Hanne her", ["Yrsa", "Hanne"]),
        (NB, "Laila i Bomservice her", ["Laila"]),
        (EN, "The name is Zrushmere Materials Limited", []),
        # a company on the list that somebody is called by
        (DA, f"Mit navn er Harald{SEPARATOR}Harald Nyborg er en butik", ["Harald"]),
        # "Siri" is a person unless a telephone is spoken of
        (NB, "Takk, Siri. Hilsen\nSiri Norum", ["Siri", "Siri Norum"]),
        (SV, "tack siri", ["siri"]),
        (NB, "jeg sa det til Siri på min iPhone", []),
        (EN, "I said it to Siri", ["Siri"]),
    ],
)
def test_companies_and_people(language: Language, text: str, names: list[str]) -> None:
    assert found(text, language) == names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # months
        (EN, "paid in May and June, on 20 June, from April to August", []),
        (EN, "It's June now. April.", []),
        (EN, "Thanks June, it's April here.", ["June", "April"]),
        (EN, "June Andersen rang. June said it was in June", ["June Andersen", "June"]),
        (EN, "and June too", []),
        # places
        (NN, "Hytta i Lia. Lia er fin, og Lia òg", []),
        (NN, f"Hytta i Lia{SEPARATOR}Det er Lia, ho er der", ["Lia"]),
        (EN, "we live in Bergen, and Bergen airport is fine", []),
        (NN, "I Lia er det fint", []),
        (DA, "jeg har fat i Lene, i Lenes pakke, i Lene Hansen", ["Lene", "Lene", "Lene Hansen"]),
        (DA, "i, Lene", ["Lene"]),
        # codes and abbreviations
        (EN, "the MR-12 and an LO4 fence", []),
        (EN, "to Hope4 and to Xhem4", []),
        (EN, "A Junior ISA turns", []),
        (EN, "I SAID ISA WHITFIELD", ["ISA WHITFIELD"]),
        # titles and trades
        (EN, "promised by Mr Crabbe. A Mr. Crabbe, I think. It's Ms.", ["Mr Crabbe", "Mr. Crabbe"]),
        (DA, "tandlæge Munk, fru Hald, Hr. Rehn", ["Munk", "Hald", "Rehn"]),
        (DA, "et læge apparat, min fru bokade, han er fru. Vad nu", []),
        (DA, "min fru Zylla", ["Zylla"]),
        (DA, "det lærer man jo", []),
        (EN, "an officer said a refund", []),
        (DA, "hr. Tak for det", []),
        # initials with a family name that is a word too
        (DA, "hilsen\nH. Ravn", ["H. Ravn"]),
        (DA, f"A. Frost, billetsalg{SEPARATOR}Kontoret, N. Ask", ["A. Frost", "N. Ask"]),
        (DA, f"ja.{SEPARATOR}Å. Nul tre", []),
        (NB, "rute D. Vold neste gang, rad K. Sorry, det", []),
        (EN, "use B or D ^D. Barrier reads it", []),
        # a word that is a name too begins many a sentence
        (SV, "Hej. Ville köpa en lampa. Tack! Mina skor är slut", []),
        (SV, f"Jag heter Mina Holm{SEPARATOR}Mina är sen. Dina skor, Mina. Hej Mina!", ["Mina Holm", "Mina", "Mina"]),
        (NB, f"Jeg heter Mina{SEPARATOR}Mina sko kom. Hilsen Mina", ["Mina", "Mina"]),
        (DA, f"Hej. Bo, det er Lone.{SEPARATOR}Jo. Jo, tak", ["Bo", "Lone"]),
        (EN, "my niece. Can I ring? Sorry mate. Even so", []),
        (EN, "Will Abara", ["Will Abara"]),
        (EN, "So Will Abara and Hope", ["Will Abara", "Hope"]),
        (EN, "Regards, Will\nand more", ["Will"]),
        (DA, "Hej Alle! Hej Min ven", []),
        # in speech, where nothing else can be meant
        (DA, "du taler med bo hvad drejer det sig om", ["bo"]),
        (DA, f"ja hej det er line jeg skal flytte{SEPARATOR}goddag line det er godt", ["line", "line"]),
        (NB, "jeg heter tone hva kan jeg hjelpe med", ["tone"]),
        (NB, f"hei tone jeg heter knut{SEPARATOR}nei takk tone det går", ["tone", "knut", "tone"]),
        (SV, "det är fanny vad kan jag", ["fanny"]),
        (EN, "what's the name?" + SEPARATOR + "penny sowerby", ["penny sowerby"]),
        (EN, "hello it's rosemary andersen i've been trying", ["rosemary andersen"]),
        (DA, "det er sol i dag, det er en storm, god dag sol over det hele", []),
        (DA, "jeg vil bo her, tak min ven", []),
        (EN, "vil bo her", []),
        (EN, "hi can i ask, thanks will do, it's may i think", []),
        # family names that are words too, in lower case after a whole introduction and capitalised before a stop
        (DA, "det er hanne lund jeg venter", ["hanne lund"]),
        (DA, "det er hanne lund", ["hanne lund"]),
        (DA, "det er hanne ring til mig", ["hanne"]),
        (DA, "det er hanne zkragh jeg venter", ["hanne zkragh"]),
        (DA, "hej hanne pakken er her", ["hanne"]),
        (SV, "Yvonne Stol. Turid Grøn, ja", ["Yvonne Stol", "Turid Grøn"]),
        (DA, "Hej Mette Tak! Hej Mette Nu er det", ["Mette", "Mette"]),
        # things that have a name
        (DA, f"Hvad hedder siden?{SEPARATOR}zneakers", []),
        (DA, f"Hvad hedder du?{SEPARATOR}zneakers", ["zneakers"]),
        (DA, f"Navnet er fint. Hvad vil du have?{SEPARATOR}zneakers", []),
    ],
)
def test_context_decides(language: Language, text: str, names: list[str]) -> None:
    assert found(text, language) == names


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
