"""Numbers by which a company knows a customer, an order, a booking or a case, told by the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import is_code
from convqa.redaction.wordlist import any_of, words

__all__ = [
    "CODE",
    "LINKS",
    "asked_code",
    "code_span",
    "find_asked_numbers",
    "find_long_numbers",
    "find_named_numbers",
    "more_of",
]

_WORDS = {
    Kind.ORDER: (
        "ordre ordren ordrene order ordern orden bestilling bestillingen bestillings bestillinga beställning "
        "beställningen beställnings faktura fakturaen fakturan fakturaens faktur invoice pakke pakken pakka pakkens "
        "paket paketet parcel tracking sporing sporings kolli kollinr forsendelse forsendelsen försändelse sending "
        "sendingen sendings sendinga kvittering kvitteringen kvitto regning regningen regnings purchase shipment kid "
        "rma retur return bon bonen tinging tinginga tingings rekning rekninga reknings"
    ),
    Kind.BOOKING: (
        "booking bookingen bookings reservation reservationen reservations reservasjon reservasjonen reservasjons "
        "bokning bokningen boknings bestillingskode bestillingskoden billet billetten billett billetten biljett "
        "biljetten pnr confirmation bookingreference bekreftelse bekræftelse bekräftelse "
        "bookingkode bokningskod referansekode lokator"
    ),
    Kind.CUSTOMER_NUMBER: (
        "kunde kunden kund kundens customer client medlem medlems medlemskab medlemskap medlemskort member membership "
        "police policen policy polise polisen försäkring försäkrings forsikring forsikrings forsikringen abonnement "
        "abonnements abonnent abonnementet abonnemang aftale aftalen aftale avtale avtalen avtal avtals kontrakt "
        "kontrakts kontrakten avtalet agreement permit tillatelse "
        "tillatelsen tilladelse tilladelsen tillstånd tillståndet løyve klient elev pupil licens lic bricka brikke "
        "kandidat contract bidragyder lånekort lånerkort "
        "lånernummer lånekortet loyalty bonus måler målaren måleren mätar elmåler meter installation installations "
        "anlegg anleggs anläggnings aftage kortnr tag brikke imei patient ansøgning søknad subscription periodekort"
    ),
    Kind.CASE_NUMBER: (
        "rapport offert offerten claim oppdrag job repair annonce annons sag sagen sags sak saken saks saka ärende "
        "ärendet ärende case ticket reference referencen referanse referansen ref referens referensen "
        "journal journalnr klage klagesag "
        "henvendelse henvendelses skade skaden skades skadan incident"
    ),
    Kind.ACCOUNT: (
        "konto kontoen kontoens kontot kontonr lönekonto lönekontot lønkonto lønnskonto bankkonto account acc acct"
    ),
    Kind.ID_NUMBER: (
        "cpr cprnr personnummer personnr fødselsnummer fødselsnr fnr ssn "
        "studienummer studienr studentnummer studentnr kørekort førerkort körkort id-kort d-nummer d-nr dnr nhs "
        "national&insurance"
    ),
    Kind.PASSPORT: (
        "passport passports passnummer passnummeret passnumret passnr pasnummer pasnummeret pasnr passet&har&nummer "
        "pass&nummer pas&nummer"
    ),
    Kind.CARD: "gavekort presentkort presentkortet gavekortet",
}
_KIND_OF = {word.replace("&", " "): kind for kind, row in _WORDS.items() for word in row.split()}
# Nouns that others stand before in one word: "ladeaftale", "serviceavtal", "bredbåndsordre".
_HEADS = _KIND_OF.keys() & frozenset(
    words(
        "aftale aftalen avtale avtalen avtal avtalet abonnement abonnementet abonnemang kontrakt kontrakten forsikring "
        "forsikringen försäkring försäkringen police policen polise polisen ordre ordren bestilling bestillingen "
        "beställning beställningen sag sagen sak saken "
        "saka ärende ärendet kunde kunden tilladelse tilladelsen tillatelse tillatelsen tillstånd tillståndet løyve"
    )
)
_CONTEXT = rf"(?:{any_of(_KIND_OF)}|(?=[^\W\d_]{{6}})[^\W\d_]{{3,12}}{any_of(_HEADS)})"  # no short word is tried twice
_NUMBER_WORD = (
    r"nummeret|nummerne|numrene|nummer|numret|numren|numra|numbers|number|nr|no(?!-)|num|id|kode|koden|kod|koden|code"
)
_LETTERED_ENDS = (
    r"(?: (?:for|is|was|er|är|på|i|on|in|som|and|og|och|has|har|til|to|from|blev|ble|står|med|with)(?![^\W_]))"
)
_ENDING = r"-(?:\d[\da-z]{0,4}|[a-z]{1,2}\d[\da-z]{0,3}|(?!e[nrt]|a[nr])[a-z]{1,2}(?![^\W_]))"  # not of "199-en"
CODE = rf"(?:[a-zæøå]{{1,4}}[ /-]?)?\d[\da-z]*(?:[ ./-]\d[\da-z]+|{_ENDING}){{0,4}}(?: \d(?![\d.,:])|(?<=-\d\d)/\d)?"
LINKS = tuple(
    link.replace("|", " ")
    for link in words(
        "er is var är på med lyder hedder heter heiter vores mi vår min mitt my reference ref her here här så då da "
        "som under would|be must|be should|be der det it's på|mit på|mitt på|min of|him of|her of"
        " hers of|his of|mine"
    )
)
_NAMED = re.compile(
    rf"(?<![^\W_])(?P<word>{_CONTEXT})(?:[s-]?-? ?(?P<number>{_NUMBER_WORD}))?(?![^\W_])\.?"
    rf"(?:[ :#.,=(–-]{{0,3}}(?:(?P<number2>{_NUMBER_WORD})"
    rf"|{any_of(LINKS)}|e(?= ))(?![^\W_])\.?){{0,4}}"
    rf"[ :#.,=(–\n-]{{0,3}}(?P<code>{CODE})(?!\w)"
)
_LETTERS = re.compile(
    r"(?i:(?<!\w)(?:booking|bokning|reservation|reservasjon|bestilling|pnr|confirmation|bekreftelse)\w{0,9}"
    r"(?:[ -]?(?:nr|nummer|number|reference|ref|kode|code|kod))?\.?(?: er| is| är)?[ :]{1,3})"
    r"(?P<code>[A-Z0-9]{5,8})(?!\w)"
)
_BOOKING_CODE = re.compile(r"(?=[a-z]{0,7}\d)[a-z\d]{5,8}")
_IN_PARTS = re.compile(
    r"(?i:(?<![^\W_])[^\W\d_]{0,10}(?:booking|bokning|reserv|pnr|billet|biljett|referen[cs]e?|referanse)[^\W\d_]{0,9}"
    r"(?:[ -]?(?:nr|nummer|number|ref|kode|code|kod))?\.?(?: er| is| är)?[ :]{1,3})"
    r"(?P<code>(?=[A-Z ]{0,10}\d)(?=[\d ]{0,10}[A-Z])"
    r"(?:[A-Z\d]{2,4} [A-Z\d]{3}(?: [A-Z\d]{3})?|(?:[A-Z\d] ){3,7}[A-Z\d]))(?!\w)"
)
# At the end of a clause, since "order A4 paper" is none.
_SHORT = re.compile(
    rf"(?i:(?<![^\W_])(?<!want to )(?<!like to )(?<!need to )(?<!going to )(?<!trying to )(?<!can i )(?<!could i )"
    rf"(?<!did i )(?<!can we ){_CONTEXT}[s-]?-? ?(?:{_NUMBER_WORD})?\.?"
    r"(?: (?:mi|min|mitt|my|our|vår|er|är|is|as|som|bare|bara|kun|only|just"
    r"|står|hedder|heter|heiter|called)){0,3}[ :]{1,3})"
    rf"#?(?P<code>(?:[A-ZÆØÅÄÖ]{{1,4}}-?\d{{2,3}}|\d{{2,4}}-[A-Z]{{1,2}})(?=[.,;:)!?]?(?:[\n\ue000]|$)|[.,;:)!?] )"
    rf"|[A-ZÆØÅÄÖ]{{1,4}}-\d{{2,3}}(?={_LETTERED_ENDS}))"
)
_TO_WRITE = re.compile(
    r"(?i:(?<![^\W_])(?:skriv|skrive|write|quote|quoting|oppgi|oppgje|ange|uppge|mærk|merk|märk|mark)"
    r"(?: (?:bare|bara|det|den|dem|mailen|it|them|just|with|med|som|as)){0,3}[ :\"“”«]{1,3})"
    r"(?P<code>[A-ZÆØÅÄÖ]{1,5}[-/]\d{2,6})(?![\w-])"
)
# What each code of the patterns above holds, which are slow: a capital beside a digit, or a booking.
_CAPITAL_BESIDE = re.compile(r"\d(?:(?<=[A-ZÆØÅÄÖ].)|(?<=[A-ZÆØÅÄÖ][/-].)|(?=\d{1,3}-[A-Z]))")
_BOOKED = ("booking", "bokning", "reserv", "pnr", "billet", "biljett", "referen", "referanse")
_LETTERED = ("booking", "bokning", "reserva", "bestilling", "pnr", "confirmation", "bekreftelse")
_MIXED = re.compile(r"[a-z]{1,3}\d{1,2}[a-z]{1,3}\d[a-z\d]{0,3}(?<=[a-z\d]{5})")
_ALSO = r"(?: ?[,&+/] ?| (?:and|og|och|eller|or|samt|å|o) )"
_MORE_LETTERS = re.compile(rf"{_ALSO}(?P<code>(?=[A-Z]{{0,7}}\d)[A-Z\d]{{5,8}})(?!\w)")
_MORE = re.compile(rf"{_ALSO}(?P<code>{CODE})(?!\w)")
# "flight AA3812", "fly nr. SK1234": everybody's flight, nobody's number.
_FLIGHT_BEFORE = re.compile(
    r"(?<![^\W_])(?:flight|flights|fly|flyet|flyget|flyg|flyafgang|flyavgang|flyruten|flyvning)[ -]?"
    r"(?:nummer|number|numret|nr|no|num)?\.?(?: er| is| är)?[ :#]{0,3}$"
)
_MONEY_SIGNS = ("£", "€", "$", "£ ", "€ ", "$ ")
_FLIGHT_WORDS = ("fly", "flyg")
_ASKED = re.compile(rf"(?<![^\W_])(?<!@)(?P<word>{_CONTEXT})[s-]?-? ?(?:{_NUMBER_WORD})?(?![^\W_])")
_REPLY = re.compile(rf"(?<![\w.,:/+-])(?P<code>{CODE})(?!\w)")
_REPLY_LETTERS = re.compile(r"(?<![\w-])(?P<code>[A-Z\d]{5,8})(?![\w-])")
_NOT_A_CODE = re.compile(
    r" ?(?:kr(?![^\W_])|,-|kroner|kronor|dkk|nok|sek|eur|usd|€|£|\$|%|stk|st(?![^\W_])|pcs|gb|mb|kwh|km|kg|timer|timmar"
    r"|hours|dage|dagar|dager|days|minut|min(?![^\W_])|år|years|uger|veckor|uker|weeks|måned|gang"
    r"|(?:personer|people|medlem(?:mer|mar)|members|sider|sidor|pages|børn|children|kilomet[a-z]{1,5}|miles)(?![^\W_])"
    r"|[.,:/]\d)"
)
_LONG = re.compile(
    r"[A-Z\d](?<![\w.,:/+-].)"
    r"(?:(?<=[A-Z])[A-Z]{0,5}-?\d{6,19}|(?<=\d)(?:\d{6,18}|\d{0,2}[A-Z]\d{6,12}))[A-Z]{0,3}(?!\w)(?![.,:/-]\d)"
)
_LOW_LONG = re.compile(r"[a-z](?<![\w.,:/+@-].)\d{6,10}(?!\w)(?![.,:/-]\d)")
_MONEY_BEFORE = re.compile(r"(?:kr\.?|dkk|nok|sek|eur|usd|[$€£]) ?$")
_YEAR = re.compile(r"19[3-9]\d|20[0-3]\d")
_NOT_ASKED = re.compile(rf"{_YEAR.pattern}|\d{{1,3}}[. ]?\d00|\d{{1,3}}\.\d{{3}}|\d \d{{3}}")  # a year or an amount
_SEASONS = "|".join(f"{year}-{(year + 1) % 100:02}" for year in range(1990, 2050))
_NOT_NAMED = re.compile(rf"{_YEAR.pattern}|{_SEASONS}|\d{{1,3}}[. ]\d00")  # "gavekort på 1 500", "aftalen fra 2025-26"
_ANSWER = (
    r"(?:(?:ja|jo|jep|yes|sure|here|her|här|ok|okay|okej|selvfølgelig|sjølvsagt|självklart|of|course|det|den|er|e|är|it|is"
    r"|it's|the|nummeret|numret|number)(?![^\W_])[ ,.:!]{0,3}){0,6}"
)
_ONLY_ANSWER = re.compile(_ANSWER)
# "PVK 20R", "NB 7714 Q", "88-K" at the beginning of a reply, before the end of its clause or a small word.
_CAPITALS = re.compile(
    r"(?!(?:EU|UK|US|X{1,3}[LS]) ?\d\d(?!\d))(?P<code>[A-ZÆØÅÄÖ]{1,4}[ -]?\d{2,6}(?:[ -]?[A-Z]{1,2})?"
    r"|\d{2,4}-?[A-Z]{1,3})(?![\w-])(?![.,:/]\d)"
    r"(?=[ -]?(?:[.,;:!?)\n\ue000]|$)| (?:og|och|and|sen|så|then|det|it|on|på|for|til|till|från|fra)(?![^\W_]))"
)
MIN_CAPITALS = 4
# A code that says what it is only because nothing else is said: "qw7ltk".
_WHOLE_REPLY = re.compile(
    rf"\s{{0,3}}{_ANSWER}(?P<code>(?=[a-z]{{1,3}}\d|\d{{1,6}}[a-z])(?!\d+[a-z]+(?!\w))[a-z\d]{{5,9}})[.!]?\s{{0,3}}"
)
# Short ones count in a list that began with a whole one: "cy-4471 eller afh-19".
_MORE_CODES = re.compile(
    rf"{_ALSO}(?P<code>[a-z]{{1,4}}-\d{{2,3}}|[a-z]{{1,3}}\d[a-z]{{1,3}}\d[a-z\d]{{0,2}})(?![\w-])"
)
_DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,3}[. ]000(?:[. ]000)?")


def find_named_numbers(reading: Reading) -> Iterator[Finding]:
    """``kundenr. 4410 8826``, ``ordre 91558``, ``policy HH-330917``, ``booking X7K2PQ``.

    At least four digits, or three after "number"; not an amount, a quantity, a year or a date.
    """
    for match in _NAMED.finditer(reading.low):
        numbered = bool(match["number"] or match["number2"])
        span = code_span(reading, match, minimum=3 if numbered else 4, kind=_kind_of(match["word"]))
        joined = match["word"] not in _KIND_OF and reading.low.endswith("00", *span) if span else False
        if span and (numbered or not (joined or _NOT_NAMED.fullmatch(reading.low, *span))):
            yield Finding(*span, _kind_of(match["word"]), 0.8)
            yield from more_of(reading, span[1], _kind_of(match["word"]))
    yield from _capital_codes(reading)
    for match in _LETTERS.finditer(reading.text) if reading.mentions(*_LETTERED) else ():
        also: re.Match[str] | None = match
        while also:
            yield Finding(*also.span("code"), Kind.BOOKING, 0.75)
            also = _MORE_LETTERS.match(reading.text, also.end())


def _capital_codes(reading: Reading) -> Iterator[Finding]:
    """``Q7 KM2`` of a booking, ``QK-37`` of a case, ``TV-118`` that a payment is to quote."""
    if reading.mentions(*_BOOKED):
        for match in _IN_PARTS.finditer(reading.text):
            yield Finding(*match.span("code"), Kind.BOOKING, 0.6)
    if _CAPITAL_BESIDE.search(reading.text):
        for pattern, kind in ((_SHORT, Kind.NUMBER), (_TO_WRITE, Kind.CASE_NUMBER)):
            for match in pattern.finditer(reading.text):
                yield Finding(*match.span("code"), kind, 0.6)


def _kind_of(word: str) -> Kind:
    """What a word for what is numbered names; of two nouns in one, the last tells it."""
    if word in _KIND_OF:
        return _KIND_OF[word]
    return _KIND_OF[max((head for head in _HEADS if word.endswith(head)), key=len)]


def more_of(reading: Reading, position: int, kind: Kind) -> Iterator[Finding]:
    """Further numbers of a list that ends at `position` so far ("ordre 91558 og 91559")."""
    while match := _MORE_CODES.match(reading.low, position) or _MORE.match(reading.low, position):
        short = match.re is _MORE_CODES
        span = match.span("code") if short else code_span(reading, match, minimum=4)
        if not span or _YEAR.fullmatch(reading.low, *span):
            return
        yield Finding(*span, kind, 0.7)
        position = span[1]


def find_asked_numbers(reading: Reading) -> Iterator[Finding]:
    """A number in a reply to a turn that asks for one ("må jeg få dit kundenummer?"), up to three turns later."""
    for asked, replies in find_requests(reading, _ASKED):
        kind = _kind_of(asked["word"])
        for start, end in replies:
            code = _capital_code(reading, start, end) or asked_code(reading, kind, start, end)
            if code is None and kind is Kind.BOOKING:
                letters = _REPLY_LETTERS.search(reading.text, start, end)
                code = letters and letters.span("code")
            if code is None and (whole := _WHOLE_REPLY.fullmatch(reading.low, start, end)):
                code = whole.span("code")
            if code:
                yield Finding(*code, kind, 0.72)
                yield from more_of(reading, code[1], kind)
                break


def asked_code(reading: Reading, kind: Kind, start: int, end: int) -> tuple[int, int] | None:
    """The first code of four digits in a reply, else the first with three and a letter or hyphen."""
    matches = list(_REPLY.finditer(reading.low, start, end))
    for of in (None, kind):
        for match in matches:
            span = code_span(reading, match, minimum=4, kind=of)
            if span and (not _NOT_ASKED.fullmatch(reading.low, *span) or _answers(reading, start, *span)):
                return span
    return None


def _capital_code(reading: Reading, start: int, end: int) -> tuple[int, int] | None:
    """The code in capitals that a reply begins with: "PVK 20R", "NB 7714 Q"."""
    lead = _ONLY_ANSWER.match(reading.low, start, end)
    code = _CAPITALS.match(reading.text, lead.end() if lead else start, end)
    return code.span("code") if code and sum(map(str.isalnum, code["code"])) >= MIN_CAPITALS else None


def _answers(reading: Reading, start: int, code: int, end: int) -> bool:
    """Whether a round number is all that a reply says ("ja, det er 8200"), and no year."""
    in_one_go = reading.low[code:end].isdigit() and not _YEAR.fullmatch(reading.low, code, end)
    return in_one_go and _ONLY_ANSWER.fullmatch(reading.low, start, code) is not None


def find_long_numbers(reading: Reading) -> Iterator[Finding]:
    """Seven digits or more in one go that nothing says the meaning of; not an amount."""
    for match in _LONG.finditer(reading.text):
        before = _MONEY_BEFORE.search(reading.low, max(0, match.start() - 5), match.start())
        if not before and not _NOT_A_CODE.match(reading.low, match.end()):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in _LOW_LONG.finditer(reading.text):
        yield Finding(*match.span(), Kind.NUMBER, 0.3)


def _minimum(code: str, kind: Kind, digits: int) -> int:
    """How many digits a code must hold.

    Two in a booking's ("mp5cl7") or between letters, three with letters or hyphens, else `digits`.
    """
    if (kind is Kind.BOOKING and _BOOKING_CODE.fullmatch(code)) or _MIXED.fullmatch(code):
        return 2
    return min(digits, 3) if "-" in code or any(map(str.isalpha, code)) else digits


def code_span(
    reading: Reading, match: re.Match[str], *, minimum: int, kind: Kind | None = None
) -> tuple[int, int] | None:
    """Where the code of a match stands; `None` where it is too short, a date, an amount or a quantity.

    A small word before the number is not of the code ("det er 61205"), nor is a quantity after it ("91558 2 stk").
    """
    start, end = match.span("code")
    if _FLIGHT_BEFORE.search(reading.low, max(0, start - 24), start) or reading.low.endswith(_MONEY_SIGNS, 0, start):
        return None
    word, space, _ = reading.text[start:end].partition(" ")
    if space and word.lower() in _FLIGHT_WORDS:
        return None
    if space and word.isalpha() and not word.isupper() and not is_code(word.lower(), reading.language):
        start += len(word) + 1
    if _NOT_A_CODE.match(reading.low, end):
        end = max(start, reading.low.rfind(" ", start, end))
    code = reading.low[start:end]
    if kind:
        minimum = _minimum(code, kind, minimum)
    if sum(character.isdigit() for character in code) < minimum or _DATE_LIKE.fullmatch(code):
        return None
    return start, end
