"""Names of people beside what is none: words, companies, months, places, codes and things."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import SEPARATOR
from tests.redaction.people import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


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
        (EN, "about the June issue, and the August letter", []),
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
