"""Codes, references, plates, land, mails and card dates in wordings that were missed, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "codes"),
    [
        (DA, "Pakken ligger i skabet. Koden er 7731, husk den", ["7731"]),
        (DA, "koden er t r k a fem tak", ["t r k a fem"]),
        (NB, "Døra: kode 6612 til i morgen", ["6612"]),
        (NN, "Nøkkelen ligg i boksen, koden er 3907.", ["3907"]),
        (SV, "Länken gäller i kväll, kod 6630. Lycka till", ["6630"]),
        (SV, "koden är fem fem ett åtta, den gäller i kväll", ["fem fem ett åtta"]),
        (EN, "The code is 0883. Press hash afterwards", ["0883"]),
        (EN, "Read out the characters on the screen|9KT42B|Thanks", ["9KT42B"]),
        (DA, "afhentningskode 8813 virker til fredag", ["8813"]),
        (NB, "engangskode 661823 kom på sms", ["661823"]),
        (SV, "portkoden är 6610 och dörren är öppen", ["6610"]),
        (NN, "dørkoden er 5510 no", ["5510"]),
        (DA, "Hvad er koden til døren?|fire fire en nul", ["fire fire en nul"]),
        (NB, "Hva er koden?|Den er 5520", ["5520"]),
        (SV, "vad är portkoden|5520", ["5520"]),
        (EN, "What's the code for the gate?|It's 0071.", ["0071"]),
        (DA, "Hvad er koden på displayet?|5012|Hvad er varekoden?|8812", []),
        (SV, "vilken felkod visas, vad är koden|5012", []),
        (EN, "What is the error code?|5012", []),
        (EN, "What is the code for?|I paid 5012 for it", []),
        (DA, "kildekode 3000 linjer|fejlkoden er 5012 igen", []),
        (DA, "Koden er 404, og der vises fejlkode E12", []),
        (DA, "Skærmen viser kode 5012 hele tiden", []),
        (NB, "bruk rabattkoden, koden er 2244 ut året", []),
        (NB, "Koden er SOL3 og gjelder ut året", []),
        (NN, "koden er 2025|koden er feil", []),
        (SV, "displayen visar kod 5518|kod 404", []),
        (SV, "kod 2025 är årets", []),
        (EN, "The dress code is 1920s|the error code is 5012", []),
        (EN, "The code is 4417 kr short|code 2200 for ten percent", []),
        (EN, "Which model is it?|WH42B", []),
    ],
)
def test_codes_that_open(language: Language, turns: str, codes: list[str]) -> None:
    assert found(language, turns) == codes


@pytest.mark.parametrize(
    ("language", "turns", "codes"),
    [
        (DA, "Bookingreference?|TVK 31R, tak", ["TVK 31R"]),
        (DA, "Vores ladeaftale (2281) skal stoppes", ["2281"]),
        (DA, "Serviceaftale 441-7 på varmepumpen", ["441-7"]),
        (DA, "Deres sag hedder QK-37, den ringer du om", ["QK-37"]),
        (NB, "Referansen er M3KX7.", ["M3KX7"]),
        (NN, "Bestilt. Referanse er P4LX2.", ["P4LX2"]),
        (SV, "Har du bokningsnummer?|KB 8814 R, och en till|KB 8814 R är klar", ["KB 8814 R", "KB 8814 R"]),
        (SV, "serviceavtalet 80115 ska bort", ["80115"]),
        (EN, "Agreement 73-2016, as I said", ["73-2016"]),
        (EN, "We hold permit KY-62 for that bay", ["KY-62"]),
        (EN, "I rang them, ref 47-B. They agreed", ["47-B"]),
        (DA, "elaftale 1299 kr|aftalen er 24 mdr|serviceaftale 2026-01-01", []),
        (NB, "sak 3 av 5|strømavtale 1299 kr|a-kontofaktura på kr 14 220", []),
        (NN, "avtalen varer 24 månader|saka 24-7", []),
        (SV, "elavtalet 1299 kr|ärende 3 av 5|larmfakturan på 3 980", []),
        (EN, "order A4 paper|ticket 2 of 4|the permit 24 hours|agreement 2026", []),
        (EN, "case 12 of 20|job 24-H service", []),
    ],
)
def test_references(language: Language, turns: str, codes: list[str]) -> None:
    assert found(language, turns) == codes


@pytest.mark.parametrize(
    ("language", "turns", "plates"),
    [
        (SV, "vad är reg numret|ess pe ell fyra två sju|ess pe ell alltså", ["ess pe ell fyra två sju", "ess pe ell"]),
        (SV, "har du registreringsnumret|er hå em två noll kå", ["er hå em två noll kå"]),
        (NB, "regnummer?|ell te fem to tre en sju", ["ell te fem to tre en sju"]),
        (EN, "what is your reg?|em kay five one", ["em kay five one"]),
        (EN, "the reg is bee kay one two see dee ee", ["bee kay one two see dee ee"]),
        (NB, "regnummer?|det er i en to tre dager", []),
        (EN, "your reg?|are you one two three weeks away", []),
        (SV, "skylten är i en två tre veckor", []),
    ],
)
def test_plates_by_the_names_of_their_letters(language: Language, turns: str, plates: list[str]) -> None:
    assert found(language, turns) == plates


@pytest.mark.parametrize(
    ("language", "turns", "addresses"),
    [
        (SV, "staket på fastighet ekhult 2:9, måste jag ha", ["ekhult 2:9"]),
        (SV, "bygglov för Stora-Berga 3:41 behövs", ["Stora-Berga 3:41"]),
        (SV, "lägenhet tolv noll ett", ["lägenhet tolv noll ett"]),
        (NN, "tomta er gnr. 32, bnr. 5", ["gnr. 32, bnr. 5"]),
        (DA, "matr.nr. 14c, tak", ["matr.nr. 14c"]),
        (DA, "jeg bor i lejlighed 3 tv nu", ["lejlighed 3 tv"]),
        (NN, "gardsnummer 32, bruksnummer 5", ["gardsnummer 32, bruksnummer 5"]),
        (EN, "sent to PO Box 71. Unknown", ["PO Box 71"]),
        (EN, "a meter for plot 9 Fern Hey, please", ["plot 9 Fern Hey"]),
        (NN, "Eg flyttar til Lia 14. Vatn", ["Lia 14"]),
        (SV, "bygglov, För 4:31 blir det mer|klockan 1:30|skala 1:50", []),
        (SV, "gå allén tre gånger|vi leder 2:1", []),
        (DA, "postboks|matrikel|plads 14", []),
        (EN, "unit 4 Thanks|the plot in chapter 7|PO Box", []),
        (NN, "i Lia 22 grader|vi skal til Bakken 3 dagar", []),
    ],
)
def test_land_and_boxes(language: Language, turns: str, addresses: list[str]) -> None:
    assert found(language, turns) == addresses


@pytest.mark.parametrize(
    ("language", "turns", "mails"),
    [
        (SV, "Vilken mejl har du?|olle, punkt, fors, på, almbo, punkt se", ["olle, punkt, fors, på, almbo, punkt se"]),
        (NB, "det går til anders krogh at hotmail men", ["anders krogh at hotmail"]),
        (EN, "It says agnes at millslow dot con.", ["agnes at millslow dot con"]),
        (EN, "change to oscar at tennisclub dot london", ["oscar at tennisclub dot london"]),
        (EN, "can you read ivan(dot)sokol(at)fmail(dot)cc", ["ivan(dot)sokol(at)fmail(dot)cc"]),
        (EN, "the word blue, the number seven, at virgin media dot com",
         ["the word blue, the number seven, at virgin media dot com"]),
        (NB, "jeg fikk mail på fredag punktum", []),
        (SV, "jag mejlar på måndag, punkt", []),
        (DA, "send en mail på adressen, punktum", []),
        (EN, "my account at hotmail|i work at outlook|meet me at point com", []),
        # User names.
        (NB, "det er min konto, bruker: solveigsol", ["solveigsol"]),
        (SV, 'jag köpte den av er användare "granbacken"', ["granbacken"]),
        (NB, "jeg bruker: chrome|bruker: gjest", []),
        (EN, 'user: guest|user "admin"', []),
        # Telephones.
        (DA, "ring på +45 96 22 61 05 el. 2482-7730.", ["+45 96 22 61 05", "2482-7730"]),
        (NB, "ring meg på 911 en en 862 da", ["911 en en 862"]),
        (NN, "Fekk du kode til 92 ** ** 41?", ["92 ** ** 41"]),
        (SV, "från noll sju tre, femfem ett, fyrtio trettio", ["noll sju tre, femfem ett, fyrtio trettio"]),
        (SV, "och numret är noll sjuttiotre trippelfyra tolv noll ett", ["noll sjuttiotre trippelfyra tolv noll ett"]),
        (SV, "Vi har 0761-30 28 55.|de sista ska va 81 inte 55", ["0761-30 28 55", "81", "55"]),
        (NB, "ring 112|plus førti grader|en en to dager", []),
        # National numbers and accounts.
        (DA, "de ville have mit cpr|kun de første 041089", ["041089"]),
        (DA, "de første 041089 kunder|første 12 timer", []),
        (DA, "Vi betaler til SE12…4471 i dag", ["SE12…4471"]),
    ],
)  # fmt: skip
def test_mails_user_names_and_numbers(language: Language, turns: str, mails: list[str]) -> None:
    assert found(language, turns) == mails


@pytest.mark.parametrize(
    ("language", "turns", "details"),
    [
        (NN, "endre kortet på abonnementet, det sluttar på 7712, gjeld til 03/29", ["7712", "03/29"]),
        (NB, "det er 5232007339801213 som skal brukes nå (04/29)", ["5232007339801213", "04/29"]),
        (SV, "kortnr 4581602638957474 03 28 731", ["4581602638957474 03 28 731"]),
        (DA, "5168 1329 0994 3761, udløb?|Tredje måned otteogtyve. Bagpå står der to fire ni.",
         ["5168 1329 0994 3761", "Tredje måned otteogtyve", "to fire ni"]),
        (EN, "my card, it's march twenty nine two eight four on the back",
         ["march twenty nine", "two eight four"]),
        (EN, "the offer ends (04/29)|back at three two one", []),
        (SV, "vi har öppet (05/27)|tre ett två på baksidan av huset", []),
        (NB, "tilbudet går ut i juli tjuesju", []),
        (DA, "tredje måned i træk|ferie i juli seksogtyve", []),
        (NN, "møtet (03/29) er flytt", []),
    ],
)  # fmt: skip
def test_details_of_cards(language: Language, turns: str, details: list[str]) -> None:
    assert found(language, turns) == details
