"""Words that stand before a colon: heads of a speaker, and heads of a fact. Lower case, five languages."""

from __future__ import annotations

__all__ = ["FACT_WORDS", "SPEAKER_WORDS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPEAKER_WORDS = _words(
    """
    agent agenten advisor adviser operator representative rep support staff supervisor manager specialist
    assistant customer client user visitor caller consumer guest member medarbejder medarbejderen konsulent
    rådgiver supporter vejleder sagsbehandler kundeservice kundesupport kundecenter kunde kunden bruger gæst
    besøgende opkalder indringer medarbeider medarbeideren kundebehandler saksbehandler kundesenter bruker
    innringer gjest besøkende medarbetare medarbetaren rådgivare handläggare kundtjänst kundservice kundcenter
    kund användare inringare besökare gäst bot chatbot robot system speaker taler talare person
    """
)
"""A label that begins with one of these is a speaker, whoever that is."""

FACT_WORDS = _words(
    """
    note notes notat nb ps obs op re sv vs cc fw fwd hint tip tips info information husk remember bemærk merk
    observera vigtigt viktig viktigt important fx ex eks eksempel exempel example status dato date datum tid
    time klokkeslæt emne subject ämne tittel titel title problem løsning lösning løsningen solution svar
    spørgsmål spørsmål fråga question answer ordre ordrenummer ordrenr order ordernummer ordernr bestilling
    beställning booking bookingnummer reference referencenummer referanse referens ref sag sagsnummer saksnummer
    ärende ärendenummer case ticket varenummer artikelnummer vare vara varen produkt produktet product model
    modell serienummer serial størrelse storlek size farve farge färg color colour antal antall quantity pris
    price beløb beløp belopp amount total adresse adress address leveringsadresse leveransadress gade vej
    postnummer postnr by stad city land country telefon telefonnummer tlf tel mobil mobilnummer phone mobile
    mail email e-mail e-post epost navn namn name fornavn efternavn etternavn kontonummer konto account iban cpr
    cpr-nr personnummer fødselsnummer fødselsdato kundenummer kundnummer kundenr kundeid medlemsnummer
    brugernavn brukernavn användarnamn username password kode kod code pin link url http https www web
    hjemmeside kl åbningstider åpningstider öppettider sprog språk language kanal channel varighed varighet
    längd duration samtale samtal conversation chat id nr no nummer number trin steg step punkt pkt mulighed
    alternativ option bilag vedlegg fejl fejlkode feil feilkode fel felkod error resumé resume sammendrag
    sammanfattning summary kategori category tags leveringsdato leveransdatum delivery tracking sporing spårning
    sporingsnummer pakkenummer kollinummer warning advarsel
    """
)
"""A label that holds one of these is no speaker unless it has a speaker's word too."""
